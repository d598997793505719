using System.Globalization;
using CustomerCapital.Engine;
using CustomerCapital.Server.Importing.Http;
using CustomerCapital.Server.Tests.CommandLine;
using CustomerCapital.Server.Tests.Serving;

namespace CustomerCapital.Server.Tests.Importing.Http;

/// <summary>Imports over HTTP that end before their end: what was recorded stays, what becomes of the import is said, and the file sent again completes it.</summary>
[Collection(ConsoleTests.Name)]
public sealed class InterruptedImportsTests : IDisposable
{
    private static readonly string[] Kinds = ["cohorts", "periods", "metrics", "ladder", "customers"];

    private readonly ProgramRun _program = new();

    private string Served => _program.File("served.db");

    [Fact]
    public async Task A_server_that_is_killed_while_it_records_keeps_what_it_recorded_and_the_file_sent_again_completes_it_without_doubling()
    {
        var file = GivenPurchases(6_000);
        Assert.Equal(0, await _program.RunAsync("import", "purchases", _program.Write("file.csv", file)));
        var (url, folder) = (ServerProcess.FreeUrl(), Directory.CreateDirectory(_program.File("temporary")).FullName);
        string id;
        using (var server = ServerProcess.StartWith("sqlite:" + Served, folder, "serve", "--url", url))
        {
            await server.LineAsync("Serving");
            using var calls = new ImportCalls(new(url));
            id = await calls.TakenAsync("?confirm=true", file);
            await calls.UntilAsync(id, import => ImportCalls.State(import) != "examining" && import.GetProperty("progress").GetProperty("recorded").GetInt32() > 0);
            server.Kill();
        }

        Assert.Empty(Directory.EnumerateFiles(folder, "customercapital-*"));
        using (var server = ServerProcess.StartWith("sqlite:" + Served, folder, "serve", "--url", url))
        {
            await server.LineAsync("Serving");
            using var calls = new ImportCalls(new(url));
            var (status, code, detail) = ImportCalls.Problem(await calls.GetAsync($"/v1/imports/{id}"));
            Assert.Equal((404, "import_elsewhere"), (status, code));
            Assert.Contains("or this one did before it was started again", detail, StringComparison.Ordinal);
            var before = (await calls.GetAsync("/v1/metrics")).Json.GetProperty("orders").GetInt32();
            Assert.InRange(before, 1, 6_000);

            var again = await calls.ImportedAsync("", file);

            Assert.Equal((before, 6_000 - before), (again.GetProperty("recorded").GetProperty("knownEntries").GetInt32(), again.GetProperty("recorded").GetProperty("purchases").GetInt32()));
            await server.TerminateAsync();
            Assert.Equal(0, (await server.EndAsync()).Code);
        }

        await AssertReportsEqualAsync();
    }

    [Fact]
    public async Task A_server_that_is_told_to_end_stops_imports_and_what_was_recorded_stays()
    {
        var file = GivenPurchases(400);
        Assert.Equal(0, await _program.RunAsync("import", "purchases", _program.Write("file.csv", file)));
        InterruptedCapital? interrupted = null;
        await using (var server = await RunningServer.StartAsync(Served, around: engine => interrupted = new(engine, 50, int.MaxValue, () => new EngineOverloadedException("not now"))))
        {
            using var calls = new ImportCalls(server.Address);
            await calls.TakenAsync("?confirm=true", file);
            await calls.TakenAsync("", file);
            await interrupted!.Interrupted;
        }

        await using (var server = await RunningServer.StartAsync(Served))
        {
            using var calls = new ImportCalls(server.Address);
            Assert.Equal("""{"imports":[]}""", (await calls.GetAsync("/v1/imports")).Json.ToString());
            var again = (await calls.ImportedAsync("", file)).GetProperty("recorded");
            Assert.Equal((50, 350), (again.GetProperty("knownEntries").GetInt32(), again.GetProperty("purchases").GetInt32()));
        }

        await AssertReportsEqualAsync();
    }

    [Fact]
    public async Task An_import_that_is_deleted_while_it_records_stops_and_what_was_recorded_stays()
    {
        InterruptedCapital? interrupted = null;
        await using var server = await RunningServer.StartAsync(Served, around: engine => interrupted = new(engine, 50, int.MaxValue, () => new EngineOverloadedException("not now")));
        using var calls = new ImportCalls(server.Address);
        var id = await calls.TakenAsync("?confirm=true", GivenPurchases(400));
        await interrupted!.Interrupted;
        Assert.Equal((409, "import_running"), ImportCalls.Problem(await calls.GetAsync($"/v1/imports/{id}/rejected")) is var (status, code, _) ? (status, code) : default);

        Assert.Equal(204, (await calls.DeleteAsync(id)).Status);

        Assert.Equal(404, (await calls.GetAsync($"/v1/imports/{id}")).Status);
        Assert.Equal(50, (await calls.GetAsync("/v1/metrics")).Json.GetProperty("orders").GetInt32());
    }

    [Fact]
    public async Task An_engine_that_does_not_answer_for_a_while_is_asked_again()
    {
        await using var server = await RunningServer.StartAsync(Served, around: engine => new InterruptedCapital(engine, 50, 40, () => new EngineUnavailableException("not now")));
        using var calls = new ImportCalls(server.Address);

        var import = await calls.ImportedAsync("", GivenPurchases(400));

        Assert.Equal(400, import.GetProperty("recorded").GetProperty("purchases").GetInt32());
        Assert.Equal(400, (await calls.GetAsync("/v1/metrics")).Json.GetProperty("orders").GetInt32());
    }

    [Fact]
    public async Task An_import_whose_engine_does_not_come_back_has_failed_says_so_and_gives_its_room_back()
    {
        await using var server = await RunningServer.StartAsync(
            Served, around: engine => new InterruptedCapital(engine, 50, int.MaxValue, () => new EngineUnavailableException("not now")), imports: new ImportLimits { OpenLimit = 1, Patience = TimeSpan.Zero });
        using var calls = new ImportCalls(server.Address);
        var id = await calls.TakenAsync("?confirm=true", GivenPurchases(400));

        var import = await calls.RestingAsync(id, "failed");

        Assert.Equal("""{"code":"unavailable","detail":"Not now. Send the file again: what was recorded of it is known, and changes nothing.","retryable":true}""", import.GetProperty("failure").ToString());
        Assert.Equal(50, import.GetProperty("recorded").GetProperty("purchases").GetInt32());
        Assert.Equal((409, "import_ended"), ImportCalls.Problem(await calls.ConfirmAsync(id)) is var (status, code, _) ? (status, code) : default);
        Assert.Equal(202, (await calls.PostAsync("", GivenPurchases(400))).Status);
    }

    [Fact]
    public async Task An_import_is_known_to_the_gateway_alone_that_took_it_and_another_says_so()
    {
        await using var one = await RunningServer.StartAsync(Served);
        await using var other = await RunningServer.StartAsync(_program.File("other.db"));
        using var calls = new ImportCalls(one.Address);
        using var elsewhere = new ImportCalls(other.Address);
        var id = await calls.TakenAsync("", GivenPurchases(2));
        await calls.RestingAsync(id, "awaiting_confirmation");

        foreach (var answer in new[] { await elsewhere.GetAsync($"/v1/imports/{id}"), await elsewhere.ConfirmAsync(id), await elsewhere.DeleteAsync(id), await elsewhere.GetAsync($"/v1/imports/{id}/rejected") })
        {
            var (status, code, detail) = ImportCalls.Problem(answer);
            Assert.Equal((404, "import_elsewhere"), (status, code));
            Assert.StartsWith($"This gateway has not taken the import '{id}': another gateway has, ", detail, StringComparison.Ordinal);
        }

        Assert.Equal("awaiting_confirmation", ImportCalls.State((await calls.GetAsync($"/v1/imports/{id}")).Json));
    }

    public void Dispose() => _program.Dispose();

    private async Task AssertReportsEqualAsync()
    {
        foreach (var kind in Kinds)
            Assert.Equal(await _program.ReportAsync(kind, "csv", "--database", _program.Database), await _program.ReportAsync(kind, "csv", "--database", "sqlite:" + Served));
        Assert.Equal(0, await _program.RunAsync("verify", "--database", "sqlite:" + Served));
    }

    /// <summary>One purchase of each customer.</summary>
    private static string GivenPurchases(int customers) => "customer_id,purchase_id,occurred_at,amount\n" + string.Concat(Enumerable.Range(0, customers).Select(i =>
        string.Create(CultureInfo.InvariantCulture, $"c{i},p{i},2026-{1 + (i % 6):00}-{1 + (i % 28):00},{i % 90}.75\n")));
}
