using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CustomerCapital.Server.Tests.CommandLine;
using MiniExcelLibs;

namespace CustomerCapital.Server.Tests.Importing.Http;

/// <summary>A file that is sent to a server comes to the same as with the command line, and nothing is recorded before it is confirmed.</summary>
[Collection(ConsoleTests.Name)]
public sealed class ImportsOverHttpTests : IDisposable
{
    private const string Header = "customer_id,purchase_id,occurred_at,amount\n";

    private static readonly string[] Kinds = ["cohorts", "periods", "metrics", "ladder", "customers"];

    private readonly ProgramRun _program = new();

    private string Served => _program.File("served.db");

    [Fact]
    public async Task A_file_is_recorded_when_it_is_confirmed_and_not_before_and_comes_to_the_same_as_by_the_command_line()
    {
        var file = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Importing", "Files", "shopify.csv"));
        Assert.Equal(0, await _program.RunAsync("import", "purchases", _program.Write("shopify.csv", file), "--format", "shopify"));
        await using (var server = await RunningServer.StartAsync(Served))
        {
            using var calls = new ImportCalls(server.Address);

            var id = await calls.TakenAsync("?format=shopify", file);
            var examined = await calls.RestingAsync(id, "awaiting_confirmation");

            Assert.Equal("shopify", examined.GetProperty("format").GetString());
            var sums = examined.GetProperty("controlSums");
            Assert.Equal((9, 3, 4, 2, 2), (Number(sums, "rows"), Number(sums, "customers"), Number(sums, "purchases"), Number(sums, "returns"), Number(sums, "leftOut")));
            Assert.Equal("""[{"currency":"USD","amount":"125.00"}]""", sums.GetProperty("revenue").ToString());
            Assert.Equal("""{"rows":1,"purchases":1,"amount":"15.00"}""", sums.GetProperty("guests").ToString());
            Assert.Equal(("2026-02-01", "2026-02-10", "UTC"), (sums.GetProperty("firstDay").GetString(), sums.GetProperty("lastDay").GetString(), sums.GetProperty("timeZone").GetString()));
            Assert.Equal((JsonValueKind.Null, "[]", "[]"), (sums.GetProperty("withoutCurrency").ValueKind, sums.GetProperty("earningWallets").ToString(), sums.GetProperty("unusedColumns").ToString()));
            Assert.Equal(JsonValueKind.Null, examined.GetProperty("recorded").ValueKind);
            Assert.Equal(0, Number((await calls.GetAsync("/v1/metrics")).Json, "customers"));

            Assert.Equal(202, (await calls.ConfirmAsync(id)).Status);
            var recorded = await calls.RestingAsync(id, "completed");

            Assert.Equal((3, 4, 2), (Number(recorded.GetProperty("recorded"), "customers"), Number(recorded.GetProperty("recorded"), "purchases"), Number(recorded.GetProperty("recorded"), "returns")));
            AssertEveryRowIsAccountedFor(recorded);
        }

        await AssertReportsEqualAsync();
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing()
    {
        await using (var server = await RunningServer.StartAsync(Served))
        {
            using var calls = new ImportCalls(server.Address);
            var file = GivenPurchases(customers: 40);
            Assert.Equal(80, Number((await calls.ImportedAsync("", file)).GetProperty("recorded"), "purchases"));
            var metrics = (await calls.GetAsync("/v1/metrics")).Json.ToString();

            var again = await calls.ImportedAsync("", file);

            Assert.Equal((0, 80), (Number(again.GetProperty("recorded"), "purchases"), Number(again.GetProperty("recorded"), "knownEntries")));
            AssertEveryRowIsAccountedFor(again);
            Assert.Equal(metrics, (await calls.GetAsync("/v1/metrics")).Json.ToString());
        }

        Assert.Equal(0, await _program.RunAsync("verify", "--database", "sqlite:" + Served));
    }

    [Fact]
    public async Task A_file_in_doubt_waits_although_it_was_confirmed_at_the_start_and_is_recorded_when_the_doubts_are_accepted()
    {
        await using var server = await RunningServer.StartAsync(Served);
        using var calls = new ImportCalls(server.Address);
        var id = await calls.TakenAsync("?confirm=true", Header + "ada,1,2026-02-01,1.250\nGuest,2,2026-02-02,12.500\n");

        var waiting = await calls.RestingAsync(id, "awaiting_confirmation");

        Assert.Equal(["stand-ins False 1", "thousands False 2"], waiting.GetProperty("doubts").EnumerateArray().Select(doubt => $"{doubt.GetProperty("name")} {doubt.GetProperty("accepted")} {doubt.GetProperty("count")}"));
        Assert.Equal(
            (422, "doubts_not_accepted", "The file may not be meant as it is read: stand-ins. Delete the import and send the file with what helps; or, if it is meant so, confirm with accept=stand-ins."),
            ImportCalls.Problem(await calls.ConfirmAsync(id, "thousands")));
        var (status, code, detail) = ImportCalls.Problem(await calls.ConfirmAsync(id, "anything"));
        Assert.Equal((400, "malformed"), (status, code));
        Assert.StartsWith("accept: --accept anything: there is no such doubt; there are repeated-amounts, ", detail, StringComparison.Ordinal);
        Assert.Equal(0, Number((await calls.GetAsync("/v1/metrics")).Json, "customers"));

        Assert.Equal(202, (await calls.ConfirmAsync(id, "thousands,stand-ins")).Status);
        Assert.Equal(2, Number((await calls.RestingAsync(id, "completed")).GetProperty("recorded"), "purchases"));
    }

    [Fact]
    public async Task Doubts_that_are_accepted_at_the_start_hold_nothing_up()
    {
        await using var server = await RunningServer.StartAsync(Served);
        using var calls = new ImportCalls(server.Address);

        var import = await calls.ImportedAsync("?accept=thousands", Header + "ada,1,2026-02-01,1.250\n");

        Assert.True(import.GetProperty("doubts")[0].GetProperty("accepted").GetBoolean());
        Assert.Equal("1.25", (await calls.GetAsync("/v1/metrics")).Json.GetProperty("revenue").GetString());
    }

    [Fact]
    public async Task Confirmations_at_once_and_again_record_once()
    {
        await using (var server = await RunningServer.StartAsync(Served))
        {
            using var calls = new ImportCalls(server.Address);
            var id = await calls.TakenAsync("", GivenPurchases(customers: 60));
            await calls.RestingAsync(id, "awaiting_confirmation");

            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => calls.ConfirmAsync(id)));
            var import = await calls.RestingAsync(id, "completed");

            Assert.All(answers, answer => Assert.Equal(202, answer.Status));
            Assert.Equal((120, 0), (Number(import.GetProperty("recorded"), "purchases"), Number(import.GetProperty("recorded"), "knownEntries")));
            Assert.Equal("completed", ImportCalls.State((await calls.ConfirmAsync(id)).Json));
            Assert.Equal(120, Number((await calls.GetAsync("/v1/metrics")).Json, "orders"));
        }

        Assert.Equal(0, await _program.RunAsync("verify", "--database", "sqlite:" + Served));
    }

    [Fact]
    public async Task Rejected_rows_are_a_file_with_reasons_that_is_mended_and_imported()
    {
        await using var server = await RunningServer.StartAsync(Served);
        using var calls = new ImportCalls(server.Address);
        var import = await calls.ImportedAsync("", Header + "ada,1,2026-02-01,10\nbo,2,yesterday,20\ncy,3,2026-02-03,many\n");

        Assert.Equal(2, Number(import.GetProperty("progress"), "rejected"));
        AssertEveryRowIsAccountedFor(import);
        Assert.Equal(2, import.GetProperty("rejections").EnumerateArray().Sum(reason => reason.GetProperty("rows").GetInt32()));
        var rejected = await calls.RejectedAsync(ImportCalls.Id(import));
        Assert.StartsWith("line,reason,customer_id,purchase_id,occurred_at,amount\n", rejected, StringComparison.Ordinal);
        Assert.Contains("bo,2,yesterday,20", rejected, StringComparison.Ordinal);

        var mended = await calls.ImportedAsync("", rejected.Replace(",yesterday,", ",2026-02-02,", StringComparison.Ordinal).Replace(",many", ",30", StringComparison.Ordinal));

        Assert.Equal(2, Number(mended.GetProperty("recorded"), "purchases"));
        Assert.Equal("line,reason,customer_id,purchase_id,occurred_at,amount\n", await calls.RejectedAsync(ImportCalls.Id(mended)));
        Assert.Equal("60.00", (await calls.GetAsync("/v1/metrics")).Json.GetProperty("revenue").GetString());
    }

    [Theory]
    [InlineData("plain", "text/csv; charset=utf-8")]
    [InlineData("packed", "application/gzip")]
    [InlineData("workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    [InlineData("workbook", "application/octet-stream")]
    public async Task The_first_bytes_of_a_file_say_what_it_is(string kind, string type)
    {
        var text = Header + "ada,1,2026-02-01,10\nada,2,2026-02-02,20.5\n";
        using var file = new MemoryStream();
        if (kind == "plain") file.Write(Encoding.UTF8.GetBytes(text));
        else if (kind == "packed") using (var packing = new GZipStream(file, CompressionMode.Compress, leaveOpen: true)) packing.Write(Encoding.UTF8.GetBytes(text));
        else await file.SaveAsAsync(text.TrimEnd().Split('\n').Select(line => line.Split(',')).Select(row => new { A = row[0], B = row[1], C = row[2], D = row[3] }), printHeader: false);
        await using var server = await RunningServer.StartAsync(Served);
        using var calls = new ImportCalls(server.Address);

        var (status, json) = await calls.PostAsync("?confirm=true", file.ToArray(), type);

        Assert.True(status == 202, json.ToString());
        Assert.Equal(2, Number((await calls.RestingAsync(ImportCalls.Id(json), "completed")).GetProperty("recorded"), "purchases"));
        Assert.Equal("30.50", (await calls.GetAsync("/v1/metrics")).Json.GetProperty("revenue").GetString());
    }

    [Fact]
    public async Task Options_are_those_of_the_command_line_one_by_one_and_several_times()
    {
        const string File = "Kunde;Bon;Tag;Betrag;Art\nADA;1;03.02.2026;1.250,50;Verkauf\nada;2;04.02.2026;19,90;Verkauf\nLaufkunde;3;04.02.2026;5,00;Verkauf\nada;4;05.02.2026;7,00;Test\nada;5;05.02.2026;7,00;Storno\n";
        await using var server = await RunningServer.StartAsync(Served);
        using var calls = new ImportCalls(server.Address);

        var import = await calls.ImportedAsync(
            "?map=customer_id=Kunde,purchase_id=Bon&map=occurred_at=Tag&map=amount=Betrag&constant=currency=EUR,channel=till&date-format=dd.MM.yyyy&decimal=,&nobody=Laufkunde&customer-case=lower&skip=Art=Test&skip=Art=Storno&times-in=Europe/Berlin&fill-down=false&encoding=utf-8&format=none",
            File);

        Assert.Equal((2, 3), (Number(import.GetProperty("recorded"), "purchases"), Number(import.GetProperty("progress"), "skipped")));
        Assert.Equal("1270.40", (await calls.GetAsync("/v1/metrics")).Json.GetProperty("revenue").GetString());
        Assert.Equal("1270.40", (await calls.GetAsync("/v1/customers/ada")).Json.GetProperty("revenue").GetString());
    }

    public void Dispose() => _program.Dispose();

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static void AssertEveryRowIsAccountedFor(JsonElement import)
    {
        var progress = import.GetProperty("progress");
        Assert.Equal(Number(progress, "read"), Number(progress, "recorded") + Number(progress, "known") + Number(progress, "skipped") + Number(progress, "rejected"));
        Assert.Equal(Number(progress, "read"), Number(import.GetProperty("controlSums"), "rows"));
    }

    private async Task AssertReportsEqualAsync()
    {
        foreach (var kind in Kinds)
            Assert.Equal(await _program.ReportAsync(kind, "csv", "--database", _program.Database), await _program.ReportAsync(kind, "csv", "--database", "sqlite:" + Served));
        Assert.Equal(0, await _program.RunAsync("verify", "--database", "sqlite:" + Served));
    }

    /// <summary>Two purchases of each customer.</summary>
    private static string GivenPurchases(int customers) => Header + string.Concat(Enumerable.Range(0, customers * 2).Select(i =>
        string.Create(CultureInfo.InvariantCulture, $"c{i % customers},p{i},2026-{1 + (i % 6):00}-{1 + (i % 28):00},{i % 90}.75\n")));
}
