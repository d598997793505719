using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Ledger.Tests.Encoding;

/// <summary>What is written of purchases without a serializer is what the serializer writes, so that hashes, entries and states are those of every version before.</summary>
public sealed class PurchaseJsonTests
{
    private const int Times = 2_000;

    private static readonly string?[] Texts = [null, "", "web", "KIT-104", "a \"b\" \\c", "ü🦁", "tab\tline\n", "<&>'+/", "\u007f\u0080\u2028", "x\u001fy", " "];

    private static readonly decimal[] Quantities = [1, 1.0m, 2, 2.50m, 0.0001m, 10_000_000, 3.00000m];

    [Fact]
    public void HashOf_a_purchase_is_that_of_the_serializer()
    {
        var random = new Random(1);
        for (var time = 0; time < Times; time++)
        {
            var purchase = NewPurchase(random);
            Assert.Equal(ContentHash.BySerializer(purchase), LedgerJson.HashOf(purchase));
        }
    }

    [Fact]
    public void HashOf_a_purchase_with_what_is_no_sound_Unicode_is_that_of_the_serializer()
    {
        var purchase = new RecordPurchase { PurchaseId = "p", Channel = "\ud800", Amount = new(1) };

        Assert.Equal(ContentHash.BySerializer(purchase), LedgerJson.HashOf(purchase));
    }

    [Fact]
    public void EncodeUtf8_of_a_purchase_is_that_of_the_serializer()
    {
        var random = new Random(2);
        for (var time = 0; time < Times; time++)
        {
            var lines = random.Next(3) == 0 ? null : Enumerable.Range(0, random.Next(4)).Select(_ => NewPaid(random)).ToList();
            var after = random.Next(4) == 0 ? null : new Account((Rung)random.Next(1, 8), random.Next(2) == 0, random.Next(), NewMoney(random), NewMoney(random));
            var entry = new Entry("ada", 3, NewInstant(random), NewInstant(random), new PurchaseRecorded(NewText(random) ?? "", NewMoney(random), NewText(random), lines), After: after);

            Assert.True(PurchaseJson.Writes(entry));
            Assert.Equal(Text(LedgerJson.EncodeBySerializer(entry)), Text(LedgerJson.EncodeUtf8(entry)));
        }
    }

    [Fact]
    public void Entry_that_repeats_another_says_so_and_is_read_like_that_one()
    {
        var happened = new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
        var entry = new Entry("ada", 3, happened, happened, new PurchaseRecorded("p", Money.Round(3), "web", null), "purchase:p");

        var (told, repeated) = (LedgerJson.EncodeUtf8(entry), LedgerJson.EncodeUtf8(entry with { IsRepeated = true }));

        Assert.Null(LedgerJson.DecodeEntry(told).IsRepeated);
        Assert.True(LedgerJson.DecodeEntry(repeated).IsRepeated);
        Assert.Equal(LedgerJson.DecodeEntry(told).Event, LedgerJson.DecodeEntry(repeated).Event);
        Assert.Equal(LedgerJson.DecodeBuying(told, happened, "purchase:p", null), LedgerJson.DecodeBuying(repeated, happened, "purchase:p", null));
    }

    [Fact]
    public void Encode_of_purchases_is_that_of_the_serializer()
    {
        var random = new Random(3);
        for (var time = 0; time < Times; time++)
        {
            var activity = ActivityMonths.Empty;
            for (var month = random.Next(4); month > 0; month--) activity = activity.With(new(24_000 + month), random.Next(3), NewMoney(random));
            var history = new PurchaseHistory
            {
                Orders = random.Next(3),
                Revenue = NewMoney(random),
                Activity = activity,
                FirstOrderAt = random.Next(2) == 0 ? null : NewInstant(random),
                LatestOrders = LatestInstants.Of([.. Enumerable.Range(0, random.Next(20)).Select(_ => NewInstant(random).ToUniversalTime()).Distinct().OrderDescending().Take(LatestInstants.Capacity)]),
                EarliestChannel = random.Next(2) == 0 ? null : new(NewText(random) ?? "web", NewInstant(random)),
            };
            var state = PurchaseHistory.Part.Set(ActorState.New("ada") with { Sequence = 1, AsOf = NewInstant(random), KnownSince = NewInstant(random) }, history);

            Assert.Equal(Text(StateJson.Encode(state, whole: true, bySerializer: true)), Text(StateJson.Encode(state, whole: true)));
        }
    }

    private static RecordPurchase NewPurchase(Random random) => new()
    {
        PurchaseId = NewText(random) ?? "p",
        Amount = random.Next(2) == 0 ? null : NewMoney(random),
        Currency = random.Next(2) == 0 ? null : "EUR",
        Channel = NewText(random),
        Discount = random.Next(2) == 0 ? default : NewMoney(random),
        OccurredAt = random.Next(3) == 0 ? null : NewInstant(random),
        Lines = random.Next(4) == 0 ? null : [.. Enumerable.Range(0, random.Next(4)).Select(_ => new PurchaseLine(NewText(random), NewText(random), Quantities[random.Next(Quantities.Length)], NewMoney(random), NewMoney(random)))],
        VoucherHoldId = random.Next(10) == 0 ? "hold" : null,
        Vouchers = random.Next(10) == 0 ? ["code"] : null,
    };

    private static PaidLine NewPaid(Random random)
    {
        var (price, quantity) = (new Money(random.Next(1_000_000)), Quantities[random.Next(Quantities.Length)]);
        return new(NewText(random), NewText(random), quantity, price, random.Next(2) == 0 ? price.Times(quantity) : NewMoney(random));
    }

    private static string? NewText(Random random) => Texts[random.Next(Texts.Length)];

    private static Money NewMoney(Random random) => new(random.Next(4) switch { 0 => 0, 1 => random.Next(100) * 10_000L, 2 => -random.Next(1_000_000), _ => random.NextInt64(1_000_000_000_000) });

    private static DateTimeOffset NewInstant(Random random) => DateTimeOffset.UnixEpoch.AddMicroseconds(random.NextInt64(1_800_000_000_000_000)).ToOffset(TimeSpan.FromMinutes(random.Next(-840, 840)));

    private static string Text(byte[] utf8) => System.Text.Encoding.UTF8.GetString(utf8);
}
