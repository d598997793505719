using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CustomerCapital.Client;
using CustomerCapital.Engine;
using CustomerCapital.Server.Importing;
using CustomerCapital.Server.Tests.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CustomerCapital.Server.Tests.Importing;

/// <summary>Files brought into a server that runs come to the same as files brought into its database.</summary>
[Collection(ConsoleTests.Name)]
public sealed class ImportThroughGatewayTests : IDisposable
{
    private const string Header = "customer_id,purchase_id,occurred_at,amount,currency,channel\n";
    private static readonly string[] Kinds = ["cohorts", "periods", "metrics", "ladder", "customers"];

    private readonly ProgramRun _program = new();

    private string Served => _program.File("served.db");

    [Fact]
    public async Task Purchases_come_to_the_same_summary_rejected_rows_and_reports_as_in_the_database_and_again_change_nothing()
    {
        var file = GivenPurchases();
        Assert.Equal(3, await _program.RunAsync("import", "purchases", file));
        var (direct, rejected) = (FiguresOf(_program.Printed), await RejectedAsync(file));
        await using (var server = await RunningServer.StartAsync(Served))
        {
            Assert.Equal(3, await _program.RunAsync("import", "purchases", file, "--gateway", server.Address.ToString()));
            Assert.Equal(direct, FiguresOf(_program.Printed));
            Assert.Contains("goes on in the server", _program.Printed, StringComparison.Ordinal);
            Assert.Equal(rejected, await RejectedAsync(file));

            Assert.Equal(3, await _program.RunAsync("import", "purchases", file, "--gateway", server.Address.ToString()));
            Assert.Contains("  0  purchases recorded", _program.Printed, StringComparison.Ordinal);
            Assert.Equal(rejected.Count(row => !row.Contains("id_conflict", StringComparison.Ordinal)), (await RejectedAsync(file)).Count(row => !row.Contains("id_conflict", StringComparison.Ordinal)));
        }

        await AssertReportsEqualAsync();
    }

    [Fact]
    public async Task A_time_zone_in_the_settings_that_is_not_the_servers_is_refused()
    {
        var file = GivenPurchases();
        await using var server = await RunningServer.StartAsync(Served);
        var address = server.Address.ToString();

        Assert.Equal(2, await _program.RunAsync("import", "purchases", file, "--gateway", address, "--config", _program.Write("other.json", """{"timeZone":"Asia/Tokyo"}""")));
        Assert.Contains("The setting TimeZone is Asia/Tokyo, but the server counts in UTC", _program.Complained, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Rejected, await _program.RunAsync("import", "purchases", file, "--gateway", address, "--config", _program.Write("same.json", """{"timeZone":"UTC"}""")));
    }

    [Fact]
    public async Task An_export_of_a_shop_with_refunds_comes_to_the_same_through_a_gateway()
    {
        var file = _program.File("shopify.csv");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Importing", "Files", "shopify.csv"), file);
        Assert.Equal(0, await _program.RunAsync("import", "purchases", file, "--format", "shopify"));
        var direct = FiguresOf(_program.Printed);
        await using (var server = await RunningServer.StartAsync(Served))
        {
            Assert.Equal(0, await _program.RunAsync("import", "purchases", file, "--format", "shopify", "--gateway", server.Address.ToString()));
            Assert.Equal(direct, FiguresOf(_program.Printed));
        }

        await AssertReportsEqualAsync();
    }

    [Fact]
    public async Task Commands_come_to_the_same_summary_rejected_lines_and_reports_as_in_the_database_and_again_change_nothing()
    {
        var file = GivenCommands();
        Assert.Equal(0, await _program.RunAsync("import", "commands", file));
        var (direct, rejected) = (FiguresOf(_program.Printed), await File.ReadAllTextAsync(file + ".rejected.ndjson"));
        await using (var server = await RunningServer.StartAsync(Served))
        {
            Assert.Equal(0, await _program.RunAsync("import", "commands", file, "--gateway", server.Address.ToString()));
            Assert.Equal(direct, FiguresOf(_program.Printed));
            Assert.Equal(rejected, await File.ReadAllTextAsync(file + ".rejected.ndjson"));

            Assert.Equal(0, await _program.RunAsync("import", "commands", file, "--gateway", server.Address.ToString()));
            Assert.Contains("  0  carried out", _program.Printed, StringComparison.Ordinal);
        }

        await AssertReportsEqualAsync();
    }

    [Fact]
    public async Task The_first_row_of_the_file_names_the_currency_of_the_served_program()
    {
        var file = _program.Write("file.csv", Header + "zoe,z1,2026-01-05,10,CHF,\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"c{i},p,2026-01-05,10,EUR,\n")));
        await using var server = await RunningServer.StartAsync(Served);

        Assert.Equal(3, await _program.RunAsync("import", "purchases", file, "--gateway", server.Address.ToString()));

        Assert.Contains("  1  purchase recorded", _program.Printed, StringComparison.Ordinal);
        Assert.Equal(200, (await RejectedAsync(file)).Count(row => row.Contains("currency_mismatch", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_line_of_an_export_is_refused()
    {
        await using var server = await RunningServer.StartAsync(Served);

        Assert.Equal(2, await _program.RunAsync("import", "commands", _program.Write("file.ndjson", "{\"entries\":0}\n"), "--gateway", server.Address.ToString()));

        Assert.Equal("customercapital: line 1: this is a line of an export, which is restored into a database and not through a gateway; nothing after it was imported\n", _program.Complained);
    }

    [Theory]
    [InlineData("unavailable")]
    [InlineData("overloaded")]
    public async Task What_a_gateway_does_not_carry_out_is_sent_again_in_order(string code)
    {
        var file = GivenCommands();
        Assert.Equal(0, await _program.RunAsync("import", "commands", file));
        var direct = FiguresOf(_program.Printed);
        await using (var server = await RunningServer.StartAsync(Served, around: engine => new InterruptedCapital(engine, 20, 30, () => Failure(code))))
        {
            Assert.Equal(0, await _program.RunAsync("import", "commands", file, "--gateway", server.Address.ToString()));
            Assert.Equal(direct, FiguresOf(_program.Printed));
        }

        await AssertReportsEqualAsync();
    }

    [Theory]
    [InlineData("unavailable", "with 503 (unavailable): not now No command was carried out for 0 s; what was carried out before is kept. Run the same again to complete it.")]
    [InlineData("overloaded", "with 429 (overloaded): not now No command was carried out for 0 s; what was carried out before is kept. Run the same again to complete it.")]
    public async Task An_import_whose_server_does_not_go_on_says_so_and_run_again_over_the_next_server_completes(string code, string message)
    {
        var file = GivenCommands();
        Assert.Equal(0, await _program.RunAsync("import", "commands", file));
        await using (var server = await RunningServer.StartAsync(Served, around: engine => new InterruptedCapital(engine, 20, int.MaxValue, () => Failure(code))))
        {
            var refused = await Assert.ThrowsAsync<GatewayException>(() => ImportWithoutPatienceAsync(file, server.Address));
            Assert.EndsWith(message, refused.Message, StringComparison.Ordinal);
        }

        await using (var server = await RunningServer.StartAsync(Served))
            Assert.Equal(0, await _program.RunAsync("import", "commands", file, "--gateway", server.Address.ToString()));
        await AssertReportsEqualAsync();
    }

    [Fact]
    public async Task A_server_that_stops_in_the_middle_and_comes_back_is_waited_for()
    {
        var file = GivenCommands();
        Assert.Equal(0, await _program.RunAsync("import", "commands", file));
        InterruptedCapital? interrupted = null;
        var first = await RunningServer.StartAsync(Served, around: engine => interrupted = new(engine, 20, int.MaxValue, () => Failure("unavailable")));

        var importing = _program.RunAsync("import", "commands", file, "--gateway", first.Address.ToString());
        await interrupted!.Interrupted;
        await first.DisposeAsync();
        await using (await RunningServer.StartAsync(Served, first.Address)) Assert.Equal(0, await importing);

        await AssertReportsEqualAsync();
    }

    [Fact]
    public async Task A_stream_whose_gateway_goes_away_goes_on_at_another()
    {
        var file = GivenCommands();
        Assert.Equal(0, await _program.RunAsync("import", "commands", file));
        var direct = FiguresOf(_program.Printed);
        await using (var server = await RunningServer.StartAsync(Served))
        {
            Assert.Equal(0, await _program.RunAsync("import", "commands", file, "--gateway", FreeAddress(), "--gateway", server.Address.ToString()));
            Assert.Equal(direct, FiguresOf(_program.Printed));
        }

        await AssertReportsEqualAsync();
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_is_told_in_one_line()
    {
        var address = FreeAddress();

        Assert.Equal(2, await _program.RunAsync("import", "purchases", GivenPurchases(), "--gateway", address));

        Assert.StartsWith($"customercapital: The gateway {address} cannot be reached: Connection refused", _program.Complained, StringComparison.Ordinal);
        Assert.EndsWith(". Start the server, or name the address at which it serves with --gateway\n", _program.Complained, StringComparison.Ordinal);
        Assert.Single(_program.Complained.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData(200, "text/html", "<html></html>")]
    [InlineData(200, "application/json", "{}")]
    [InlineData(200, "application/json", "[]")]
    [InlineData(302, "text/html", "")]
    [InlineData(404, "text/html", "")]
    [InlineData(500, "text/plain", "oops")]
    public async Task What_answers_but_is_no_gateway_is_told_in_one_line(int status, string mediaType, string body)
    {
        await using var other = WebApplication.CreateSlimBuilder().Build();
        other.Urls.Add("http://127.0.0.1:0");
        other.MapFallback(async context =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (status, mediaType);
            await context.Response.WriteAsync(body);
        });
        await other.StartAsync();
        var address = new Uri(other.Urls.Single());

        Assert.Equal(2, await _program.RunAsync("import", "purchases", GivenPurchases(), "--gateway", address.ToString()));

        Assert.Equal($"customercapital: {address} answers GET /v1/policy with {status}, and not as a gateway does; name the address at which customercapital serves.\n", _program.Complained);
    }

    [Theory]
    [InlineData("--gateway", "ftp://127.0.0.1", "--gateway ftp://127.0.0.1: write it like http://127.0.0.1:8080")]
    [InlineData("--gateway", "http://127.0.0.1:1", "--gateway: names the same address twice; name each once")]
    [InlineData("--database", "memory:", "--database: is the server's where --gateway is given; leave out one of the two")]
    [InlineData("--time-zone", "UTC", "--time-zone: is the server's where --gateway is given; leave out one of the two")]
    public async Task Options_that_do_not_go_together_are_refused(string option, string value, string message)
    {
        Assert.Equal(2, await _program.RunAsync("import", "purchases", GivenPurchases(), "--gateway", "http://127.0.0.1:1", option, value));

        Assert.Equal($"customercapital: {message}\n", _program.Complained);
    }

    public void Dispose() => _program.Dispose();

    private static Exception Failure(string code) => code == "overloaded" ? new EngineOverloadedException("not now") : new EngineUnavailableException("not now");

    /// <summary>An address at which nobody listens.</summary>
    private static string FreeAddress()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
    }

    /// <summary>The summary without the time and what is said below it.</summary>
    private static List<string> FiguresOf(string printed) => [.. printed.Split('\n').Where(line => line.Contains("  ", StringComparison.Ordinal))];

    private static async Task<List<string>> RejectedAsync(string file) => [.. (await File.ReadAllLinesAsync(file + ".rejected.csv")).Order(StringComparer.Ordinal)];

    private static async Task ImportWithoutPatienceAsync(string file, Uri address)
    {
        await using var gateways = await GatewayStreams.ConnectAsync([address], new() { Patience = TimeSpan.Zero });
        using var rejected = new RejectedLines(file + ".rejected.ndjson");
        await using var stream = File.OpenRead(file);
        await new CommandImport(gateways, null, rejected).RunAsync(stream, _ => { }, CancellationToken.None);
    }

    private async Task AssertReportsEqualAsync()
    {
        foreach (var kind in Kinds)
            Assert.Equal(await _program.ReportAsync(kind, "csv", "--database", _program.Database), await _program.ReportAsync(kind, "csv", "--database", "sqlite:" + Served));
        Assert.Equal(0, await _program.RunAsync("verify", "--database", "sqlite:" + Served));
    }

    /// <summary>Purchases and returns of 60 customers, an id used twice, a return of nothing, and rows that cannot be read.</summary>
    private string GivenPurchases()
    {
        var rows = new StringBuilder(Header);
        for (var i = 0; i < 900; i++)
            rows.Append(CultureInfo.InvariantCulture, $"kunde {i % 60}/ß,p{i / 60},2025-{i % 12 + 1:00}-{i % 28 + 1:00}T10:00:00+02:00,{(i % 7 == 6 ? -0.0105m : i / 8m)},GBP,{(i % 3 == 0 ? "web" : "")}\n");
        return _program.Write("file.csv", rows + "ada,,2025-01-01,1,GBP,\nada,p1,yesterday,1,GBP,\nada,p2,2025-01-01,1,USD,\nada,p3,2099-01-01,1,GBP,\n");
    }

    /// <summary>Commands of every customer that need their order: a return after its purchase, an enrolment before the end of it, a referral before what it brings.</summary>
    private string GivenCommands()
    {
        var lines = new StringBuilder();
        for (var round = 0; round < 12; round++)
        {
            for (var i = 0; i < 80; i++)
            {
                var command = (round % 6) switch
                {
                    0 => $$"""{"type":"registration","name":"Ada {{round}} Løve","acquisitionCost":1.5,"consents":null,"occurredAt":"{{At(round, i)}}"}""",
                    1 => $$"""{"type":"purchase","purchaseId":"p{{round}}","lines":[{"sku":"tea","quantity":2,"unitPrice":1.255}],"currency":"EUR","occurredAt":"{{At(round, i)}}"}""",
                    2 => $$"""{"type":"return","returnId":"r{{round}}","purchaseId":"p{{round - 1}}","lines":[{"line":1,"quantity":1}],"occurredAt":"{{At(round, i)}}"}""",
                    3 => $$"""{"type":"enrolment","enrolled":{{(i % 2 == 0 ? "true" : "false")}},"occurredAt":"{{At(round, i)}}"}""",
                    4 => $$"""{"type":"follow_up","followUpId":"f{{round}}","kind":"call","dueAt":"{{At(round, i)}}","occurredAt":"{{At(round, i)}}"}""",
                    _ => $$"""{"type":"follow_up_done","followUpId":"f{{round - 1}}","result":"reached","occurredAt":"{{At(round, i)}}"}""",
                };
                lines.Append(CultureInfo.InvariantCulture, $"{{\"customerId\":\"c{i}\",\"command\":{command}}}\n");
            }
        }

        return _program.Write("file.ndjson", lines + """
            {"customerId":"c1","command":{"type":"purchase","purchaseId":"p1","amount":6,"occurredAt":"2025-01-01T00:00:00Z"}}
            {"customerId":"c1","command":{"type":"interaction","interactionId":"i"}}
            {"customerId":"","command":{"type":"enrolment","enrolled":true}}
            {"customerId":"c2","command":{"type":"return","returnId":"r","purchaseId":"none"}}
            nonsense

            """);

        static string At(int round, int i) => $"2025-{round + 1:00}-{i % 28 + 1:00}T10:00:00+01:00";
    }
}
