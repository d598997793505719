using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Needs;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Needs;

/// <summary>How far it is known what is bought together.</summary>
/// <param name="Counted">What was counted last. Null for nothing yet.</param>
/// <param name="Counting">Whether it is being counted now: ask again.</param>
/// <param name="CustomersRead">How many customers the count that is running has read, of each twice.</param>
/// <param name="Failure">Why the latest count has not ended. Null where it has, or is running.</param>
/// <param name="Method">How it is counted, and by whom that was described.</param>
public sealed record BoughtTogetherAnswer(BoughtTogether? Counted, bool Counting, long CustomersRead, string? Failure, string Method);

/// <summary>Counts what is bought together from the entries of all customers, twice page by page, when somebody asks and the last count is a day old.</summary>
/// <remarks>Nobody who does not ask pays for it. What was counted stands in a control state. Thread-safe.</remarks>
/// <param name="ledger">What is read.</param>
/// <param name="now">The program's time.</param>
/// <param name="time">The machine's clock, by which callers wait.</param>
public sealed class BoughtTogetherCounter(ILedger ledger, Func<DateTimeOffset> now, TimeProvider time) : IDisposable
{
    /// <summary>The control state that holds the last count.</summary>
    public const string Name = "bought-together";

    /// <summary>A count is made anew for whoever asks after so long.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    private const int Page = 500;

    private readonly WorkBehindAnswers _count = new(time);
    private long _read;

    /// <summary>What was counted last; begins to count where that is a day old.</summary>
    public async Task<BoughtTogetherAnswer> AskAsync(CancellationToken cancellation)
    {
        var kept = await ReadAsync(ledger, cancellation);
        var (isCounting, failure) = await _count.BeginAsync(() => kept is null || kept.CountedAt + KeptFor <= now(), CountAndKeepAsync, cancellation);
        return new(await ReadAsync(ledger, cancellation), isCounting, Interlocked.Read(ref _read), failure, BoughtTogether.Method);
    }

    /// <summary>The last count; null for none.</summary>
    public static async Task<BoughtTogether?> ReadAsync(ILedger ledger, CancellationToken cancellation) =>
        await ledger.ReadControlAsync(Name, cancellation) is { } kept ? JsonSerializer.Deserialize(kept.Json, NeedsJson.Default.BoughtTogether) : null;

    /// <summary>Counts now, to the end, and keeps nothing.</summary>
    /// <param name="cancellation">Gives up.</param>
    public async Task<BoughtTogether> CountAsync(CancellationToken cancellation)
    {
        var (from, articles) = (now(), new ArticleCount());
        Interlocked.Exchange(ref _read, 0);
        await ReadAllAsync(articles.Take, cancellation);
        var pairs = new PairCount(articles.Most(BoughtTogether.ArticleLimit));
        await ReadAllAsync(pairs.Take, cancellation);
        return pairs.Result(from, articles.IsExact);
    }

    /// <summary>A customer's purchases, with the entry after which they are read.</summary>
    internal static async Task<Baskets> ReadBasketsAsync(ILedger ledger, ActorId customer, long after, CancellationToken cancellation)
    {
        var baskets = new Baskets();
        while (await ledger.ReadEntriesAsync(customer, after, Page, cancellation) is { Count: > 0 } entries)
        {
            foreach (var entry in entries) baskets.Take(entry);
            after = entries[^1].Sequence;
        }

        return baskets;
    }

    public void Dispose() => _count.Dispose();

    private async Task CountAndKeepAsync()
    {
        var counted = await CountAsync(_count.Stopping);
        var version = (await ledger.ReadControlAsync(Name, _count.Stopping))?.Version ?? 0;
        try
        {
            await ledger.WriteControlAsync(Name, JsonSerializer.Serialize(counted, NeedsJson.Default.BoughtTogether), version, _count.Stopping);
        }
        catch (VersionConflictException)
        {
            // Another process has counted at the same time; its count is as good.
        }
    }

    private async Task ReadAllAsync(Action<Basket> take, CancellationToken cancellation)
    {
        await foreach (var (_, baskets) in CustomerHistories.ReadAsync(ledger, () => new Baskets(), (baskets, entry) => baskets.Take(entry), cancellation))
        {
            foreach (var basket in baskets?.All ?? []) take(basket);
            Interlocked.Increment(ref _read);
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BoughtTogether))]
internal sealed partial class NeedsJson : JsonSerializerContext;
