using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Verification;

/// <summary>Pieces that the entries do not leave are named, and so are those that are missing.</summary>
public sealed class PieceVerificationTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Today = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private readonly InMemoryLedger _ledger = new();
    private InProcessHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await InProcessHost.StartAsync(_ledger, new(), new FakeTimeProvider(Today));
        await _ledger.KeepBoughtAsync(true);
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Pieces_that_differ_from_those_of_the_entries_are_named()
    {
        await _host.Customer("ada").ExecuteAsync(
        [
            new RecordPurchase { PurchaseId = "p", Lines = [new("tea", "drinks", 2.5m, Money.Round(3)), new("cup", null, 1, Money.Round(5))] },
            new RecordReturn { ReturnId = "r", PurchaseId = "p", Lines = [new(2)] },
        ]);
        Assert.Empty(await DifferencesAsync());

        await AddAsync(new(PieceKind.Sku, "tea"), -5_000);
        await AddAsync(new(PieceKind.Sku, "cup"), 10_000);
        await AddAsync(new(PieceKind.Category, "drinks"), -25_000);

        Assert.Equal(
            [
                "Customer 'ada': of sku 'cup' the entries leave 0, the ledger holds 1.",
                "Customer 'ada': of sku 'tea' the entries leave 2.5, the ledger holds 2.",
                "Customer 'ada': of category 'drinks' the entries leave 2.5, the ledger holds 0.",
            ],
            await DifferencesAsync());
    }

    private async Task AddAsync(PieceKey key, long units)
    {
        var state = (await _host.Customer("ada").GetAsync())!;
        await _ledger.AppendAsync(new(state, [], state, new(), [], []) { Pieces = Pieces.Of([KeyValuePair.Create(key, units)]) });
    }

    private async Task<IReadOnlyList<string>> DifferencesAsync() => (await _host.Verifier().VerifyAsync(_ => { })).Differences;
}
