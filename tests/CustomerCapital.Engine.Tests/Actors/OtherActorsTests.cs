using System.Runtime.CompilerServices;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Exporting;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger.Conformance.Actors;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Actors;

/// <summary>What the engine does for customers it does for actors of every kind: turns, due work, verification, exports.</summary>
public sealed class OtherActorsTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Start);
    private readonly FaultyLedger _ledger = new(new InMemoryLedger());

    /// <summary>Before any test asks for all.</summary>
    [ModuleInitializer]
    internal static void AddKind() => StampCards.Add();

    public ValueTask DisposeAsync() => _ledger.CloseAsync();

    [Fact]
    public async Task Card_is_stamped_once_for_each_id_and_looked_through_when_it_is_due()
    {
        await using var host = await GivenAsync();
        var card = host.Customer(StampCards.Card("ada"));

        Assert.Equal(OutcomeStatus.Duplicate, (await card.ExecuteAsync([new Stamp { StampId = "1", OccurredAt = Start }]))[0].Status);
        Assert.Equal(OutcomeStatus.Conflict, (await card.ExecuteAsync([new Stamp { StampId = "1", Text = "other", OccurredAt = Start }]))[0].Status);
        _time.Advance(TimeSpan.FromDays(30));
        await host.SettleAsync();

        Assert.Equal((2, null), (Stamps.Part.Of((await card.GetAsync())!).Count, Stamps.Part.Of((await card.GetAsync())!).LookAt));
        Assert.IsType<LookedThrough>((await card.EntriesAsync(2, 10))[0].Event);
        Assert.Empty(await _ledger.ReadDueAsync(_time.GetUtcNow(), 10));
    }

    [Fact]
    public async Task Verification_replays_every_kind_and_names_what_differs()
    {
        await using var host = await GivenAsync();
        var sound = await host.Verifier().VerifyAsync(_ => { });
        Assert.Equal((new(1, 0, 0, 0, 0, 1), 4, 0), (sound.Actors, sound.Entries, sound.DifferenceCount));
        var state = (await host.Customer(StampCards.Card("ada")).GetAsync())!;
        var wrong = Stamps.Part.Set(state, Stamps.Part.Of(state) with { Count = 7, LookAt = Start.AddDays(3) });

        await _ledger.AppendAsync(new(state, [], wrong, new(), [], [new("stamps", Start.AddDays(99))]) { PolicyVersion = host.Policy.InForce.Version });

        var differences = (await host.Verifier().VerifyAsync(_ => { })).Differences;
        Assert.Equal(2, differences.Count);
        Assert.StartsWith("Actor 'ada' of kind 9001: state: the entries give", differences[0], StringComparison.Ordinal);
        Assert.StartsWith("Actor 'ada' of kind 9001: due at 2026-02-14T12:00:00.0000000+00:00 for stamps, but nobody looks by then", differences[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_holds_every_kind_and_is_restored_whole()
    {
        var lines = new List<byte[]>();
        await using (var host = await GivenAsync())
            await foreach (var line in host.Export().ReadAsync()) lines.Add(line.ToUtf8());
        await using var another = await InProcessHost.StartAsync(new InMemoryLedger(), new(), _time);

        var restore = another.Restore();
        foreach (var line in lines) await restore.TakeAsync(ExportLine.Parse(line));
        await restore.CompleteAsync();

        Assert.Equal(4, restore.Appended);
        Assert.Equal(2, Stamps.Part.Of((await another.Customer(StampCards.Card("ada")).GetAsync())!).Count);
        Assert.Equal(0, (await another.Verifier().VerifyAsync(_ => { })).DifferenceCount);
    }

    /// <summary>A customer and a card of the same key, with two stamps.</summary>
    private async Task<InProcessHost> GivenAsync()
    {
        var host = await InProcessHost.StartAsync(_ledger, new(), _time);
        await host.ExecuteAsync("ada", [Purchase("p")]);
        foreach (var id in new[] { "1", "2" }) Assert.Equal(OutcomeStatus.Accepted, (await host.Customer(StampCards.Card("ada")).ExecuteAsync([new Stamp { StampId = id, OccurredAt = Start }]))[0].Status);
        return host;
    }
}
