using System.Text;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Privacy;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Privacy;

/// <summary>The policy erases whoever has not been active for long, and removes old texts: once, in no crash twice or half, and not before it says so.</summary>
public abstract class RetentionTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);
    private ILedger _ledger = null!;
    private InProcessHost _host = null!;

    public async Task InitializeAsync()
    {
        _ledger = await OpenAsync();
        _host = await InProcessHost.StartAsync(_ledger, new() { Sandbox = true }, _time);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        Remove();
    }

    [Fact]
    public async Task Nothing_is_erased_as_long_as_the_policy_does_not_say_so()
    {
        await PlantAsync(_host, _time);
        await PutAsync(_host, null);

        await PassAsync(_host, _time, Start.AddYears(9));

        Assert.Empty(await _host.AskAsync(new ListErasures()));
        Assert.Equal((0L, 0L, null), await CountAsync(_host, null));
        Assert.Equal((3L, 1L, Start.AddYears(7)), await CountAsync(_host, new(24)));
        Assert.Equal((4L, 0L, Start.AddYears(7)), await CountAsync(_host, new(24, ErasesHolders: true)));
    }

    [Fact]
    public async Task Whoever_was_not_active_is_erased_once_with_a_line_in_the_audit_log_and_who_was_stays()
    {
        await PlantAsync(_host, _time);
        await PutAsync(_host, new(24));

        await PassAsync(_host, _time, Start.AddMonths(24));
        Assert.Empty(await _host.AskAsync(new ListErasures()));
        await PassAsync(_host, _time, Start.AddMonths(24).AddDays(1));

        var erasure = Assert.Single(await _host.AskAsync(new ListErasures()));
        Assert.Equal((ErasureStatus.Done, RetentionRunner.By, "No purchase or other activity for 24 months."), (erasure.Status, erasure.By, erasure.Reason));
        Assert.Equal(["no"], await KnownAsync(_host, "quiet-customer"));
        Assert.Equal(["yes", "yes", "yes"], await KnownAsync(_host, "asks-customer", "buys-customer", "holds-customer"));
        Assert.DoesNotContain("quiet-customer", await ExportAsync(_host), StringComparison.Ordinal);
        Assert.Equal([AuditedPerson.Erased(erasure.ErasedId)], await AuditedAsync(_host, "eraseCustomer"));
        await AssertVerifiesAsync(_host);

        await PassAsync(_host, _time, Start.AddMonths(24).AddDays(2));
        Assert.Single(await _host.AskAsync(new ListErasures()));
        Assert.Single(await AuditedAsync(_host, "eraseCustomer"));
    }

    [Fact]
    public async Task Whoever_holds_points_is_erased_only_where_the_policy_says_so()
    {
        await PlantAsync(_host, _time);
        await PutAsync(_host, new(24));
        await PassAsync(_host, _time, Start.AddYears(4));
        Assert.Equal(["yes", "no"], await KnownAsync(_host, "holds-customer", "buys-customer"));

        await PutAsync(_host, new(24, ErasesHolders: true));
        await PassAsync(_host, _time, Start.AddYears(4).AddDays(1));

        Assert.Equal(["no"], await KnownAsync(_host, "holds-customer"));
        await AssertVerifiesAsync(_host);
    }

    [Fact]
    public async Task Old_texts_are_removed_and_open_follow_ups_keep_theirs()
    {
        await PlantAsync(_host, _time);
        await GivenAsync(_host, "buys-customer", new ScheduleFollowUp { FollowUpId = "open", Kind = FollowUpKind.Call, DueAt = Start.AddYears(6), Note = "note that is needed" });
        await GivenAsync(_host, "asks-customer", new ScheduleFollowUp { FollowUpId = "done", Kind = FollowUpKind.Call, DueAt = Start, Note = "old note" }, new CompleteFollowUp { FollowUpId = "done", Outcome = FollowUpOutcome.Reached, Result = "old result" });
        _time.SetUtcNow(Start.AddMonths(20));
        await GivenAsync(_host, "asks-customer", new GiveFeedback { FeedbackId = "new", Nps = 3, Comment = "new comment" });
        var before = await ExportAsync(_host);
        foreach (var text in (string[])["old comment", "old note", "old result", "new comment", "note that is needed"]) Assert.Contains(text, before, StringComparison.Ordinal);

        await PutAsync(_host, new(TextsAfterMonths: 12));
        await PassAsync(_host, _time, Start.AddMonths(21));

        var left = await ExportAsync(_host);
        foreach (var text in (string[])["old comment", "old note", "old result"]) Assert.DoesNotContain(text, left, StringComparison.Ordinal);
        foreach (var text in (string[])["new comment", "note that is needed", "quiet-customer"]) Assert.Contains(text, left, StringComparison.Ordinal);
        Assert.Equal(1, (await _host.Customer("quiet-customer").GetAsync())!.Orders);
        Assert.Single(await AuditedAsync(_host, "removeTexts"));
        Assert.Empty(await _host.AskAsync(new ListErasures()));
        await AssertVerifiesAsync(_host);
        await PassAsync(_host, _time, Start.AddMonths(22));
        Assert.Single(await AuditedAsync(_host, "removeTexts"));
    }

    [Fact]
    public async Task Texts_go_from_histories_that_a_merge_has_put_away_too_and_do_not_come_back_with_them()
    {
        foreach (var id in (string[])["ada", "guest"])
            await GivenAsync(_host, id, new RecordPurchase { PurchaseId = $"of-{id}", Amount = Money.Round(10) }, new GiveFeedback { FeedbackId = $"f-{id}", Nps = 9, Comment = $"words of {id}" });
        Assert.Equal(OutcomeStatus.Accepted, (await _host.AskAsync(new MergeCustomers("guest", "ada", "m", null, null))).Status);

        await PutAsync(_host, new(TextsAfterMonths: 12));
        await PassAsync(_host, _time, Start.AddMonths(21));

        Assert.DoesNotContain("words of", await ExportAsync(_host), StringComparison.Ordinal);
        await AssertVerifiesAsync(_host);
        Assert.Equal(OutcomeStatus.Accepted, (await _host.AskAsync(new UndoMerges("guest", "m", null, null))).Status);
        Assert.DoesNotContain("words of", await ExportAsync(_host), StringComparison.Ordinal);
        Assert.Equal(1, (await _host.Customer("guest").GetAsync())!.Orders);
        await AssertVerifiesAsync(_host);
    }

    [Fact]
    public async Task Whoever_buys_while_an_erasure_waits_stays()
    {
        var faulty = new FaultyLedger(new InMemoryLedger());
        var time = new FakeTimeProvider(Start);
        await using var host = await InProcessHost.StartAsync(faulty, new() { Sandbox = true }, time);
        await PlantAsync(host, time);
        await PutAsync(host, new(24));
        time.SetUtcNow(Start.AddMonths(24).AddDays(1));
        var failed = false;
        faulty.Fate = append => !failed && append.RenamedTo is not null && (failed = true) ? AppendFault.LostBeforeCommit : AppendFault.None;
        try
        {
            await host.SettleAsync();
        }
        catch (Exception crash) when (crash is EngineUnavailableException or LedgerUnavailableException)
        {
            Assert.True(failed);
        }

        Assert.Equal([ErasureStatus.Pending], (await host.AskAsync(new ListErasures())).Select(erasure => erasure.Status));
        await GivenAsync(host, "quiet-customer", new RecordPurchase { PurchaseId = "again", Amount = Money.Round(5) });
        time.Advance(TimeSpan.FromMinutes(2));
        await host.SettleAsync();

        Assert.Empty(await host.AskAsync(new ListErasures()));
        Assert.Equal(2, (await host.Customer("quiet-customer").GetAsync())!.Orders);
        await AssertVerifiesAsync(host);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Retention_that_ends_at_any_write_is_completed_by_the_next_process(bool isCommitted)
    {
        var hasFailed = true;
        for (var at = 1; hasFailed; at++)
        {
            await using var inner = new InMemoryLedger();
            hasFailed = await CrashAsync(inner, at, isCommitted);
            var time = new FakeTimeProvider(Start.AddMonths(24).AddDays(1).AddHours(1));
            await using var next = await InProcessHost.StartAsync(new FaultyLedger(inner), new() { Sandbox = true }, time);
            await next.SettleAsync();

            var erasure = Assert.Single(await next.AskAsync(new ListErasures()));
            Assert.Equal(ErasureStatus.Done, erasure.Status);
            Assert.Equal(["no", "yes", "yes", "yes"], await KnownAsync(next, "quiet-customer", "asks-customer", "buys-customer", "holds-customer"));
            var left = await ExportAsync(next);
            Assert.DoesNotContain("quiet-customer", left, StringComparison.Ordinal);
            Assert.DoesNotContain("old comment", left, StringComparison.Ordinal);
            Assert.Equal([AuditedPerson.Erased(erasure.ErasedId)], await AuditedAsync(next, "eraseCustomer"));
            Assert.Null((await AuditCheck.RunAsync((after, limit) => inner.ReadEntriesAsync(AuditChain.Actor, after, limit))).Fault);
            await AssertVerifiesAsync(next);
        }
    }

    protected abstract Task<ILedger> OpenAsync();

    protected virtual void Remove()
    {
    }

    /// <summary>Carries retention out, where one write fails and with it the process.</summary>
    /// <returns>Whether there was such a write.</returns>
    private static async Task<bool> CrashAsync(ILedger inner, int at, bool isCommitted)
    {
        var (ledger, time, writes) = (new FaultyLedger(inner), new FakeTimeProvider(Start), 0);
        await using var host = await InProcessHost.StartAsync(ledger, new() { Sandbox = true }, time);
        await PlantAsync(host, time);
        await PutAsync(host, new(24, TextsAfterMonths: 12));
        time.SetUtcNow(Start.AddMonths(24).AddDays(1));
        ledger.Fate = _ => ++writes >= at ? (isCommitted && writes == at ? AppendFault.LostAfterCommit : AppendFault.LostBeforeCommit) : AppendFault.None;
        if (!isCommitted) ledger.BeforeWriteControl = _ => { if (++writes >= at) throw new LedgerUnavailableException("The process has ended."); };
        try
        {
            await host.SettleAsync();
            return writes >= at;
        }
        catch (Exception crash) when (crash is EngineUnavailableException or LedgerUnavailableException)
        {
            return true;
        }
    }

    /// <summary>One who bought long ago, one who has asked since, one who has bought since, and one who holds points.</summary>
    private static async Task PlantAsync(InProcessHost host, FakeTimeProvider time)
    {
        await PutAsync(host, null);
        foreach (var id in (string[])["quiet-customer", "asks-customer", "buys-customer", "holds-customer"])
            await GivenAsync(host, id, new RegisterCustomer { Name = $"Name of {id}" }, new RecordPurchase { PurchaseId = "first", Amount = Money.Round(10) }, new GiveFeedback { FeedbackId = "f", Nps = 9, Comment = "old comment" });
        await GivenAsync(host, "holds-customer", new AdjustWallet { AdjustmentId = "a", Wallet = "points", Amount = new(WalletAmount.Scale) });
        time.SetUtcNow(Start.AddMonths(1));
        await GivenAsync(host, "asks-customer", new RecordInteraction { InteractionId = "i", Kind = InteractionKind.Inquiry });
        await GivenAsync(host, "buys-customer", new RecordPurchase { PurchaseId = "second", Amount = Money.Round(10) });
    }

    private static async Task PutAsync(InProcessHost host, RetentionRule? rule)
    {
        var policy = await host.AskAsync(new ReadPolicy());
        Assert.Empty((await host.AskAsync(new PutPolicy(policy with { Currency = "EUR", Wallets = [new("points")], Retention = rule }, policy.Version))).Faults);
    }

    private static async Task GivenAsync(InProcessHost host, string customerId, params ActorCommand[] commands)
    {
        foreach (var outcome in await host.ExecuteAsync(customerId, commands)) Assert.True(outcome.Receipt is not null, outcome.Message);
    }

    private static async Task PassAsync(InProcessHost host, FakeTimeProvider time, DateTimeOffset at)
    {
        time.SetUtcNow(at);
        await host.SettleAsync();
    }

    private static async Task<(long Erased, long Held, DateTimeOffset? Since)> CountAsync(InProcessHost host, RetentionRule? rule)
    {
        var count = await host.AskAsync(new CountRetention(rule));
        return (count.Erased, count.Held, count.InactiveSince);
    }

    private static async Task<IReadOnlyList<string>> KnownAsync(InProcessHost host, params string[] customerIds)
    {
        var known = new List<string>();
        foreach (var id in customerIds) known.Add(await host.Customer(id).GetAsync() is null ? "no" : "yes");
        return known;
    }

    private static async Task<IReadOnlyList<AuditedPerson?>> AuditedAsync(InProcessHost host, string action) =>
        [.. (await host.Customer(AuditChain.Actor).EntriesAsync(0, 1_000)).Select(entry => entry.Event).OfType<Audited>().Where(audited => (audited.Record.By, audited.Record.Action) == (RetentionRunner.By, action)).Select(audited => audited.Record.Person)];

    private static async Task AssertVerifiesAsync(InProcessHost host) => Assert.Equal([], (await host.Verifier().VerifyAsync(_ => { })).Differences);

    private static async Task<string> ExportAsync(InProcessHost host)
    {
        var all = new StringBuilder();
        await foreach (var line in host.Export().ReadAsync())
            if (line.Entry is { } entry) all.AppendLine(LedgerJson.EncodeWhole(entry));
        return all.ToString();
    }
}

public sealed class InMemoryRetentionTests : RetentionTests
{
    protected override Task<ILedger> OpenAsync() => Task.FromResult<ILedger>(new InMemoryLedger());
}

public sealed class SqliteRetentionTests : RetentionTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("customercapital-");

    protected override Task<ILedger> OpenAsync() => Task.FromResult<ILedger>(SqliteLedger.Open(Path.Combine(_folder.FullName, "ledger.db")));

    protected override void Remove() => _folder.Delete(recursive: true);
}
