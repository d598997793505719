using System.Globalization;
using System.Text;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>
/// Purchases as tills send them, the same for the same seed: one to six lines, of a few hundred articles. Writes them as bytes of a request, at a cost that does not count.
/// </summary>
/// <param name="seed">Of whom buys what.</param>
/// <param name="customers">How many there are.</param>
/// <param name="prefix">Of the purchases' ids.</param>
/// <param name="skew">1 for customers that buy equally often; 2 for a quarter of them that buys half of all.</param>
/// <param name="previews">Whether posts ask for a preview.</param>
/// <param name="vouchers">Of which each purchase names one; null for none.</param>
internal sealed class PurchaseMaker(int seed, int customers, string prefix, double skew = 2, bool previews = false, VoucherRoll? vouchers = null)
{
    private static readonly byte[][] Baskets = MakeBaskets(new Random(7), ["web", "web", "store-1", "store-2"]);
    private static readonly byte[] FairBasket = MakeBaskets(new Random(8), ["fair"])[0];

    private readonly Random _random = new(seed);
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(prefix);
    private readonly DateTimeOffset _begin = TimeProvider.System.GetUtcNow().AddHours(-1);
    private int _count;

    /// <summary>Enough for any one of them.</summary>
    public static int SizeLimit => 2_048;

    /// <summary>A line of a stream of commands.</summary>
    /// <returns>How many bytes it has.</returns>
    public int WriteLine(Span<byte> target)
    {
        var at = Append(target, 0, "{\"customerId\":\"c"u8);
        at = Append(target, at, NextCustomer());
        at = Append(target, at, "\",\"command\":{\"type\":\"purchase\","u8);
        at = WriteFields(target, at);
        return Append(target, at, "}}\n"u8);
    }

    /// <summary>A whole request that posts one purchase.</summary>
    /// <returns>How many bytes it has.</returns>
    public int WritePost(Span<byte> target)
    {
        var at = Append(target, 0, "POST /v1/customers/c"u8);
        at = Append(target, at, NextCustomer());
        at = Append(target, at, previews ? "/purchases/preview"u8 : "/purchases"u8);
        at = Append(target, at, " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "u8);
        var lengthAt = at;
        at = Append(target, at, "0000\r\n\r\n{"u8);
        var bodyAt = at - 1;
        at = WriteFields(target, at);
        at = Append(target, at, "}"u8);
        (at - bodyAt).TryFormat(target.Slice(lengthAt, 4), out _, "0000", CultureInfo.InvariantCulture);
        return at;
    }

    /// <summary>
    /// The line of a stream with one of the ten purchases of a customer, who came at some time in two years, bought evenly since, and in every third case went
    /// after three of ten parts of the time. One customer in a thousand came through the channel "fair".
    /// </summary>
    /// <returns>How many bytes it has.</returns>
    public static int WriteOfHistory(Span<byte> target, int customer, int number, DateTimeOffset end)
    {
        var chance = unchecked((uint)(customer * 0x9E3779B1L >> 7));
        var stayed = chance % 730_000 / 1_000.0;
        var bought = (customer % 3 == 0 ? 0.3 : 1) * stayed * number / 10;
        var at = Append(target, 0, "{\"customerId\":\"c"u8);
        at = Append(target, at, customer);
        at = Append(target, at, "\",\"command\":{\"type\":\"purchase\","u8);
        at = AppendMoment(target, at, "h"u8, number, end.AddDays(bought - stayed - 0.01));
        at = Append(target, at, customer % 1_000 == 0 ? FairBasket : Baskets[(chance + (uint)number) % Baskets.Length]);
        return Append(target, at, "}}\n"u8);
    }

    /// <summary>The line of a stream in which a customer buys for the first time.</summary>
    /// <returns>How many bytes it has.</returns>
    public static int WriteFirst(Span<byte> target, int customer)
    {
        var at = Append(target, 0, "{\"customerId\":\"c"u8);
        at = Append(target, at, customer);
        at = Append(target, at, "\",\"command\":{\"type\":\"purchase\",\"purchaseId\":\"first\","u8);
        at = Append(target, at, Baskets[customer % Baskets.Length]);
        return Append(target, at, "}}\n"u8);
    }

    private int NextCustomer() => (int)(customers * Math.Pow(_random.NextDouble(), skew));

    private int WriteFields(Span<byte> target, int at)
    {
        _count++;
        at = AppendMoment(target, at, _prefix, _count, _begin.AddMilliseconds(_count * 10.0));
        if (vouchers is not null)
        {
            at = Append(target, at, "\"vouchers\":[\""u8);
            at += vouchers.Write(target[at..]);
            at = Append(target, at, "\"],"u8);
        }

        return Append(target, at, Baskets[_random.Next(Baskets.Length)]);
    }

    private static int AppendMoment(Span<byte> target, int at, ReadOnlySpan<byte> prefix, int number, DateTimeOffset moment)
    {
        at = Append(target, at, "\"purchaseId\":\""u8);
        at = Append(target, at, prefix);
        at = Append(target, at, "-"u8);
        at = Append(target, at, number);
        at = Append(target, at, "\",\"occurredAt\":\""u8);
        moment.UtcDateTime.TryFormat(target[at..], out var written, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        return Append(target, at + written, "\","u8);
    }

    private static int Append(Span<byte> target, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(target[at..]);
        return at + text.Length;
    }

    private static int Append(Span<byte> target, int at, int number)
    {
        number.TryFormat(target[at..], out var written, default, CultureInfo.InvariantCulture);
        return at + written;
    }

    private static byte[][] MakeBaskets(Random random, string[] channels)
    {
        string[] categories = ["kitchen", "garden", "linen", "pantry", "paper", "toys"];
        return [.. Enumerable.Range(0, 1_000).Select(_ =>
        {
            var lines = Enumerable.Range(0, 1 + Math.Min(random.Next(6), random.Next(6))).Select(_ =>
            {
                var (category, article) = (random.Next(categories.Length), random.Next(60));
                var price = (article % 17 * 3) + 2.45m;
                return string.Create(CultureInfo.InvariantCulture, $"{{\"sku\":\"{categories[category][..3].ToUpperInvariant()}-{100 + article}\",\"category\":\"{categories[category]}\",\"quantity\":{1 + random.Next(3)},\"unitPrice\":\"{price}\"}}");
            });
            return Encoding.UTF8.GetBytes($"\"currency\":\"EUR\",\"channel\":\"{channels[random.Next(channels.Length)]}\",\"lines\":[{string.Join(",", lines)}]");
        })];
    }
}
