using System.Globalization;
using System.Text.Json;
using CustomerCapital.Server.Tests.CommandLine;

namespace CustomerCapital.Server.Tests.Value;

/// <summary><c>fit</c>, <c>score</c> and <c>report value</c> over a file of purchases.</summary>
[Collection(ConsoleTests.Name)]
public sealed class FitAndScoreTests : IAsyncLifetime, IDisposable
{
    private readonly ProgramRun _program = new();

    public async Task InitializeAsync()
    {
        // Customer i orders every (7 + i) days from the i-th of January 2024 on, i mod 9 + 1 times: some until the end, some not.
        var rows =
            from i in Enumerable.Range(0, 60)
            from order in Enumerable.Range(0, i % 9 + 1)
            let day = new DateOnly(2024, 1, 1).AddDays(i + order * (7 + i))
            select string.Create(CultureInfo.InvariantCulture, $"c{i:00},p{i:00}-{order},{day:yyyy-MM-dd} 12:00:00,{10 + i % 4 * 5}");
        var file = _program.Write("file.csv", "customer_id,purchase_id,occurred_at,amount\n" + string.Join('\n', rows));
        Assert.Equal(0, await _program.RunAsync("import", "purchases", file, "--time-zone", "Europe/Berlin"));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _program.Dispose();

    [Theory]
    [InlineData("bgnbd", "r,alpha,a,b")]
    [InlineData("mbgnbd", "r,alpha,a,b")]
    [InlineData("mbgcnbdk", "r,alpha,a,b,k")]
    [InlineData("paretonbd", "r,alpha,s,beta")]
    [InlineData("gammagamma", "p,q,v")]
    public async Task Fit_as_json_names_the_model_its_parameters_and_what_to_think_of_it(string model, string parameters)
    {
        Assert.Equal(0, await _program.RunAsync("fit", "--model", model, "--calibrate-until", "2024-06-30", "--format", "json"));
        using var json = JsonDocument.Parse(_program.Printed);
        var fit = json.RootElement;

        Assert.Equal(model, fit.GetProperty("model").GetString());
        Assert.Equal(parameters, string.Join(',', fit.GetProperty("parameters").EnumerateObject().Select(one => one.Name)));
        Assert.Equal(model == "gammagamma" ? 53 : 60, fit.GetProperty("observations").GetInt64());
        Assert.Equal(("2024-06-30", 60L), (fit.GetProperty("calibrateUntil").GetString(), fit.GetProperty("customers").GetInt64()));
        Assert.True(fit.GetProperty("seconds").GetDouble() >= 0 && double.IsFinite(fit.GetProperty("logLikelihood").GetDouble()) && fit.GetProperty("converged").GetBoolean());
        Assert.Equal(fit.GetProperty("identified").GetBoolean(), fit.GetProperty("standardErrors").ValueKind == JsonValueKind.Object);
        Assert.NotEmpty(fit.GetProperty("verdict").GetString()!);
    }

    [Fact]
    public async Task Fit_of_the_most_likely_shows_the_others_beside_it()
    {
        Assert.Equal(0, await _program.RunAsync("fit", "--calibrate-until", "2024-06-30"));

        Assert.StartsWith("Fitted to 60 customers with an order up to 2024-06-30", _program.Printed, StringComparison.Ordinal);
        foreach (var model in (string[])["bgnbd", "mbgnbd", "mbgcnbdk", "paretonbd"]) Assert.Contains(model, _program.Printed, StringComparison.Ordinal);
        Assert.All(_program.Printed.Split('\n').Where(line => line.Contains('─', StringComparison.Ordinal)), line => Assert.True(line.Length <= 80));
    }

    [Fact]
    public async Task Score_of_all_is_csv_with_a_row_for_each_who_has_ordered_by_then()
    {
        var rows = (await ScoreAsync("--all", "--model", "bgnbd", "--horizon", "39w", "--calibrate-until", "2024-02-04")).Select(row => row.Split(',')).ToList();

        Assert.Equal(["customer_id", "x", "t_x", "T", "p_alive", "expected_orders", "expected_value", "residual_value"], rows[0]);
        // Of those who came up to 4 February; c01 ordered on 2 and 10 January and no more.
        Assert.Equal(36, rows.Count);
        Assert.Equal(["c01", "1", "1.142857", "4.714286"], rows[2][..4]);
        Assert.All(rows.Skip(1), row => Assert.InRange(double.Parse(row[4], CultureInfo.InvariantCulture), 0, 1));
        Assert.All(rows.Skip(1), row => Assert.True(row.Skip(5).All(figure => double.Parse(figure, CultureInfo.InvariantCulture) >= 0)));
    }

    [Fact]
    public async Task Score_of_one_customer_is_the_row_of_all()
    {
        var all = await ScoreAsync("--all", "--model", "paretonbd", "--calibrate-until", "2024-06-30");
        var one = await ScoreAsync("--customer", "c17", "--model", "paretonbd", "--calibrate-until", "2024-06-30");

        Assert.Equal([all[0], all.Single(row => row.StartsWith("c17,", StringComparison.Ordinal))], one);
    }

    [Theory]
    [InlineData("name one customer with --customer ID, or say --all", "score")]
    [InlineData("name one customer with --customer ID, or say --all", "score", "--all", "--customer", "c01")]
    [InlineData("--customer nobody: has no order by 2024-06-30", "score", "--customer", "nobody", "--calibrate-until", "2024-06-30")]
    [InlineData("--horizon 39: write weeks like 39w", "score", "--all", "--horizon", "39")]
    [InlineData("--horizon -1w: write weeks like 39w", "score", "--all", "--horizon", "-1w")]
    [InlineData("--horizon 101y: write weeks like 39w", "score", "--all", "--horizon", "101y")]
    [InlineData("--model gammagamma: says nothing of how often", "score", "--all", "--model", "gammagamma")]
    [InlineData("--model bg: must be one of bgnbd, mbgnbd, mbgcnbdk, paretonbd, gammagamma, auto", "fit", "--model", "bg")]
    [InlineData("--calibrate-until 30.6.2024: write the day like 2026-03-31", "fit", "--calibrate-until", "30.6.2024")]
    [InlineData("--format csv: must be table or json", "fit", "--format", "csv")]
    [InlineData("--from, --through: value is told as it is now", "report", "value", "--from", "2024-01")]
    public async Task What_cannot_be_done_says_why(string complaint, params string[] arguments)
    {
        Assert.Equal(2, await _program.RunAsync(arguments));

        Assert.Contains(complaint, _program.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fit_before_the_first_order_says_that_there_is_nobody()
    {
        Assert.Equal(0, await _program.RunAsync("fit", "--calibrate-until", "2023-12-31"));

        Assert.StartsWith("Fitted to 0 customers", _program.Printed, StringComparison.Ordinal);
        Assert.Contains("no customer", _program.Printed, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Value_by_rung_and_channel_tells_that_nobody_was_scored()
    {
        Assert.Equal(
            ["rung,customers,historic_value,scored_customers,expected_alive,predicted_orders_12m,predicted_value_12m,residual_value", "raving_fan,0,0.00,,,,,"],
            (await _program.ReportAsync("value", "csv")).Split('\n')[..2]);
        Assert.StartsWith("channel,customers,", await _program.ReportAsync("value", "csv", "--channels"), StringComparison.Ordinal);
        Assert.Contains("Nobody was scored yet", await _program.ReportAsync("value", "table"), StringComparison.Ordinal);
    }

    private async Task<string[]> ScoreAsync(params string[] options)
    {
        var path = _program.File("scores.csv");
        Assert.Equal(0, await _program.RunAsync(["score", .. options, "--output", path]));
        Assert.Equal($"Written to {path}.", _program.Printed.TrimEnd());
        return (await File.ReadAllTextAsync(path)).TrimEnd().Split('\n');
    }
}
