using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Engine.Access;

namespace CustomerCapital.Gateway.Tests.Access;

public sealed class AuditTests : IAsyncLifetime
{
    private GuardedServer _guarded = null!;
    private string _administrator = null!;

    public async Task InitializeAsync()
    {
        _guarded = await GuardedServer.StartAsync();
        _administrator = await _guarded.KeyAsync("administrator", [.. Scopes.All]);
    }

    public async Task DisposeAsync() => await _guarded.DisposeAsync();

    [Fact]
    public async Task Change_is_in_the_log_before_it_is_made_and_with_its_difference_once_it_is_answered()
    {
        var policy = JsonNode.Parse((await AskAsync(HttpMethod.Get, "/v1/policy")).Text)!;
        policy["marginRate"] = 0.25;
        Assert.Equal(200, (await AskAsync(HttpMethod.Put, "/v1/policy", policy.ToJsonString())).Status);

        var records = await RecordsAsync();
        Assert.Equal(2, records.Count);
        Assert.All(records, record => Assert.Equal(("key:administrator", "putPolicy", "/v1/policy", "127.0.0.1"), (Text(record, "by"), Text(record, "action"), Text(record, "target"), Text(record, "address"))));
        Assert.Equal([0, 200], records.Select(record => record.GetProperty("record").GetProperty("status").GetInt32()));
        Assert.Single(records.Select(record => Text(record, "requestId")).Distinct());
        var changes = records[1].GetProperty("record").GetProperty("changes").EnumerateArray().ToDictionary(change => change.GetProperty("path").GetString()!, change => change.GetProperty("to").GetString());
        Assert.Equal("0.25", changes["marginRate"]);
        Assert.Equal(["marginRate", "version"], changes.Keys.Order());
    }

    [Fact]
    public async Task Refused_change_is_in_the_log_with_how_it_was_answered()
    {
        Assert.Equal(400, (await AskAsync(HttpMethod.Put, "/v1/policy", "{}")).Status);
        Assert.Equal(404, (await AskAsync(HttpMethod.Delete, "/v1/segments/none")).Status);
        Assert.Equal([0, 400, 0, 404], (await RecordsAsync()).Select(record => record.GetProperty("record").GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task Requests_for_what_there_is_not_are_not_in_the_log()
    {
        Assert.Equal(404, (await AskAsync(HttpMethod.Post, "/v1/nothing", "{}")).Status);
        Assert.Equal(405, (await AskAsync(HttpMethod.Delete, "/v1/metrics")).Status);
        Assert.Empty(await RecordsAsync());
    }

    [Fact]
    public async Task Voucher_codes_texts_and_personal_values_are_not_in_the_log()
    {
        Assert.Equal(201, (await AskAsync(HttpMethod.Put, "/v1/customers/nora", """{"name":"Nora Planted","email":"planted@example.org"}""")).Status);
        Assert.Equal(201, (await AskAsync(HttpMethod.Post, "/v1/customers/nora/follow-ups", """{"followUpId":"f","kind":"call","dueAt":"2026-04-01T10:00:00Z","note":"Planted note"}""")).Status);
        await AskAsync(HttpMethod.Post, "/v1/vouchers/PLANTED-2026/end", "{}");

        var text = (await AskAsync(HttpMethod.Get, "/v1/audit?limit=1000")).Text;
        Assert.Contains("/v1/customers/{id}/follow-ups", text, StringComparison.Ordinal);
        Assert.Contains("\"customerId\":\"nora\"", text, StringComparison.Ordinal);
        Assert.Contains("/v1/vouchers/PLA…/end", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Planted", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("rossi")]
    [InlineData("customers")]
    [InlineData("members")]
    public async Task Member_of_a_household_who_is_erased_is_not_in_the_log_any_more(string household)
    {
        Assert.Equal(201, (await AskAsync(HttpMethod.Put, "/v1/customers/nora-planted", """{"name":"Nora"}""")).Status);
        Assert.Equal(201, (await AskAsync(HttpMethod.Put, $"/v1/households/{household}/members/nora-planted")).Status);
        Assert.Contains("\"customerId\":\"nora-planted\"", (await AskAsync(HttpMethod.Get, "/v1/audit?limit=1000")).Text, StringComparison.Ordinal);
        Assert.Equal(201, (await AskAsync(HttpMethod.Delete, $"/v1/households/{household}/members/nora-planted")).Status);
        Assert.Equal(200, (await AskAsync(HttpMethod.Post, "/v1/customers/nora-planted/erase", """{"erasureId":"request-1","by":"maria","reason":"Asked for it."}""")).Status);

        var text = (await AskAsync(HttpMethod.Get, "/v1/audit?limit=1000")).Text;
        Assert.DoesNotContain("nora-planted", text, StringComparison.Ordinal);
        Assert.Contains($"/v1/households/{household}/members/{{id}}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Customer_who_is_erased_is_not_in_the_log_any_more()
    {
        Assert.Equal(201, (await AskAsync(HttpMethod.Put, "/v1/customers/nora-planted", """{"name":"Nora"}""")).Status);
        var erasure = await AskAsync(HttpMethod.Post, "/v1/customers/nora-planted/erase", """{"erasureId":"request-1","by":"maria","reason":"Asked for it."}""");
        Assert.Equal((200, "done"), (erasure.Status, erasure.Json.GetProperty("status").GetString()));

        var text = (await AskAsync(HttpMethod.Get, "/v1/audit?limit=1000")).Text;
        Assert.Contains(erasure.Json.GetProperty("erasedId").GetString()!, text, StringComparison.Ordinal);
        Assert.DoesNotContain("nora", text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(404, (await AskAsync(HttpMethod.Get, "/v1/customers/nora-planted/personal-data")).Status);
    }

    [Fact]
    public async Task Customer_whose_erasure_waits_is_not_named_in_the_log_again()
    {
        Assert.Equal(201, (await AskAsync(HttpMethod.Put, "/v1/customers/nora-planted", """{"name":"Nora"}""")).Status);
        await AskAsync(HttpMethod.Put, "/v1/raffles/spring", """{"rules":{"entriesUntil":"2027-01-01T00:00:00Z","prizes":[{"name":"A weekend","winners":1}]}}""");
        Assert.Equal(200, (await AskAsync(HttpMethod.Post, "/v1/raffles/spring/open", """{"by":"maria","reason":"Wished by nora-planted"}""")).Status);
        Assert.Equal(200, (await AskAsync(HttpMethod.Post, "/v1/raffles/spring/freeze", """{"by":"maria"}""")).Status);
        var erasure = await AskAsync(HttpMethod.Post, "/v1/customers/nora-planted/erase", """{"erasureId":"request-1","by":"maria"}""");
        Assert.Equal((200, "pending"), (erasure.Status, erasure.Json.GetProperty("status").GetString()));

        var refused = await AskAsync(HttpMethod.Post, "/v1/customers/nora-planted/follow-ups", """{"followUpId":"f","kind":"call","dueAt":"2026-04-01T10:00:00Z"}""");
        Assert.Equal("customer_erased", refused.Json.GetProperty("code").GetString());

        var text = (await AskAsync(HttpMethod.Get, "/v1/audit?limit=1000")).Text;
        Assert.Contains("scheduleFollowUp", text, StringComparison.Ordinal);
        Assert.DoesNotContain("nora-planted", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_tills_record_is_counted_and_reads_are_not()
    {
        for (var i = 0; i < 3; i++) Assert.Equal(201, (await AskAsync(HttpMethod.Post, "/v1/customers/nora/purchases", $$"""{"purchaseId":"p{{i}}","amount":"10"}""")).Status);
        var lines = string.Join('\n', Enumerable.Range(0, 5).Select(i => $$$"""{"customerId":"nora","command":{"type":"purchase","purchaseId":"s{{{i}}}","amount":"10"}}"""));
        Assert.Equal(5, (await _guarded.SendAsync(HttpMethod.Post, "/v1/commands", _administrator, lines, "application/x-ndjson")).Lines.Count);
        Assert.Empty(await RecordsAsync());

        await _guarded.Server.StopAsync();
        var records = (await _guarded.Server.Engine.Customer(AuditChain.Actor).EntriesAsync(0, 100)).Select(AuditRecordView.Of).ToList();
        Assert.Equal([("executeCommands", 200, 5L), ("recordPurchase", 201, 3L)], records.Select(record => (record.Record.Action, record.Record.Status, record.Record.Count)).Order());
    }

    [Fact]
    public async Task Log_is_sound_and_a_record_that_was_changed_taken_out_or_cut_off_is_found()
    {
        for (var i = 0; i < 4; i++) await AskAsync(HttpMethod.Delete, $"/v1/segments/none-{i}");
        var entries = await _guarded.Server.Engine.Customer(AuditChain.Actor).EntriesAsync(0, 100);
        Assert.Equal(8, entries.Count);

        var sound = await CheckAsync(entries);
        Assert.Equal((8, null), (sound.Records, sound.Fault));
        Assert.Null((await CheckAsync(entries, sound.Head)).Fault);
        for (var at = 0; at < entries.Count; at++)
        {
            var audited = (Audited)entries[at].Event;
            var changed = entries.ToList();
            changed[at] = entries[at] with { Event = audited with { Record = audited.Record with { By = "key:somebody" } } };
            Assert.Equal(at, (await CheckAsync(changed)).Records);
            changed[at] = entries[at] with { OccurredAt = entries[at].OccurredAt.AddSeconds(1) };
            Assert.Equal(at, (await CheckAsync(changed)).Records);
            Assert.NotNull((await CheckAsync([.. entries.Where((_, place) => place != at)], sound.Head)).Fault);
        }

        Assert.Null((await CheckAsync([.. entries.SkipLast(2)])).Fault);
        Assert.NotNull((await CheckAsync([.. entries.SkipLast(2)], sound.Head)).Fault);
    }

    [Fact]
    public async Task Odd_characters_of_a_path_are_no_reason_not_to_write_it_down()
    {
        foreach (var path in (string[])["/v1/segments/%01%0A%7F", "/v1/segments/%F0%9F%8D%95", "/v1/segments/" + new string('x', 3_000)])
            Assert.InRange((await AskAsync(HttpMethod.Delete, path)).Status, 400, 499);
        Assert.Null((await CheckAsync(await _guarded.Server.Engine.Customer(AuditChain.Actor).EntriesAsync(0, 100))).Fault);
        Assert.Equal(6, (await RecordsAsync()).Count);
    }

    private static Task<CheckedAudit> CheckAsync(IReadOnlyList<Domain.Actors.Entry> entries, string? head = null) =>
        AuditCheck.RunAsync((after, limit) => Task.FromResult<IReadOnlyList<Domain.Actors.Entry>>([.. entries.Where(entry => entry.Sequence > after).Take(limit)]), head);

    private static string? Text(JsonElement record, string field) => record.GetProperty("record").GetProperty(field).GetString();

    private async Task<List<JsonElement>> RecordsAsync() => [.. (await AskAsync(HttpMethod.Get, "/v1/audit?limit=1000")).Json.GetProperty("records").EnumerateArray()];

    private Task<Answer> AskAsync(HttpMethod method, string path, string? json = null) => _guarded.SendAsync(method, path, _administrator, json);
}
