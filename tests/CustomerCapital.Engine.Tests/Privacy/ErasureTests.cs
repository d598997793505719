using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Privacy;
using CustomerCapital.Engine.Raffles;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.Partitioning;
using CustomerCapital.Ledger.PostgreSql;
using CustomerCapital.Ledger.PostgreSql.Tests;
using CustomerCapital.Ledger.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Privacy;

/// <summary>Of a person who was erased nothing is found, wherever it was planted, and the books are what they were.</summary>
public abstract class ErasureTests : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = JsonTypeInfoResolver.Combine(Capabilities.Json, new DefaultJsonTypeInfoResolver()) };

    private readonly FakeTimeProvider _time = new(new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero));
    private ILedger _ledger = null!;
    private InProcessHost _host = null!;

    public async Task InitializeAsync()
    {
        _ledger = await OpenAsync();
        _host = await InProcessHost.StartAsync(_ledger, new() { Sandbox = true }, _time);
        await _ledger.KeepBoughtAsync(true);
        await PlantedPerson.PlantAsync(_host, _time);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        Remove();
    }

    [Fact]
    public async Task Erased_person_is_found_nowhere_and_the_books_are_what_they_were()
    {
        await AssertVerifiesAsync();
        var (planted, reports) = (await EverythingAsync(), await ReportsAsync());
        foreach (var value in PlantedPerson.Values) Assert.Contains(value, planted, StringComparison.Ordinal);
        Assert.NotEmpty(await FoundInFilesAsync());

        var erasure = await EraseAsync("request-1");

        Assert.Equal((ErasureStatus.Done, true), (erasure.Status, ErasedId.Is(erasure.ErasedId)));
        var left = await EverythingAsync();
        foreach (var value in PlantedPerson.Values) Assert.DoesNotContain(value, left, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("planted", left, StringComparison.OrdinalIgnoreCase);
        await AssertVerifiesAsync();
        Assert.Equal(reports, await ReportsAsync());
        Assert.Null((await AuditCheck.RunAsync((after, limit) => _ledger.ReadEntriesAsync(AuditChain.Actor, after, limit))).Fault);
        await _ledger.ScrubAsync();
        Assert.Empty(await FoundInFilesAsync());
    }

    [Fact]
    public async Task Old_id_is_nobody_and_whoever_takes_it_is_somebody_new()
    {
        var erasure = await EraseAsync("request-1");

        Assert.Null(await _host.Customer(PlantedPerson.Id).GetAsync());
        Assert.Null(await _host.AskAsync(new ReadPerson(PlantedPerson.Id, 0, 100)));
        var outcome = Assert.Single(await _host.ExecuteAsync(PlantedPerson.Id, [new RecordPurchase { PurchaseId = "order-1", Amount = Money.Round(3) }]));
        Assert.Equal((OutcomeStatus.Accepted, 1L, "3.00"), (outcome.Status, outcome.Receipt!.Orders, $"{outcome.Receipt.Revenue}"));
        await _host.SettleAsync();
        await AssertVerifiesAsync();
        Assert.Equal(Refusal.CustomerErasedCode, Assert.Single(await _host.ExecuteAsync(erasure.ErasedId, [new RegisterCustomer { Name = "Again" }])).Code);
        Assert.Equal(CommandOutcome.MalformedCode, Assert.Single(await _host.ExecuteAsync(ErasedId.Of(new Guid(7, 7, 7, new byte[8])), [new RegisterCustomer { Name = "New" }])).Code);
    }

    [Fact]
    public async Task Same_request_again_is_the_same_erasure_and_erases_nobody_else()
    {
        var first = await EraseAsync("request-1");
        await _host.ExecuteAsync(PlantedPerson.Id, [new RegisterCustomer { Name = "Somebody new" }]);

        var again = await EraseAsync("request-1");

        Assert.Equal(first with { WaitsFor = again.WaitsFor, StillNamedIn = again.StillNamedIn }, again);
        Assert.Equal("Somebody new", (await _host.Customer(PlantedPerson.Id).GetAsync())!.Profile.Name);
        Assert.Equal([first.ErasedId], (await _host.AskAsync(new ListErasures())).Select(erasure => erasure.ErasedId));
    }

    [Fact]
    public async Task Whoever_has_the_same_name_or_address_keeps_them_and_so_do_the_staff()
    {
        await _host.ExecuteAsync("namesake", [new RegisterCustomer { Name = PlantedPerson.Name, Email = "second.quell@planted.example", Phone = "+41 79 555 01 23", PostalAddress = $"{PlantedPerson.Name}\nPlantweg 77" }]);
        await _host.ExecuteAsync("other", [new ScheduleFollowUp { FollowUpId = "f", Kind = FollowUpKind.Call, DueAt = _time.GetUtcNow().AddDays(9), Assignee = PlantedPerson.Name, Note = $"Ask {PlantedPerson.Name}" }]);

        await EraseAsync("request-1");

        var profile = (await _host.Customer("namesake").GetAsync())!.Profile;
        Assert.Equal((PlantedPerson.Name, "second.quell@planted.example", "+41 79 555 01 23", $"{PlantedPerson.Name}\nPlantweg 77"), (profile.Name, profile.Email, profile.Phone, profile.PostalAddress));
        var open = Assert.Single((await _host.Customer("other").GetAsync())!.OpenFollowUps);
        Assert.Equal(PlantedPerson.Name, open.Assignee);
        Assert.DoesNotContain(PlantedPerson.Name, open.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Titles_and_rules_that_name_the_person_are_told_and_titles_of_keys_are_written_anew()
    {
        var rule = CustomerFields.CustomerId.Where(Domain.Segments.SegmentOperator.Equals, PlantedPerson.Id);
        Assert.NotNull((await _host.AskAsync(new Engine.Segments.PutSegment("vip", rule, 0))).Version);
        Assert.Equal(KeyCreationStatus.Created, (await _host.AskAsync(new CreateKey("till", new() { Scopes = [Scope.CustomersRead], Title = $"Till of {PlantedPerson.Name}" }, "hash-1"))).Status);
        Assert.Equal(KeyCreationStatus.Created, (await _host.AskAsync(new CreateKey("hers", new() { Scopes = [Scope.CustomersRead], CustomerPrefix = PlantedPerson.Id }, "hash-2"))).Status);
        Assert.NotNull(Assert.Single(await _host.Customer(Engine.Campaigns.CampaignRunner.ActorOf("birthday")).ExecuteAsync([new Domain.Campaigns.DefineCampaign { Terms = new("bonus") { Title = $"For {PlantedPerson.Name}", Schedule = new(_time.GetUtcNow().AddYears(1)) }, By = "maria" }])).Receipt);

        var erasure = await EraseAsync("request-1");

        Assert.Equal([new("campaign", "birthday"), new("key", "hers"), new("segment", "vip")], erasure.StillNamedIn);
        Assert.DoesNotContain(PlantedPerson.Name, (await _host.AskAsync(new ReadKeys())).Kept!.Find("till")!.Terms.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_is_refused_that_was_another_customers_or_names_the_person()
    {
        await _host.ExecuteAsync("otto", [new RegisterCustomer { Name = "Otto Other" }]);
        _time.Advance(TimeSpan.FromSeconds(1));
        foreach (var (id, by) in new[] { ($"for {PlantedPerson.Name}", "maria"), ("request-2", PlantedPerson.Name), ("second.quell@planted.example", "maria") })
            Assert.Equal(EraseCustomer.NamesPersonCode, (await _host.AskAsync(new EraseCustomer(PlantedPerson.Id, id, by, null))).Code);
        Assert.Empty(await _host.AskAsync(new ListErasures()));
        await EraseAsync("request-1");

        Assert.Equal(CommandOutcome.IdConflictCode, (await _host.AskAsync(new EraseCustomer("otto", "request-1", "maria", null))).Code);
        Assert.Equal("Otto Other", (await _host.Customer("otto").GetAsync())!.Profile.Name);
    }

    [Fact]
    public async Task Erased_customer_takes_no_order_and_brings_nobody()
    {
        var erased = (await EraseAsync("request-1")).ErasedId;

        foreach (var (customer, command) in new (string, ActorCommand)[]
            {
                ("dora", new Domain.Moves.MovePurchase { MoveId = "move-9", PurchaseId = "dora-2", ToCustomerId = erased }),
                (erased, new Domain.Referrals.MakeReferral { ReferralId = "friend-9", ReferredCustomerId = "newbie" }),
                ("dora", new Domain.Referrals.MakeReferral { ReferralId = "friend-8", ReferredCustomerId = erased }),
            })
            Assert.Equal(Refusal.CustomerErasedCode, Assert.Single(await _host.ExecuteAsync(customer, [command])).Code);
        Assert.Null(await _host.Customer("newbie").GetAsync());
    }

    [Fact]
    public async Task While_an_erasure_waits_nobody_is_made_of_the_id_and_others_agree_with_the_erased()
    {
        await FreezeRaffleAsync();
        var answer = (await _host.AskAsync(new EraseCustomer(PlantedPerson.Id, "request-1", "maria", null))).Erasure!;
        Assert.Equal((ErasureStatus.Pending, 1), (answer.Status, answer.WaitsFor.Count));
        var refused = Assert.Single(await _host.ExecuteAsync(PlantedPerson.Id, [new RecordPurchase { PurchaseId = "order-9", Amount = Money.Round(3) }]));
        Assert.Equal(Refusal.CustomerErasedCode, refused.Code);
        Assert.Equal(Refusal.CustomerErasedCode, (await _host.AskAsync(new Engine.Moves.MoveBetween("dora", new() { MoveId = "move-9", PurchaseId = "dora-2", ToCustomerId = PlantedPerson.Id }, null))).Code);
        Assert.Equal(Refusal.CustomerErasedCode, (await _host.AskAsync(new Engine.Merges.MergeCustomers("dora", PlantedPerson.Id, "m-9", null, null))).Code);
        Assert.Empty(await _host.AskAsync(new Engine.Merges.ReadMerges(PlantedPerson.Id)));
        Assert.Equal(answer.ErasedId, (await _host.AskAsync(new EraseCustomer(PlantedPerson.Id, "request-2", "maria", null))).Erasure!.ErasedId);
        await AssertVerifiesAsync();

        await AssertEndsAsync(_host);
        Assert.DoesNotContain(PlantedPerson.Name, await EverythingAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Erasure_that_an_export_has_caught_half_way_is_asked_for_again_where_that_is_restored()
    {
        await FreezeRaffleAsync();
        Assert.Equal(ErasureStatus.Pending, (await _host.AskAsync(new EraseCustomer(PlantedPerson.Id, "request-1", "maria", null))).Erasure!.Status);
        await using var restored = await InProcessHost.StartAsync(new InMemoryLedger(), new() { Sandbox = true }, _time);
        var restore = restored.Restore();
        await foreach (var line in _host.Export().ReadAsync()) await restore.TakeAsync(line);
        await restore.CompleteAsync();

        var again = (await restored.AskAsync(new EraseCustomer(PlantedPerson.Id, "request-2", "maria", null))).Erasure!;

        Assert.Equal((ErasureStatus.Pending, 1), (again.Status, again.WaitsFor.Count));
        await AssertEndsAsync(restored);
    }

    [Fact]
    public async Task Person_is_told_everything_that_is_planted()
    {
        var told = new StringBuilder();
        PersonPage? page;
        for (long? after = 0; after is { } place; after = page.NextAfter)
        {
            page = (await _host.AskAsync(new ReadPerson(PlantedPerson.Id, place, 7)))!;
            told.AppendLine(TextOf(page));
        }

        foreach (var value in PlantedPerson.Values) Assert.Contains(value, told.ToString(), StringComparison.Ordinal);
        foreach (var named in (string[])["thanks", "summer", "USED", "HELD", "makeLink"]) Assert.Contains(named, told.ToString(), StringComparison.Ordinal);
    }

    protected abstract Task<ILedger> OpenAsync();

    /// <summary>The planted values that a scan of the database's files finds.</summary>
    protected abstract Task<IReadOnlyList<string>> FoundInFilesAsync();

    protected virtual void Remove()
    {
    }

    protected static IEnumerable<string> FoundIn(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            var content = Encoding.Latin1.GetString(File.ReadAllBytes(file));
            // A time zone is the name of a counter, which stays with nobody counted.
            foreach (var value in PlantedPerson.Values.Except([PlantedPerson.TimeZone]))
                if (content.Contains(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value)), StringComparison.OrdinalIgnoreCase)) yield return $"{value} in {file}";
        }
    }

    /// <summary>Has a raffle that names the person wait for its draw.</summary>
    private async Task FreezeRaffleAsync()
    {
        var raffle = _host.Customer(RaffleRunner.ActorOf("autumn"));
        var until = _time.GetUtcNow().AddMinutes(1);
        Assert.NotNull(Assert.Single(await raffle.ExecuteAsync([new DefineRaffle { Rules = new(until) { Prizes = [new("bonus", 1, "bonus")], DrawAt = until.AddDays(1) }, By = "maria" }])).Receipt);
        Assert.NotNull((await _host.AskAsync(new OpenWithSeed("autumn", "maria", $"Wished by {PlantedPerson.Id}", 1))).Receipt);
        Assert.NotNull(Assert.Single(await raffle.ExecuteAsync([new FreezeRaffle { By = "maria" }])).Receipt);
    }

    /// <summary>The raffle is drawn, and the erasure that waits for that ends: the id is free.</summary>
    private async Task AssertEndsAsync(InProcessHost host)
    {
        _time.Advance(TimeSpan.FromDays(2));
        while (await host.RunRafflesAsync() > 0) await host.SettleAsync();
        _time.Advance(TimeSpan.FromMinutes(2));
        await host.SettleAsync();
        Assert.Equal(ErasureStatus.Done, Assert.Single(await host.AskAsync(new ListErasures())).Status);
        Assert.Equal(1, Assert.Single(await host.ExecuteAsync(PlantedPerson.Id, [new RecordPurchase { PurchaseId = "order-9", Amount = Money.Round(3) }])).Receipt!.Orders);
        Assert.Equal([], (await host.Verifier().VerifyAsync(_ => { })).Differences);
    }

    private static string TextOf<T>(T value) => JsonSerializer.Serialize(value, Json);

    private async Task<Erasure> EraseAsync(string erasureId)
    {
        var answer = await _host.AskAsync(new EraseCustomer(PlantedPerson.Id, erasureId, "maria", $"Asked by {PlantedPerson.Name}"));
        Assert.True(answer.Erasure is not null, answer.Code);
        Assert.True(answer.Erasure.Status == ErasureStatus.Done, string.Join(" ", answer.Erasure.WaitsFor));
        return answer.Erasure;
    }

    private async Task AssertVerifiesAsync() => Assert.Equal([], (await _host.Verifier().VerifyAsync(_ => { })).Differences);

    /// <summary>Everything that the ledger gives: the export, the feed, what waits and was given up, control states, and rows of customers.</summary>
    private async Task<string> EverythingAsync()
    {
        var all = new StringBuilder();
        await foreach (var line in _host.Export().ReadAsync()) all.AppendLine(line.ToString()).AppendLine(line.Entry is { } entry ? Ledger.Encoding.LedgerJson.EncodeWhole(entry) : "");
        foreach (var message in await _ledger.ReadMessagesAsync(1_000)) all.AppendLine($"{message}");
        foreach (var letter in await _ledger.ReadDeadLettersAsync(1_000)) all.AppendLine($"{letter}");
        foreach (var name in (string[])["erasures", "policy", "policy-review", "segments", "templates"]) all.AppendLine((await _ledger.ReadControlAsync(name))?.Json);
        foreach (var kind in Capabilities.All.Select(capability => capability.Kind).Distinct())
            foreach (var key in await _ledger.ReadKeysAsync(kind, null, 1_000)) all.AppendLine(Ledger.Encoding.LedgerJson.Encode((await _ledger.RecallAsync(new(new(kind, key), WithRow: true, []))).Row!.State));
        return all.ToString();
    }

    private async Task<string> ReportsAsync()
    {
        return string.Join('\n', TextOf(await _host.AskAsync(new ReportCohorts())), TextOf(await _host.AskAsync(new ReportPeriods())),
            TextOf(await _host.AskAsync(new ReportMetrics())), TextOf(await _host.AskAsync(new ReportLadder())), TextOf(await _host.AskAsync(new ReportValue())));
    }
}

public sealed class InMemoryErasureTests : ErasureTests
{
    protected override Task<ILedger> OpenAsync() => Task.FromResult<ILedger>(new InMemoryLedger());

    private bool _asked;

    /// <remarks>There are none.</remarks>
    protected override Task<IReadOnlyList<string>> FoundInFilesAsync()
    {
        IReadOnlyList<string> found = _asked ? [] : ["in memory"];
        _asked = true;
        return Task.FromResult(found);
    }
}

public sealed class SqliteErasureTests : ErasureTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("customercapital-");

    protected override Task<ILedger> OpenAsync() => Task.FromResult<ILedger>(SqliteLedger.Open(Path.Combine(_folder.FullName, "ledger.db")));

    protected override Task<IReadOnlyList<string>> FoundInFilesAsync() => Task.FromResult<IReadOnlyList<string>>([.. FoundIn(Directory.EnumerateFiles(_folder.FullName).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))]);

    protected override void Remove() => _folder.Delete(recursive: true);
}

public sealed class PartitionedErasureTests : ErasureTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("customercapital-");

    protected override Task<ILedger> OpenAsync() => Task.FromResult<ILedger>(new PartitionedLedger(
        [.. Enumerable.Range(1, 3).Select(number => new Partition($"{number}", SqliteLedger.Open(Path.Combine(_folder.FullName, $"{number}.db"))))], "set"));

    protected override Task<IReadOnlyList<string>> FoundInFilesAsync() => Task.FromResult<IReadOnlyList<string>>([.. FoundIn(Directory.EnumerateFiles(_folder.FullName).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))]);

    protected override void Remove() => _folder.Delete(recursive: true);
}

/// <remarks>The write-ahead log is the server's own matter: docs/privacy.md says how long it holds what was there.</remarks>
public sealed class PostgreSqlErasureTests : ErasureTests
{
    private string _schema = "";

    protected override async Task<ILedger> OpenAsync() => PostgreSqlLedger.Open(_schema = await PostgreSqlCluster.NewSchemaAsync());

    protected override async Task<IReadOnlyList<string>> FoundInFilesAsync()
    {
        await PostgreSqlCluster.RunAsync(_schema, "CHECKPOINT");
        var folder = (string)(await PostgreSqlCluster.RunAsync(_schema, "SHOW data_directory"))!;
        var files = (string)(await PostgreSqlCluster.RunAsync(
            _schema,
            "SELECT string_agg(path, ',') FROM (SELECT pg_relation_filepath(c.oid) AS path FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'i') "
            + "UNION SELECT pg_relation_filepath(c.reltoastrelid) FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.reltoastrelid <> 0) AS files"))!;
        return [.. FoundIn(files.Split(',').Select(file => Path.Combine(folder, file)).Where(File.Exists))];
    }
}
