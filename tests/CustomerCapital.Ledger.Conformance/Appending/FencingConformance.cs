using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Ledger.Appending;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Conformance.Appending;

/// <summary>Rules 8 and 9 of <see cref="ILedger"/>.</summary>
public abstract class FencingConformance<TSource> : LedgerConformance<TSource>
    where TSource : ILedgerSource, new()
{
    private static readonly CounterKind[] AllKinds = [.. Capabilities.Counters.Values];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public async Task AppendAsync_without_a_fence_is_taken_under_every_version(long version)
    {
        var ada = new Scribe("ada");

        await Ledger.AppendAsync(Under(version, ada.Write(Purchase("p1"))));

        Same.Entries(ada.Entries, await Ledger.ReadEntriesAsync("ada", 0, 10));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task AppendAsync_under_an_older_version_than_the_fence_is_refused_and_writes_nothing(long version)
    {
        await Ledger.FenceAsync(3);
        var first = new Scribe("bob").Write(new Domain.Referrals.AcceptReferral { ReferralId = "r", ReferrerId = "ada", OccurredAt = Start }, Purchase("p1"));
        Assert.NotEmpty(first.Messages);

        var refused = await Assert.ThrowsAsync<PolicyOutdatedException>(() => Ledger.AppendAsync(Under(version, first)));

        Assert.Equal(version, refused.PolicyVersion);
        Assert.Null((await Ledger.RecallAsync(new("bob", WithRow: true, ["purchase:p1"]))).Row);
        Assert.Empty(await Ledger.ReadEntriesAsync("bob", 0, 10));
        Assert.Empty((await Ledger.ReadCountersAsync(AllKinds)).Rows);
        Assert.Empty(await Ledger.ReadMessagesAsync(10));
        await Ledger.AppendAsync(Under(3, first));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(long.MaxValue)]
    public async Task AppendAsync_under_the_fences_version_or_a_newer_one_is_taken(long version)
    {
        var ada = await GivenAsync(new("ada"), Purchase("p1"));
        await Ledger.FenceAsync(3);

        await Ledger.AppendAsync(Under(version, ada.Write(Purchase("p2"))));

        Same.Entries(ada.Entries, await Ledger.ReadEntriesAsync("ada", 0, 10));
        Same.Counters(ada.Contribution, await Ledger.ReadCountersAsync(AllKinds));
    }

    [Fact]
    public async Task AppendAsync_of_a_due_time_alone_under_an_older_version_is_refused()
    {
        var ada = await GivenAsync(new("ada"), Purchase("p1"));
        await Ledger.FenceAsync(1);

        await Assert.ThrowsAsync<PolicyOutdatedException>(() => Ledger.AppendAsync(new(ada.State, [], ada.State, new(), [], [new("standing", Start)])));

        Assert.Equal(ada.DueAt, (await Ledger.RecallAsync(ada.Recall())).Row?.DueAt);
    }

    [Fact]
    public async Task FenceAsync_again_or_of_an_older_version_leaves_the_fence_where_it_is()
    {
        await Ledger.FenceAsync(5);
        await Ledger.FenceAsync(5);
        await Ledger.FenceAsync(2);
        await Ledger.FenceAsync(0);

        await Assert.ThrowsAsync<PolicyOutdatedException>(() => Ledger.AppendAsync(Under(4, new Scribe("ada").Write(Purchase("p1")))));
        await Ledger.AppendAsync(Under(5, new Scribe("ada").Write(Purchase("p1"))));
        await Ledger.FenceAsync(6);
        await Assert.ThrowsAsync<PolicyOutdatedException>(() => Ledger.AppendAsync(Under(5, new Scribe("bob").Write(Purchase("p1")))));
    }

    [Fact]
    public async Task FenceAsync_leaves_the_control_state_of_others_alone()
    {
        await Ledger.WriteControlAsync("policy", "{}", 0);
        await Ledger.FenceAsync(5);

        Assert.Equal(new("{}", 1), await Ledger.ReadControlAsync("policy"));
        await Ledger.WriteControlAsync("policy", "[]", 1);
    }

    [Fact]
    public async Task AppendAsync_of_a_group_of_mixed_versions_passes_or_fails_each_alone()
    {
        var scribes = Enumerable.Range(0, 90).Select(i => new Scribe($"c{i:00}")).ToList();
        foreach (var scribe in scribes.Where((_, at) => at % 2 == 0)) await Ledger.AppendAsync(scribe.Write(Purchase("p1")));
        await Ledger.FenceAsync(2);
        var before = scribes.ConvertAll(scribe => (Entries: scribe.Entries.ToList(), scribe.Contribution));

        var outcomes = await Task.WhenAll(scribes.Select((scribe, at) => Record.ExceptionAsync(() => Ledger.AppendAsync(Under(at % 3 + 1, scribe.Write(Purchase("p2")))))));

        var sum = new Counters();
        for (var at = 0; at < scribes.Count; at++)
        {
            if (at % 3 == 0) Assert.IsType<PolicyOutdatedException>(outcomes[at]);
            else Assert.Null(outcomes[at]);
            Same.Entries(at % 3 == 0 ? before[at].Entries : scribes[at].Entries, await Ledger.ReadEntriesAsync(scribes[at].CustomerId, 0, 10));
            sum.Add(at % 3 == 0 ? before[at].Contribution : scribes[at].Contribution);
        }

        Same.Counters(sum, await Ledger.ReadCountersAsync(AllKinds));
    }

    /// <remarks>Writers go on under the old version until they are refused, so that the fence comes while they are at it, and nothing but the fence ends them.</remarks>
    [Fact]
    public async Task FenceAsync_while_others_append_leaves_none_to_be_committed_after_it()
    {
        var begun = Enumerable.Range(0, 32).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var writers = begun.Select((first, at) => Task.Run(async () =>
        {
            var scribe = new Scribe($"c{at:00}");
            for (var committed = new List<string>(); ; committed = [.. scribe.Entries.Select(entry => entry.NaturalId ?? "")])
            {
                var append = Under(1, scribe.Write(Purchase($"p{scribe.Entries.Count}")));
                if (await Record.ExceptionAsync(() => Ledger.AppendAsync(append)) is { } refused) return (Committed: committed, Refused: refused);
                first.TrySetResult();
            }
        })).ToList();
        await Task.WhenAll(begun.Select(first => first.Task));

        await Ledger.FenceAsync(2);

        var atFence = new List<List<string>>();
        for (var at = 0; at < writers.Count; at++) atFence.Add(await NaturalIdsAsync($"c{at:00}"));
        var ended = await Task.WhenAll(writers);
        Assert.All(ended, writer => Assert.IsType<PolicyOutdatedException>(writer.Refused));
        Assert.Equal(ended.Select(writer => writer.Committed), atFence);
        for (var at = 0; at < writers.Count; at++) Assert.Equal(atFence[at], await NaturalIdsAsync($"c{at:00}"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(LeastVersion.OfThisProgram)]
    public async Task RaiseLeastVersionAsync_to_this_version_or_an_older_one_shuts_it_out_of_nothing(long version)
    {
        await Ledger.RaiseLeastVersionAsync(version);
        await Ledger.RaiseLeastVersionAsync(version);

        var ada = await GivenAsync(new("ada"), Purchase("p1"));
        await Ledger.FenceAsync(1);
        await Ledger.WriteControlAsync("policy", "{}", 0);
        Assert.Empty(await Ledger.MigrateAsync());
        await Ledger.AppendAsync(Under(1, ada.Write(Purchase("p2"))));
        Same.Entries(ada.Entries, await Ledger.ReadEntriesAsync("ada", 0, 10));
    }

    [Fact]
    public async Task AppendAsync_to_a_ledger_of_a_newer_version_is_refused_and_writes_nothing()
    {
        var ada = await GivenAsync(new("ada"), Purchase("p1"));
        var before = (Entries: ada.Entries.ToList(), ada.State, ada.DueAt, ada.Contribution);
        await Ledger.RaiseLeastVersionAsync(LeastVersion.OfThisProgram + 1);
        await RefusedAsync(() => Ledger.AppendAsync(Under(1, ada.Write(Purchase("p2")))));
        await RefusedAsync(() => Ledger.AppendAsync(new Scribe("bob").Write(new Domain.Referrals.AcceptReferral { ReferralId = "r", ReferrerId = "ada", OccurredAt = Start }, Purchase("p1"))));
        await RefusedAsync(() => Ledger.AppendAsync(new(before.State, [], before.State, new(), [], [new("standing", Start)])));

        Same.Entries(before.Entries, await Ledger.ReadEntriesAsync("ada", 0, 10));
        Same.Counters(before.Contribution, await Ledger.ReadCountersAsync(AllKinds));
        var row = (await Ledger.RecallAsync(new("ada", WithRow: true, []))).Row;
        Same.State(before.State, row?.State);
        Assert.Equal(before.DueAt, row?.DueAt);
        Assert.Null((await Ledger.RecallAsync(new("bob", WithRow: true, []))).Row);
        Assert.Empty(await Ledger.ReadMessagesAsync(10));
    }

    /// <remarks>Among them such as the database refuses for their content, which are tried again each for itself.</remarks>
    [Fact]
    public async Task AppendAsync_of_a_group_to_a_ledger_of_a_newer_version_is_refused_for_each()
    {
        await Ledger.RaiseLeastVersionAsync(LeastVersion.OfThisProgram + 1);
        var key = new CounterKey(RegisterCapability.Channel, 0, 0, "");
        var most = Counters.Of([new(key, new(Revenue: long.MaxValue))]);
        var appends = Enumerable.Range(0, 40).Select(i => new Scribe(Together($"c{i:00}")).Write(Purchase("p1"), Purchase(i % 4 == 0 ? "p1" : "p2", 11)))
            .Select((append, at) => at % 5 == 0 ? Like(append, most) : append).ToList();

        await Task.WhenAll(appends.Select(append => RefusedAsync(() => Ledger.AppendAsync(append))));

        Assert.Equal(0, await Ledger.CountCustomersAsync(Domain.Segments.Segment.Everyone));
        Assert.Empty((await Ledger.ReadCountersAsync(AllKinds)).Rows);
    }

    [Fact]
    public async Task Fences_control_state_and_migrating_are_refused_by_a_ledger_of_a_newer_version()
    {
        await Ledger.WriteControlAsync("policy", "{}", 0);
        await Ledger.RaiseLeastVersionAsync(LeastVersion.OfThisProgram + 1);

        await RefusedAsync(() => Ledger.FenceAsync(7));
        await RefusedAsync(() => Ledger.WriteControlAsync("policy", "[]", 1));
        await RefusedAsync(() => Ledger.WriteControlAsync("review", "{}", 0));
        await RefusedAsync(() => Ledger.RaiseLeastVersionAsync(LeastVersion.OfThisProgram + 2));
        await RefusedAsync(() => Ledger.MigrateAsync());

        Assert.Equal(new("{}", 1), await Ledger.ReadControlAsync("policy"));
        Assert.Null(await Ledger.ReadControlAsync("review"));
        Assert.True(await Ledger.IsMadeAsync());
    }

    /// <remarks>Writers go on until they are refused, so that the number comes while they are at it, and nothing else ends them.</remarks>
    [Fact]
    public async Task RaiseLeastVersionAsync_while_others_write_leaves_nothing_to_be_committed_after_it()
    {
        var begun = Enumerable.Range(0, 16).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var appending = begun.Take(12).Select((first, at) => Task.Run(async () =>
        {
            var scribe = new Scribe($"c{at:00}");
            for (var committed = 0; ; committed = scribe.Entries.Count)
            {
                if (await Record.ExceptionAsync(() => Ledger.AppendAsync(scribe.Write(Purchase($"p{scribe.Entries.Count}")))) is { } refused) return (Committed: (long)committed, Refused: refused);
                first.TrySetResult();
            }
        }));
        var controlling = begun.Skip(12).Select((first, at) => Task.Run(async () =>
        {
            for (var written = 0L; ; written++)
            {
                if (await Record.ExceptionAsync(() => Ledger.WriteControlAsync($"n{at}", "{}", written)) is { } refused) return (Committed: written, Refused: refused);
                first.TrySetResult();
            }
        }));
        var (appends, controls) = (appending.ToList(), controlling.ToList());
        await Task.WhenAll(begun.Select(first => first.Task));

        await Ledger.RaiseLeastVersionAsync(LeastVersion.OfThisProgram + 1);

        var (entries, versions) = (new List<long>(), new List<long>());
        for (var at = 0; at < appends.Count; at++) entries.Add((await NaturalIdsAsync($"c{at:00}")).Count);
        for (var at = 0; at < controls.Count; at++) versions.Add((await Ledger.ReadControlAsync($"n{at}"))!.Version);
        var (appended, controlled) = (await Task.WhenAll(appends), await Task.WhenAll(controls));
        Assert.All([.. appended, .. controlled], writer => Assert.IsType<LedgerSchemaException>(writer.Refused));
        Assert.Equal(appended.Select(writer => writer.Committed), entries);
        Assert.Equal(controlled.Select(writer => writer.Committed), versions);
        for (var at = 0; at < appends.Count; at++) Assert.Equal(entries[at], (await NaturalIdsAsync($"c{at:00}")).Count);
    }

    private static async Task RefusedAsync(Func<Task> write) => Assert.Equal(
        $"This ledger is written by a newer version of the program ({LeastVersion.OfThisProgram + 1}; this one is {LeastVersion.OfThisProgram}): upgrade this program.",
        (await Assert.ThrowsAsync<LedgerSchemaException>(write)).Message);
}
