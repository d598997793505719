using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Sqlite;

namespace CustomerCapital.Server.Tests.CommandLine;

[Collection(ConsoleTests.Name)]
public sealed class CommandLineTests : IDisposable
{
    private readonly ProgramRun _program = new();

    [Theory]
    [InlineData("serve", "--url", "ftp://127.0.0.1", "write it like")]
    [InlineData("serve", "--url", "http://10.0.0.1:80", "not a loopback address")]
    [InlineData("serve", "--url", "https://127.0.0.1:8443", "https needs a certificate")]
    [InlineData("serve", "--tls-certificate", "cert.pem", "a certificate https")]
    [InlineData("serve", "--cluster-certificate", "cert.pem", "name all three files")]
    [InlineData("serve", "--trusted-proxies", "10.0.0.0/33", "write an address or a network")]
    [InlineData("serve", "--oidc-authority", "http://login.example", "write it like https://login.example/realm")]
    [InlineData("serve", "--oidc-authority", "https://login.example", "say with --oidc-audience")]
    [InlineData("serve", "--oidc-audience", "loyalty-api", "say with --oidc-authority whose that is")]
    [InlineData("serve", "--oidc-client-id", "console", "say with --oidc-authority whose that is")]
    [InlineData("serve", "--oidc-client-secret", "s3cret", "there is no option --oidc-client-secret")]
    [InlineData("verify", "--time-zone", "Middle/Earth", "not a known IANA time zone")]
    [InlineData("verify", "--database", "oracle:x", "name it as")]
    [InlineData("import", "purchases", "nothing.csv", "there is no such file")]
    public async Task What_cannot_be_used_is_refused_in_a_sentence(string command, string option, string value, string message)
    {
        Assert.Equal(ExitCode.Usage, await _program.RunAsync(command, option, value));

        Assert.StartsWith("customercapital: ", _program.Complained, StringComparison.Ordinal);
        Assert.Contains(message, _program.Complained, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://ada:s3cret@db/loyalty", "name it as")]
    [InlineData("postgres://ada:s3cret@db/loyalty", "write it like Host=")]
    [InlineData("postgres:Host=/nowhere;Database=loyalty;Username=ada;Password=s3cret", "postgres:Host=/nowhere;Port=5432;Database=loyalty")]
    public async Task A_password_is_not_repeated(string database, string message)
    {
        Assert.Equal(ExitCode.Usage, await _program.RunAsync("verify", "--database", database));

        Assert.Contains(message, _program.Complained, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", _program.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outbox_shows_what_waits_and_what_was_given_up_and_replays_that()
    {
        await using (var ledger = SqliteLedger.Open(_program.File("ledger.db")))
        {
            await ledger.MigrateAsync();
            OutgoingMessage[] messages = [new(new(1, "ada"), "{}"), new(new(1, "bob"), "{}")];
            await ledger.AppendAsync(new(ActorState.New("eve"), [], ActorState.New("eve"), new(), messages, []));
            var second = (await ledger.ReadMessagesAsync(2))[1];
            await ledger.SettleMessagesAsync(new() { Dead = [new(second, "Customer 'bob' cannot be read.", new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero))] });
        }

        Assert.Equal(ExitCode.Done, await _program.RunAsync("outbox"));
        Assert.Equal(
            "1 message waits, 0 of them were tried before\n2, given up on 2026-01-15 12:00:00Z: Customer 'bob' cannot be read.\n"
            + "1 was given up; once its reason is gone, have it delivered with: outbox --replay\n",
            _program.Printed.ReplaceLineEndings("\n"));
        Assert.Equal(ExitCode.Done, await _program.RunAsync("outbox", "--replay"));
        Assert.Equal(ExitCode.Done, await _program.RunAsync("outbox"));
        Assert.Contains("2 messages wait, 0 of them were tried before\nnone was given up", _program.Printed.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve --bogus 1", "serve: there is no option --bogus. The options are listed by: customercapital serve --help")]
    [InlineData("report ladder @nora", "report ladder: '@nora' is not understood; the command takes options alone. They are listed by: customercapital report ladder --help")]
    [InlineData("serve --silo-port @maria", "--silo-port: must be a whole number, 1 to 65,535; it is '@maria'")]
    [InlineData("verify --databse=sqlite:x", "verify: there is no option --databse; did you mean --database? The options are listed by: customercapital verify --help")]
    [InlineData("report customers --fromat csv", "report customers: there is no option --fromat; did you mean --format? The options are listed by: customercapital report customers --help")]
    [InlineData("sreve", "there is no command sreve; did you mean serve? The commands are listed by: customercapital --help")]
    [InlineData("report ladders", "report: there is no command ladders; did you mean ladder? The commands are listed by: customercapital report --help")]
    [InlineData("report xyz", "report: there is no command xyz. The commands are listed by: customercapital report --help")]
    [InlineData("report", "report: name one of cohorts, periods, metrics, ladder, transitions, value, equity, needs, liability, vouchers, follow-ups, surveys, customers")]
    [InlineData("", "name one of serve, demo, import, export, report, fit, score, verify, migrate, grow, outbox, campaign, configuration, key, audit, privacy, raffle")]
    [InlineData("report ladder extra", "report ladder: 'extra' is not understood; the command takes options alone. They are listed by: customercapital report ladder --help")]
    [InlineData("campaign put thanks", "campaign put: FILE is missing; write customercapital campaign put ID FILE")]
    [InlineData("campaign put thanks a.json b.json", "campaign put: 'b.json' is not understood; the command takes one ID and one FILE, and options. They are listed by: customercapital campaign put --help")]
    [InlineData("import purchases a.csv b.csv", "import purchases: 'b.csv' is not understood; the command takes one FILE, and options. They are listed by: customercapital import purchases --help")]
    [InlineData("import purchases", "import purchases: FILE is missing; write customercapital import purchases FILE")]
    [InlineData("serve --url", "--url: its value is missing; write --url URL")]
    [InlineData("serve --url http://127.0.0.1:1 --url http://127.0.0.1:2", "--url: is given 2 times; give it once")]
    [InlineData("serve --silo-port x", "--silo-port: must be a whole number, 1 to 65,535; it is 'x'")]
    [InlineData("serve --role gatway", "--role: must be one of both, silo, gateway; it is 'gatway'")]
    [InlineData("demo --customers many", "--customers many: must be a whole number, 100 to 99,999")]
    [InlineData("demo --customers 99", "--customers 99: must be a whole number, 100 to 99,999")]
    [InlineData("report periods --format pdf", "--format pdf: must be table, csv, json or parquet")]
    [InlineData("report periods --format parquet", "--format parquet: name a file with --output")]
    [InlineData("report periods --output p.pdf", "--output p.pdf: end the name in .csv, .json or .parquet, or say which it is with --format")]
    [InlineData("report periods --output p", "--output p: end the name in .csv, .json or .parquet, or say which it is with --format")]
    [InlineData("report periods --output p.json --format csv", "--output p.json: ends in .json, but --format says csv; leave --format out")]
    public async Task What_is_mistyped_is_refused_in_one_line_that_says_what_to_write(string line, string message)
    {
        Assert.Equal(ExitCode.Usage, await _program.RunAloneAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

        Assert.Equal($"customercapital: {message}\n", _program.Complained.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("export")]
    [InlineData("outbox")]
    [InlineData("report metrics")]
    public async Task The_database_that_the_environment_names_is_the_commands(string line)
    {
        await _program.RunAsync("migrate");
        using var set = new EnvironmentVariable("CUSTOMERCAPITAL_DATABASE", _program.Database);

        Assert.Equal(ExitCode.Done, await _program.RunAloneAsync(line.Split(' ')));
    }

    [Fact]
    public async Task The_database_that_the_environment_names_is_made_and_filled()
    {
        using var set = new EnvironmentVariable("CUSTOMERCAPITAL_DATABASE", _program.Database);
        var file = _program.Write("file.csv", "customer_id,purchase_id,occurred_at,amount\nada,1,2025-01-01,5\n");

        Assert.Equal(ExitCode.Done, await _program.RunAloneAsync("migrate"));
        Assert.Equal(ExitCode.Done, await _program.RunAloneAsync("import", "purchases", file));
        Assert.Equal(ExitCode.Done, await _program.RunAloneAsync("report", "customers", "--format", "csv", "--output", _program.File("c.csv")));

        Assert.StartsWith("ada,buyer,", (await File.ReadAllLinesAsync(_program.File("c.csv")))[1], StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, await _program.RunAloneAsync("demo", "--url", "http://127.0.0.1:0"));
        Assert.Contains("This database holds customers that are not the demo's", _program.Complained, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import purchases file.csv")]
    [InlineData("report metrics")]
    [InlineData("migrate")]
    public async Task A_time_zone_beside_a_ledger_that_counts_in_another_is_refused(string line)
    {
        var file = _program.Write("file.csv", "customer_id,purchase_id,occurred_at,amount\nada,1,2025-01-01,5\n");
        await _program.RunAsync("import", "purchases", file, "--time-zone", "Europe/Rome");

        Assert.Equal(ExitCode.Usage, await _program.RunAsync([.. line.Split(' ').Select(word => word == "file.csv" ? file : word), "--time-zone", "Asia/Tokyo"]));

        Assert.Contains("This ledger counts in Europe/Rome, and its months cannot be moved to Asia/Tokyo", _program.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_restores_to_the_same_export_and_twice_changes_nothing()
    {
        var file = _program.Write("file.csv", "customer_id,purchase_id,occurred_at,amount,currency\nada,1,2025-01-01,5,EUR\nada,2,2025-02-01,6,EUR\nbob,1,2025-03-01,7,EUR\n");
        Assert.Equal(0, await _program.RunAsync("import", "purchases", file, "--time-zone", "Europe/Rome"));
        Assert.Equal(0, await _program.RunAsync("export", "--output", _program.File("one.ndjson")));
        var elsewhere = "sqlite:" + _program.File("elsewhere.db");

        for (var times = 0; times < 2; times++) Assert.Equal(0, await _program.RunAsync("import", "commands", _program.File("one.ndjson"), "--database", elsewhere));

        Assert.Equal(0, await _program.RunAsync("export", "--output", _program.File("two.ndjson"), "--database", elsewhere));
        Assert.Equal(await File.ReadAllTextAsync(_program.File("one.ndjson")), await File.ReadAllTextAsync(_program.File("two.ndjson")));
        Assert.Equal(0, await _program.RunAsync("verify", "--database", elsewhere));
    }

    [Fact]
    public async Task A_time_zone_beside_an_export_that_counts_in_another_is_refused()
    {
        var file = _program.Write("file.csv", "customer_id,purchase_id,occurred_at,amount\nada,1,2025-01-01,5\n");
        await _program.RunAsync("import", "purchases", file, "--time-zone", "Europe/Rome");
        await _program.RunAsync("export", "--output", _program.File("one.ndjson"));
        var elsewhere = "sqlite:" + _program.File("elsewhere.db");

        Assert.Equal(ExitCode.Usage, await _program.RunAsync("import", "commands", _program.File("one.ndjson"), "--database", elsewhere, "--time-zone", "Asia/Tokyo"));
        Assert.Contains("--time-zone Asia/Tokyo: the export counts in Europe/Rome", _program.Complained, StringComparison.Ordinal);
        Assert.Equal(0, await _program.RunAsync("import", "commands", _program.File("one.ndjson"), "--database", elsewhere, "--time-zone", "Europe/Rome"));
    }

    [Fact]
    public async Task An_export_that_was_cut_off_is_refused_once_what_it_holds_is_restored()
    {
        var file = _program.Write("file.csv", "customer_id,purchase_id,occurred_at,amount\nada,1,2025-01-01,5\nbob,1,2025-03-01,7\n");
        await _program.RunAsync("import", "purchases", file);
        await _program.RunAsync("export", "--output", _program.File("one.ndjson"));
        var lines = await File.ReadAllLinesAsync(_program.File("one.ndjson"));
        _program.Write("cut.ndjson", string.Join('\n', lines[..^2]) + "\n");

        Assert.Equal(ExitCode.Usage, await _program.RunAsync("import", "commands", _program.File("cut.ndjson"), "--database", "sqlite:" + _program.File("elsewhere.db")));

        Assert.Contains("The export was cut off", _program.Complained, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"policy\":{\"timeZone\":\"Mars/Base\",\"activityWindowMonths\":3,\"lapse\":{\"afterDays\":180},\"member\":{},\"advocate\":{},\"ravingFan\":{}}}", "'Mars/Base' is not a known")]
    [InlineData("{\"policy\":{\"timeZone\":\"UTC\"}}", "A field is missing")]
    [InlineData("{\"entry\":{\"sequence\":1,\"event\":{\"type\":\"enrolment_changed\"}}}", "A field is missing")]
    [InlineData("{\"entry\":{\"customerId\":\"ada\",\"sequence\":1,\"event\":{}}}", "An event has no type")]
    public async Task A_line_of_an_export_that_cannot_be_restored_is_refused_and_leaves_the_ledger_usable(string line, string message)
    {
        Assert.Equal(ExitCode.Usage, await _program.RunAsync("import", "commands", _program.Write("file.ndjson", line + "\n")));

        Assert.Contains(message, _program.Complained, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, await _program.RunAsync("verify"));
    }

    [Fact]
    public async Task Serve_at_an_address_of_another_machine_is_refused()
    {
        Assert.Equal(ExitCode.Usage, await _program.RunAsync("serve", "--url", "http://192.0.2.1:8080", "--allow-network"));

        Assert.Contains("http://192.0.2.1:8080/ cannot be listened on", _program.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_at_an_address_at_which_another_program_serves_says_so()
    {
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://{other.LocalEndpoint}";

        Assert.Equal(ExitCode.Usage, await _program.RunAsync("serve", "--url", url));

        Assert.Equal($"customercapital: {url}/ is served by another program; end that one, or name another address with --url\n", _program.Complained.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("UPDATE entries SET natural_id = 'purchase:9' WHERE natural_id = 'purchase:1'", "entry 1 stands under 'purchase:9'")]
    [InlineData("UPDATE entries SET body = '{' WHERE natural_id = 'purchase:1'", "cannot be read")]
    [InlineData("UPDATE entries SET body = replace(body, '3' || char(14) || '1', '3' || char(14) || '4') WHERE natural_id = 'purchase:1'", "was answered with 4 orders")]
    [InlineData("DELETE FROM entries WHERE natural_id IS NULL", "state: the entries give")]
    public async Task Verify_names_what_is_wrong_with_an_entry(string tampering, string difference)
    {
        await _program.RunAsync("import", "purchases", _program.Write("file.csv", "customer_id,purchase_id,occurred_at,amount\nada,1,2025-01-01,5\n"));
        Tamper(tampering);

        Assert.Equal(ExitCode.Differences, await _program.RunAsync("verify"));

        Assert.Contains(difference, _program.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_names_what_was_tampered_with()
    {
        var file = _program.Write("file.csv", "customer_id,purchase_id,occurred_at,amount\nada,1,2025-01-01,5\n");
        await _program.RunAsync("import", "purchases", file);
        Tamper("UPDATE counters SET sum3 = sum3 + 1 WHERE kind = 1; UPDATE actors SET orders = 7");

        Assert.Equal(ExitCode.Differences, await _program.RunAsync("verify"));

        Assert.Contains("Counter cell", _program.Printed, StringComparison.Ordinal);
        Assert.Contains("Customer 'ada': columns", _program.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_are_imported_and_rejected_lines_are_written_with_their_reason()
    {
        var file = _program.Write("file.ndjson",
            """
            {"customerId":"ada","command":{"type":"purchase","purchaseId":"1","amount":"5"}}

            {"customerId":"ada","command":{"type":"purchase","purchaseId":"1","amount":"6"}}
            {"customerId":"ada","command":{"type":"referral_conversion","change":1}}
            nonsense
            """);

        Assert.Equal(0, await _program.RunAsync("import", "commands", file));

        Assert.Contains("1  carried out", _program.Printed, StringComparison.Ordinal);
        var rejected = await File.ReadAllLinesAsync(file + ".rejected.ndjson");
        Assert.Equal(3, rejected.Length);
        Assert.StartsWith("{\"line\":3,\"code\":\"id_conflict\",", rejected[0], StringComparison.Ordinal);
        Assert.StartsWith("{\"line\":5,\"code\":\"malformed\",", rejected[2], StringComparison.Ordinal);
    }

    public void Dispose() => _program.Dispose();

    private void Tamper(string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_program.File("ledger.db")};Pooling=false");
        connection.Open();
        using var tamper = connection.CreateCommand();
        tamper.CommandText = sql;
        tamper.ExecuteNonQuery();
    }
}
