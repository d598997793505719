using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Conformance;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Tests.Appending;

/// <summary>How single appends become groups, seen from a ledger that waits to be told when a group is written.</summary>
public sealed class GroupCommitTests
{
    [Fact]
    public async Task AppendAsync_alone_is_a_group_of_one()
    {
        await using var ledger = new SteppedLedger(new());

        var append = ledger.AppendAsync(Append("ada"));

        Assert.Equal(["ada"], await ledger.NextGroupAsync());
        Assert.False(append.IsCompleted);
        ledger.Finish();
        await append;
    }

    [Fact]
    public async Task AppendAsync_while_a_group_is_written_waits_and_becomes_the_next_group_in_order()
    {
        await using var ledger = new SteppedLedger(new());
        var first = ledger.AppendAsync(Append("first"));
        await ledger.NextGroupAsync();

        var next = new[] { "c", "a", "b" }.Select(id => ledger.AppendAsync(Append(id))).ToList();
        ledger.Finish();
        await first;

        Assert.Equal(["c", "a", "b"], await ledger.NextGroupAsync());
        Assert.All(next, append => Assert.False(append.IsCompleted));
        ledger.Finish();
        await Task.WhenAll(next);
    }

    [Fact]
    public async Task Groups_hold_at_most_the_group_limit()
    {
        await using var ledger = new SteppedLedger(new() { GroupLimit = 2 });
        _ = ledger.AppendAsync(Append("first"));
        await ledger.NextGroupAsync();
        var next = Enumerable.Range(0, 5).Select(i => ledger.AppendAsync(Append($"{i}"))).ToList();
        ledger.Finish();

        foreach (var expected in new[] { new[] { "0", "1" }, ["2", "3"], ["4"] })
        {
            Assert.Equal(expected, await ledger.NextGroupAsync());
            ledger.Finish();
        }

        await Task.WhenAll(next);
    }

    [Fact]
    public async Task Groups_take_no_more_once_their_size_is_reached()
    {
        var size = Append("0").Size;
        await using var ledger = new SteppedLedger(new() { GroupSizeLimit = size * 2 });
        _ = ledger.AppendAsync(Append("f"));
        await ledger.NextGroupAsync();
        var next = Enumerable.Range(0, 4).Select(i => ledger.AppendAsync(Append($"{i}"))).ToList();
        ledger.Finish();

        Assert.Equal(["0", "1", "2"], await ledger.NextGroupAsync());
        ledger.Finish();
        Assert.Equal(["3"], await ledger.NextGroupAsync());
        ledger.Finish();
        await Task.WhenAll(next);
    }

    [Fact]
    public async Task AppendAsync_beyond_the_queue_is_overloaded_after_its_patience_and_those_within_are_written()
    {
        await using var ledger = new SteppedLedger(new() { QueueLimit = 3, Patience = TimeSpan.Zero });
        var running = ledger.AppendAsync(Append("running"));
        await ledger.NextGroupAsync();
        var within = Enumerable.Range(0, 3).Select(i => ledger.AppendAsync(Append($"{i}"))).ToList();

        await Assert.ThrowsAsync<LedgerOverloadedException>(() => ledger.AppendAsync(Append("beyond")));
        ledger.Finish();

        Assert.Equal(["0", "1", "2"], await ledger.NextGroupAsync());
        ledger.Finish();
        await Task.WhenAll([running, .. within]);
    }

    [Fact]
    public async Task AppendAsync_beyond_the_queue_is_taken_when_a_place_becomes_free_in_time()
    {
        await using var ledger = new SteppedLedger(new() { QueueLimit = 1, GroupLimit = 1, Patience = TimeSpan.FromHours(1) });
        _ = ledger.AppendAsync(Append("running"));
        await ledger.NextGroupAsync();
        var waiting = ledger.AppendAsync(Append("waiting"));
        var patient = ledger.AppendAsync(Append("patient"));
        ledger.Finish();

        Assert.Equal(["waiting"], await ledger.NextGroupAsync());
        ledger.Finish();
        Assert.Equal(["patient"], await ledger.NextGroupAsync());
        ledger.Finish();
        await Task.WhenAll(waiting, patient);
    }

    [Fact]
    public async Task A_group_that_fails_fails_all_of_its_appends_and_the_next_group_is_written()
    {
        await using var ledger = new SteppedLedger(new());
        _ = ledger.AppendAsync(Append("first"));
        await ledger.NextGroupAsync();
        var failing = new[] { "a", "b" }.Select(id => ledger.AppendAsync(Append(id))).ToList();
        ledger.Finish();
        await ledger.NextGroupAsync();

        ledger.Finish(new LedgerUnavailableException("gone"));

        foreach (var append in failing) await Assert.ThrowsAsync<LedgerUnavailableException>(() => append);
        var later = ledger.AppendAsync(Append("later"));
        Assert.Equal(["later"], await ledger.NextGroupAsync());
        ledger.Finish();
        await later;
    }

    [Fact]
    public async Task Results_reach_the_append_that_they_are_of()
    {
        await using var ledger = new SteppedLedger(new());
        _ = ledger.AppendAsync(Append("first"));
        await ledger.NextGroupAsync();
        ledger.Results = [AppendResult.VersionConflict, AppendResult.Committed, AppendResult.NaturalIdTaken, AppendResult.Rejected];
        var appends = Enumerable.Range(0, 4).Select(i => ledger.AppendAsync(Append($"{i}"))).ToList();
        ledger.Finish();
        await ledger.NextGroupAsync();
        ledger.Finish();

        await Assert.ThrowsAsync<VersionConflictException>(() => appends[0]);
        await appends[1];
        await Assert.ThrowsAsync<NaturalIdTakenException>(() => appends[2]);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => appends[3]);
    }

    [Fact]
    public async Task DisposeAsync_writes_what_waits_then_closes_and_later_appends_are_unavailable()
    {
        var ledger = new SteppedLedger(new());
        var running = ledger.AppendAsync(Append("running"));
        await ledger.NextGroupAsync();
        var waiting = ledger.AppendAsync(Append("waiting"));

        var disposing = ledger.DisposeAsync().AsTask();
        ledger.Finish();
        Assert.Equal(["waiting"], await ledger.NextGroupAsync());
        Assert.False(ledger.Closed);
        ledger.Finish();
        await disposing;

        Assert.True(ledger.Closed);
        await Task.WhenAll(running, waiting);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.AppendAsync(Append("late")));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.RecallAsync(new("late", true, [])));
    }

    private static Append Append(string customerId) => new Scribe(customerId).Write(Purchase("p"));
}
