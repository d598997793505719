using System.Reflection;
using System.Runtime.CompilerServices;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Hosting;

/// <summary>What a turn holds of a customer's past is bounded, however much there is of it, and it decides the same.</summary>
public sealed class BoundedTurnTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task ExecuteAsync_of_a_whole_return_holds_no_page_of_the_history_but_the_last()
    {
        var ledger = PageCount.Around(new InMemoryLedger());
        await using var host = await StartAsync(ledger);
        for (var turn = 0; turn < 20; turn++)
            await host.ExecuteAsync("ada", [.. Enumerable.Range(turn * 500, 500).Select(i => new RecordPurchase { PurchaseId = $"p{i}", Amount = Money.Round(1), OccurredAt = Start.AddMinutes(i) })]);
        var counted = (PageCount)(object)ledger;
        counted.Counts = true;

        var outcome = Assert.Single(await host.ExecuteAsync("ada", [new RecordReturn { ReturnId = "r", PurchaseId = "p0" }]));

        Assert.Equal((OutcomeStatus.Accepted, 9_999L), (outcome.Status, outcome.Receipt!.Orders));
        Assert.Equal(Start.AddMinutes(1), (await host.Customer("ada").GetAsync())!.FirstOrderAt);
        Assert.InRange(counted.Pages, 10, 20);
        Assert.InRange(counted.MostHeld, 0, 2);
    }

    /// <remarks>The one ledger answers each recall whole, the other hardly any.</remarks>
    [Theory]
    [InlineData(1)]
    [InlineData(2_000)]
    [InlineData(20_000)]
    public async Task ExecuteAsync_of_turns_whose_past_is_not_recalled_at_once_decides_the_same(int sizeLimit)
    {
        await using var whole = await StartAsync(new InMemoryLedger());
        await using var piecemeal = await StartAsync(new InMemoryLedger(new() { GroupSizeLimit = sizeLimit }, TimeProvider.System));
        var random = new Random(sizeLimit);
        for (var turn = 0; turn < 60; turn++)
        {
            var commands = Enumerable.Range(0, 1 + random.Next(12)).Select(_ => Command(random)).ToList();

            Assert.Equal(await whole.ExecuteAsync("ada", commands), await piecemeal.ExecuteAsync("ada", commands));
        }

        Assert.Equal(await EntriesAsync(whole), await EntriesAsync(piecemeal));
        Assert.Equal(0, (await piecemeal.Verifier().VerifyAsync(_ => { })).DifferenceCount);
    }

    [Fact]
    public async Task ExecuteAsync_of_a_return_of_a_purchase_that_thousands_of_returns_concern_knows_what_they_left()
    {
        await using var host = await StartAsync(new InMemoryLedger(new() { GroupSizeLimit = 100_000 }, TimeProvider.System));
        await host.ExecuteAsync("ada", [new RecordPurchase { PurchaseId = "p", OccurredAt = Start, Lines = [new("nail", null, 4_000, Money.Round(1))] }]);
        for (var turn = 0; turn < 4; turn++)
            Assert.All(await host.ExecuteAsync("ada", [.. Enumerable.Range(turn * 900, 900).Select(i => Piece($"r{i}", 1))]), outcome => Assert.Equal(OutcomeStatus.Accepted, outcome.Status));

        var outcomes = await host.ExecuteAsync("ada", [Piece("r7", 1), Piece("r8", 2), Piece("more", 401), Piece("rest", 400), Piece("none", 1)]);

        Assert.Equal([null, "id_conflict", "return_exceeds_purchase", null, "nothing_to_return"], outcomes.Select(outcome => outcome.Code));
        Assert.Equal([OutcomeStatus.Duplicate, OutcomeStatus.Accepted], [outcomes[0].Status, outcomes[3].Status]);
        Assert.Equal(0, outcomes[3].Receipt!.Orders);

        static RecordReturn Piece(string id, int pieces) => new() { ReturnId = id, PurchaseId = "p", OccurredAt = Start, Lines = [new(1, Quantity: pieces)] };
    }

    /// <remarks>The one ledger answers each recall whole, the others hardly any, so that purchases are folded page by page.</remarks>
    [Theory]
    [InlineData(1)]
    [InlineData(2_000)]
    [InlineData(1_000_000)]
    public async Task RestoreAsync_of_a_few_entries_at_a_time_counts_the_pieces_that_are_left(int sizeLimit)
    {
        await using var from = await StartAsync(new InMemoryLedger());
        var random = new Random(sizeLimit);
        for (var turn = 0; turn < 60; turn++) await from.ExecuteAsync("ada", [.. Enumerable.Range(0, 12).Select(_ => Command(random))]);
        var ledger = new InMemoryLedger(new() { GroupSizeLimit = sizeLimit }, TimeProvider.System);
        await using var to = await StartAsync(ledger);
        await ledger.KeepBoughtAsync(true);

        IReadOnlyList<Entry> page;
        for (var read = 0L; (page = await from.Customer("ada").EntriesAsync(read, 1 + random.Next(9))).Count > 0; read = page[^1].Sequence) await to.Customer("ada").RestoreAsync(page);

        Assert.Equal(0, (await from.Verifier().VerifyAsync(_ => { })).DifferenceCount);
        Assert.Equal(0, (await to.Verifier().VerifyAsync(_ => { })).DifferenceCount);
        Assert.NotEmpty(await ledger.ReadPiecesAsync("ada", null, 10));
    }

    [Fact]
    public async Task Export_and_restore_and_verification_go_through_a_history_of_many_short_pages()
    {
        await using var from = await StartAsync(new InMemoryLedger());
        for (var i = 0; i < 40; i++) await from.ExecuteAsync("ada", [OfLines($"p{i}", 2_000)]);
        Assert.InRange((await from.Customer("ada").EntriesAsync(0, 1_000)).Count, 1, 30);
        var appends = new List<int>();
        var ledger = new FaultyLedger(new InMemoryLedger()) { BeforeAppend = append => appends.Add(append.Size) };
        await using var to = await StartAsync(ledger);

        for (var time = 0; time < 2; time++)
        {
            var restore = to.Restore();
            await foreach (var line in from.Export().ReadAsync()) await restore.TakeAsync(line);
            await restore.CompleteAsync();
            Assert.Equal(time == 0 ? (await from.Customer("ada").GetAsync())!.Sequence : 0, restore.Appended);
        }

        Assert.InRange(appends.Max(), 200_000, 3_000_000);
        Assert.Equal(await EntriesAsync(from), await EntriesAsync(to));
        var verified = await to.Verifier().VerifyAsync(_ => { });
        Assert.Equal((0, (await from.Customer("ada").GetAsync())!.Sequence), (verified.DifferenceCount, verified.Entries));
    }

    private static ActorCommand Command(Random random)
    {
        var purchase = $"p{random.Next(40)}";
        var at = Start.AddDays(random.Next(40));
        return random.Next(6) switch
        {
            0 or 1 => new RecordPurchase { PurchaseId = purchase, OccurredAt = Start.AddHours(random.Next(3)), Lines = [.. Enumerable.Range(0, 1 + random.Next(4)).Select(i => new PurchaseLine($"s{i}", null, 3, Money.Round(2)))] },
            2 => new RecordReturn { ReturnId = $"r{random.Next(60)}", PurchaseId = purchase, OccurredAt = at },
            3 => new RecordReturn { ReturnId = $"r{random.Next(60)}", OccurredAt = at, Amount = Money.Round(1) },
            _ => new RecordReturn { ReturnId = $"r{random.Next(400)}", PurchaseId = purchase, OccurredAt = at, Lines = [new(1 + random.Next(3), Quantity: 1)] },
        };
    }

    private static RecordPurchase OfLines(string id, int lines) =>
        new() { PurchaseId = id, OccurredAt = Start, Lines = [.. Enumerable.Range(0, lines).Select(line => new PurchaseLine($"sku-{line:000000}", null, 1, Money.Round(1)))] };

    private static async Task<List<string>> EntriesAsync(InProcessHost host)
    {
        var entries = new List<string>();
        while (await host.Customer("ada").EntriesAsync(entries.Count, 1_000) is { Count: > 0 } page) entries.AddRange(page.Select(entry => LedgerJson.EncodeWhole(entry)));
        return entries;
    }

    private static Task<InProcessHost> StartAsync(ILedger ledger) =>
        InProcessHost.StartAsync(ledger, new(), new FakeTimeProvider(Start.AddYears(1)));

    /// <summary>A ledger that counts the pages of entries that it has given and that somebody still holds.</summary>
    public class PageCount : DispatchProxy
    {
        private readonly List<WeakReference> _given = [];
        private ILedger _inner = null!;

        public bool Counts { get; set; }

        public int Pages => _given.Count;

        public int MostHeld { get; private set; }

        public static ILedger Around(ILedger inner)
        {
            var ledger = Create<ILedger, PageCount>();
            ((PageCount)(object)ledger)._inner = inner;
            return ledger;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            Counts && targetMethod!.Name == nameof(ILedger.ReadEntriesAsync) ? ReadAsync(args!) : targetMethod!.Invoke(_inner, args);

        private async Task<IReadOnlyList<Entry>> ReadAsync(object?[] args)
        {
            await Task.Yield();
            GC.Collect();
            MostHeld = Math.Max(MostHeld, _given.Count(page => page.IsAlive));
            return Give(args);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private Entry[] Give(object?[] args)
        {
            var page = _inner.ReadEntriesAsync((ActorId)args[0]!, (long)args[1]!, (int)args[2]!).GetAwaiter().GetResult().ToArray();
            _given.Add(new(page[0]));
            return page;
        }
    }
}
