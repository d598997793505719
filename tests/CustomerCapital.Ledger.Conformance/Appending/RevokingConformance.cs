using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Conformance.Appending;

/// <summary>Rule 9 of <see cref="ILedger"/>.</summary>
public abstract class RevokingConformance<TSource> : LedgerConformance<TSource>
    where TSource : ILedgerSource, new()
{
    private static readonly CounterKind[] AllKinds = [.. Capabilities.Counters.Values];

    private static readonly (Guid One, Guid Other, Guid Third) Call = (
        new("0197a6f2-6f3b-7c1e-9a43-5b2c8f1e7d01"), new("ffeeddcc-bbaa-9988-7766-554433221100"), new("00000000-0000-0000-0000-000000000001"));

    [Fact]
    public async Task AppendAsync_with_calls_that_nobody_revoked_is_taken()
    {
        var ada = new Scribe("ada");

        await Ledger.AppendAsync(Of(ada.Write(Purchase("p1")), Call.One, Call.Other));
        await Ledger.AppendAsync(Of(ada.Write(Purchase("p2")), Call.One));

        Same.Entries(ada.Entries, await Ledger.ReadEntriesAsync("ada", 0, 10));
    }

    [Fact]
    public async Task AppendAsync_with_a_revoked_call_is_refused_and_writes_nothing()
    {
        await Ledger.RevokeCallAsync("bob", Call.One);
        var first = new Scribe("bob").Write(new Domain.Referrals.AcceptReferral { ReferralId = "r", ReferrerId = "ada", OccurredAt = Start }, Purchase("p1"));
        Assert.NotEmpty(first.Messages);

        await Assert.ThrowsAsync<CallRevokedException>(() => Ledger.AppendAsync(Of(first, Call.One)));
        await Assert.ThrowsAsync<CallRevokedException>(() => Ledger.AppendAsync(Of(first, Call.Other, Call.One)));

        Assert.Null((await Ledger.RecallAsync(new("bob", WithRow: true, ["purchase:p1"]))).Row);
        Assert.Empty(await Ledger.ReadEntriesAsync("bob", 0, 10));
        Assert.Empty((await Ledger.ReadCountersAsync(AllKinds)).Rows);
        Assert.Empty(await Ledger.ReadMessagesAsync(10));
        await Ledger.AppendAsync(Of(first, Call.Other));
    }

    [Fact]
    public async Task AppendAsync_of_a_due_time_alone_with_a_revoked_call_is_refused()
    {
        var ada = await GivenAsync(new("ada"), Purchase("p1"));
        await Ledger.RevokeCallAsync("ada", Call.One);

        await Assert.ThrowsAsync<CallRevokedException>(() => Ledger.AppendAsync(Of(new(ada.State, [], ada.State, new(), [], [new("standing", Start)]), Call.One)));

        Assert.Equal(ada.DueAt, (await Ledger.RecallAsync(ada.Recall())).Row?.DueAt);
    }

    [Fact]
    public async Task RevokeCallAsync_after_an_append_leaves_what_was_committed()
    {
        var ada = new Scribe("ada");
        await Ledger.AppendAsync(Of(ada.Write(Purchase("p1")), Call.One));
        var committed = ada.Entries.ToList();

        await Ledger.RevokeCallAsync("ada", Call.One);

        await Assert.ThrowsAsync<CallRevokedException>(() => Ledger.AppendAsync(Of(ada.Write(Purchase("p2")), Call.One)));
        Same.Entries(committed, await Ledger.ReadEntriesAsync("ada", 0, 10));
    }

    [Fact]
    public async Task RevokeCallAsync_again_is_harmless()
    {
        await Ledger.RevokeCallAsync("ada", Call.One);
        await Ledger.RevokeCallAsync("ada", Call.One);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Ledger.RevokeCallAsync("ada", Call.Third)));

        foreach (var call in new[] { Call.One, Call.Third })
            await Assert.ThrowsAsync<CallRevokedException>(() => Ledger.AppendAsync(Of(new Scribe("ada").Write(Purchase("p1")), call)));
    }

    [Fact]
    public async Task AppendAsync_under_an_older_version_with_a_revoked_call_is_refused_for_the_rules_first()
    {
        await Ledger.FenceAsync(1);
        await Ledger.RevokeCallAsync("ada", Call.One);

        await Assert.ThrowsAsync<PolicyOutdatedException>(() => Ledger.AppendAsync(Of(new Scribe("ada").Write(Purchase("p1")), Call.One)));
        await Assert.ThrowsAsync<CallRevokedException>(() => Ledger.AppendAsync(Of(Under(1, new Scribe("ada").Write(Purchase("p1"))), Call.One)));
    }

    /// <remarks>One of them is content that no database takes, so that the group is also written one by one.</remarks>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AppendAsync_of_a_group_of_mixed_calls_passes_or_fails_each_alone(bool oneIsBad)
    {
        var scribes = Enumerable.Range(0, 90).Select(i => new Scribe($"c{i:00}")).ToList();
        foreach (var scribe in scribes.Where((_, at) => at % 2 == 0)) await Ledger.AppendAsync(scribe.Write(Purchase("p1")));
        var calls = scribes.ConvertAll(scribe => Guid.Parse($"00000000-0000-0000-0000-0000000000{scribe.CustomerId[1..]}"));
        await Task.WhenAll(scribes.Where((_, at) => at % 3 == 0).Select((scribe, at) => Ledger.RevokeCallAsync(scribe.CustomerId, calls[at * 3])));
        var before = scribes.ConvertAll(scribe => (Entries: scribe.Entries.ToList(), scribe.Contribution));
        var bad = oneIsBad ? Ledger.AppendAsync(new Scribe("bad").Write(Purchase("p"), Purchase("p", 11))) : Task.CompletedTask;

        // Some of the rest carry no call, and some one that is good.
        var outcomes = await Task.WhenAll(scribes.Select((scribe, at) =>
            Record.ExceptionAsync(() => Ledger.AppendAsync(at % 3 == 1 ? scribe.Write(Purchase("p2")) : Of(scribe.Write(Purchase("p2")), calls[at])))));

        if (oneIsBad) await Assert.ThrowsAsync<NaturalIdTakenException>(() => bad);
        var sum = new Counters();
        for (var at = 0; at < scribes.Count; at++)
        {
            if (at % 3 == 0) Assert.IsType<CallRevokedException>(outcomes[at]);
            else Assert.Null(outcomes[at]);
            Same.Entries(at % 3 == 0 ? before[at].Entries : scribes[at].Entries, await Ledger.ReadEntriesAsync(scribes[at].CustomerId, 0, 10));
            sum.Add(at % 3 == 0 ? before[at].Contribution : scribes[at].Contribution);
        }

        Same.Counters(sum, await Ledger.ReadCountersAsync(AllKinds));
    }

    /// <remarks>Writers go on with their calls until they are refused, so that it is revoked while they are at it, and nothing else ends them.</remarks>
    [Fact]
    public async Task RevokeCallAsync_while_others_append_leaves_none_to_be_committed_after_it()
    {
        var calls = Enumerable.Range(0, 32).Select(at => Guid.Parse($"00000000-0000-0000-0001-0000000000{at:00}")).ToList();
        var begun = calls.ConvertAll(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var writers = begun.Select((first, at) => Task.Run(async () =>
        {
            var scribe = new Scribe($"c{at:00}");
            for (var committed = new List<string>(); ; committed = [.. scribe.Entries.Select(entry => entry.NaturalId ?? "")])
            {
                var append = Of(scribe.Write(Purchase($"p{scribe.Entries.Count}")), calls[at]);
                if (await Record.ExceptionAsync(() => Ledger.AppendAsync(append)) is { } refused) return (Committed: committed, Refused: refused);
                first.TrySetResult();
            }
        })).ToList();
        await Task.WhenAll(begun.Select(first => first.Task));

        // Each is read as soon as it is revoked, while the others still write.
        var atRevocation = await Task.WhenAll(calls.Select(async (call, at) =>
        {
            await Ledger.RevokeCallAsync($"c{at:00}", call);
            return await NaturalIdsAsync($"c{at:00}");
        }));

        var ended = await Task.WhenAll(writers);
        Assert.All(ended, writer => Assert.IsType<CallRevokedException>(writer.Refused));
        Assert.Equal(ended.Select(writer => writer.Committed), atRevocation);
        for (var at = 0; at < writers.Count; at++) Assert.Equal(atRevocation[at], await NaturalIdsAsync($"c{at:00}"));
    }
}
