using System.Text.Json;
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
    public async Task AppendAsync_of_many_that_one_thread_hands_out_is_one_group_even_where_that_fails()
    {
        await using var ledger = new SteppedLedger(new());
        var appends = new List<Task>();

        Assert.Throws<InvalidOperationException>(() => Gathering.Of<int>(() =>
        {
            foreach (var id in (string[])["a", "b", "c"]) appends.Add(ledger.AppendAsync(Append(id)));
            throw new InvalidOperationException("No more.");
        }));

        Assert.Equal(["a", "b", "c"], await ledger.NextGroupAsync());
        ledger.Finish();
        await Task.WhenAll(appends);
        _ = ledger.AppendAsync(Append("d"));
        Assert.Equal(["d"], await ledger.NextGroupAsync());
        ledger.Finish();
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
    public async Task AppendAsync_beyond_the_bytes_of_the_queue_is_overloaded_and_one_that_is_too_large_by_itself_is_written_alone()
    {
        var size = Append("0").Size;
        await using var ledger = new SteppedLedger(new() { QueueSizeLimit = size * 2, Patience = TimeSpan.Zero });
        var running = ledger.AppendAsync(Append("r"));
        await ledger.NextGroupAsync();
        var large = ledger.AppendAsync(new Scribe("large").Write([.. Enumerable.Range(0, 10).Select(i => Purchase($"p{i}"))]));

        await Assert.ThrowsAsync<LedgerOverloadedException>(() => ledger.AppendAsync(Append("0")));
        ledger.Finish();
        Assert.Equal(["large"], await ledger.NextGroupAsync());
        Task[] within = [ledger.AppendAsync(Append("1")), ledger.AppendAsync(Append("2"))];
        await Assert.ThrowsAsync<LedgerOverloadedException>(() => ledger.AppendAsync(Append("3")));
        ledger.Finish();

        Assert.Equal(["1", "2"], await ledger.NextGroupAsync());
        ledger.Finish();
        await Task.WhenAll([running, large, .. within]);
    }

    [Fact]
    public async Task RecallAsync_of_what_cannot_be_decoded_fails_alone_and_names_the_customer()
    {
        await using var ledger = new SteppedLedger(new()) { Unreadable = new JsonException("broken") };
        var recalls = new[] { "ada", "poisonous", "bob" }.Select(id => ledger.RecallAsync(new(id, true, []))).ToList();

        var failure = await Assert.ThrowsAsync<ActorUnreadableException>(() => recalls[1]);

        Assert.Equal("Customer 'poisonous': what the ledger holds cannot be read (broken); find out with: verify", failure.Message);
        await recalls[0];
        await recalls[2];
    }

    [Fact]
    public async Task RecallAsync_of_more_than_there_is_room_for_is_answered_by_the_groups_after_it()
    {
        await using var ledger = new SteppedLedger(new()) { RecallsAtOnce = 7 };

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => ledger.RecallAsync(new($"c{i}", true, []))));

        Assert.InRange(ledger.RecallGroups, 100 / 7, 100);
    }

    [Fact]
    public async Task RecallAsync_that_nothing_answers_fails_and_is_not_asked_for_ever()
    {
        await using var ledger = new SteppedLedger(new()) { RecallsAtOnce = 0 };

        await Assert.ThrowsAsync<InvalidOperationException>(() => ledger.RecallAsync(new("ada", true, [])));
    }

    [Fact]
    public async Task RecallAsync_over_a_ledger_that_cannot_be_read_is_asked_once_for_the_whole_group()
    {
        await using var ledger = new SteppedLedger(new()) { Unreadable = new LedgerUnavailableException("gone") };

        var recalls = Enumerable.Range(0, 100).Select(i => ledger.RecallAsync(new(i == 0 ? "first" : "poisonous", true, []))).ToList();

        foreach (var recall in recalls.Skip(1)) await Assert.ThrowsAsync<LedgerUnavailableException>(() => recall);
        Assert.InRange(ledger.RecallGroups, 1, 10);
    }

    [Fact]
    public void Options_beyond_their_limits_are_refused_with_what_they_must_be()
    {
        var refused = Assert.Throws<ArgumentException>(() => new SteppedLedger(new() { QueueLimit = 0, Patience = TimeSpan.FromSeconds(-1) }));

        Assert.Contains("GroupCommitOptions: The field QueueLimit must be between 1 and 1000000.", refused.Message, StringComparison.Ordinal);
        Assert.Contains("GroupCommitOptions: The field Patience must be between 00:00:00 and 1.00:00:00.", refused.Message, StringComparison.Ordinal);
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
        ledger.Results = [AppendResult.VersionConflict, AppendResult.Committed, AppendResult.NaturalIdTaken, AppendResult.Rejected, AppendResult.PolicyOutdated, AppendResult.CallRevoked];
        var appends = Enumerable.Range(0, 6).Select(i => ledger.AppendAsync(Append($"{i}"))).ToList();
        ledger.Finish();
        await ledger.NextGroupAsync();
        ledger.Finish();

        await Assert.ThrowsAsync<VersionConflictException>(() => appends[0]);
        await appends[1];
        await Assert.ThrowsAsync<NaturalIdTakenException>(() => appends[2]);
        await Assert.ThrowsAsync<ContentRejectedException>(() => appends[3]);
        await Assert.ThrowsAsync<PolicyOutdatedException>(() => appends[4]);
        await Assert.ThrowsAsync<CallRevokedException>(() => appends[5]);
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
