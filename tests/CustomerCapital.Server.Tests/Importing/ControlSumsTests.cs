using CustomerCapital.Domain.Wallets;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Settings;
using CustomerCapital.Server.Tests.CommandLine;

namespace CustomerCapital.Server.Tests.Importing;

/// <summary>What an import says of a file besides its figures before anything is recorded: whose days, whose currency, and which wallets earn.</summary>
[Collection(ConsoleTests.Name)]
public sealed class ControlSumsTests : IDisposable
{
    private readonly ProgramRun _program = new();

    [Fact]
    public async Task The_zone_of_days_is_said_and_how_to_name_it_only_while_it_is_open()
    {
        const string open = "Days are those of UTC. Say --time-zone before the first import; it is fixed from then on.\n";
        var file = _program.Write("file.csv", "customer_id,purchase_id,occurred_at,amount\nada,p1,2026-01-31 23:30Z,10\n");

        Assert.Equal(0, await _program.RunAsync("import", "purchases", file, "--preview"));
        Assert.Contains("2026-01-31  first day, in UTC\n", _program.Printed, StringComparison.Ordinal);
        Assert.Contains(open, _program.Printed, StringComparison.Ordinal);

        Assert.Equal(0, await _program.RunAsync("import", "purchases", file, "--time-zone", "Europe/Berlin"));
        Assert.Contains("2026-02-01  first day, in Europe/Berlin\n", _program.Printed, StringComparison.Ordinal);
        Assert.Contains("2026-02-01  last day, in Europe/Berlin\n", _program.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("Days are those of", _program.Printed, StringComparison.Ordinal);

        Assert.Equal(0, await _program.RunAsync("import", "purchases", file, "--database", "sqlite:" + _program.File("utc.db")));
        Assert.Contains(open, _program.Printed, StringComparison.Ordinal);
        Assert.Equal(0, await _program.RunAsync("import", "purchases", file, "--database", "sqlite:" + _program.File("utc.db")));
        Assert.DoesNotContain("Days are those of", _program.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "points, visits")]
    [InlineData("2026-01-05", null, "points, visits")]
    [InlineData("2026-01-06", null, "visits")]
    [InlineData(null, "2026-01-03", "visits")]
    public async Task Wallets_that_earn_by_old_purchases_are_said_before_anything_is_recorded(string? from, string? to, string wallets)
    {
        var day = (string? text) => text is null ? (DateOnly?)null : DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var file = _program.Write("file.csv", "customer_id,purchase_id,occurred_at,amount\nada,p1,2026-01-04,10\nada,p2,2026-01-05,10\nada,p2,2026-01-08,-10\n");
        await using (var engine = await Database.Of(new ServerSettings { Database = [_program.Database] }).StartEngineAsync(CancellationToken.None))
        {
            var rules = (await engine.Policy.GetAsync()).Policy;
            await engine.Policy.PutAsync(
                rules with
                {
                    Wallets =
                    [
                        new WalletRule("points") { Earn = [new EarnRule(1) { From = day(from), To = day(to) }] }, new WalletRule("visits") { Earn = [new EarnRule(1, EarnPer.Order)] },
                        new WalletRule("gifts"), new WalletRule("closed") { Earn = [new EarnRule(0)] },
                    ],
                },
                rules.Version);
        }

        Assert.Equal(0, await _program.RunAsync("import", "purchases", file, "--preview"));

        Assert.Contains($"wallets: {wallets} earn by these purchases;", _program.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_wallets_nothing_is_said_of_them()
    {
        await ImportAsync("ada,p1,2026-01-05,10,\n");

        Assert.DoesNotContain("wallets", _program.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_a_currency_says_whose_is_taken()
    {
        var file = _program.Write("bare.csv", "customer_id,purchase_id,occurred_at,amount\nada,p1,2026-01-05,10\n");

        Assert.Equal(0, await _program.RunAsync("import", "purchases", file, "--preview"));
        Assert.Contains("no currency in the file; --constant currency=EUR names one\n", _program.Printed, StringComparison.Ordinal);

        Assert.Equal(0, await _program.RunAsync("import", "purchases", file, "--preview", "--constant", "currency=EUR"));
        Assert.DoesNotContain("currency in the file", _program.Printed, StringComparison.Ordinal);

        await ImportAsync("bo,p2,2026-01-05,10,USD\nbo,p3,2026-01-05,10,\n");
        Assert.Contains("rows without a currency in the file: taken as the first that the file names\n", _program.Printed, StringComparison.Ordinal);

        Assert.Equal(0, await _program.RunAsync("import", "purchases", file));
        Assert.Contains("no currency in the file: taken as the program's (USD)\n", _program.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_a_thing_is_said_in_the_singular()
    {
        await ImportAsync("ada,p1,2026-01-05,10,\n");

        Assert.All(["1  row\n", "1  customer\n", "1  purchase\n", "0  returns and refunds\n", "1  customer with new entries\n", "1  purchase recorded\n", "0  rows rejected\n"],
            line => Assert.Contains(line, _program.Printed, StringComparison.Ordinal));
        Assert.Equal("1 customer", (await _program.ReportAsync("customers", "table")).Split('\n')[^1]);
        Assert.Equal(0, await _program.RunAsync("verify"));
        Assert.Contains("1 customer and 3 entries replayed, ", _program.Printed, StringComparison.Ordinal);
    }

    public void Dispose() => _program.Dispose();

    private async Task ImportAsync(string rows) =>
        Assert.Equal(0, await _program.RunAsync("import", "purchases", _program.Write("file.csv", "customer_id,purchase_id,occurred_at,amount,currency\n" + rows)));
}
