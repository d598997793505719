using System.CommandLine;
using CustomerCapital.Domain.Value;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Value;
using CustomerCapital.Ledger.Reading;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Reporting;
using CustomerCapital.Server.Settings;

namespace CustomerCapital.Server.Value;

/// <summary><c>score</c>: writes what a model says of one customer or of all, as CSV.</summary>
internal static class ScoreCommand
{
    private const int CustomersAtOnce = 500;

    private static readonly string[] Header = ["customer_id", "x", "t_x", "T", "p_alive", "expected_orders", "expected_value", "residual_value"];

    private static readonly Option<string?> CustomerOption = new("--customer") { Description = "One customer", HelpName = "ID" };
    private static readonly Option<bool> AllOption = new("--all") { Description = "Every customer with an order" };
    private static readonly Option<string?> ModelOption = ModelOptions.Model("The model, fitted for this once [default: the models in force; where there are none, auto]");
    private static readonly Option<DateOnly?> UntilOption = ModelOptions.CalibrateUntil();

    private static readonly Option<string?> OutputOption = new("--output", "-o") { Description = "Write to a file instead of the terminal", HelpName = "FILE" };

    private static readonly Option<double> HorizonOption = new("--horizon")
    {
        Description = "How far ahead orders are counted: 39w, 90d, 12m or 2y [default: 12m]",
        HelpName = "TIME",
        DefaultValueFactory = _ => ValueModel.WeeksInYear,
        CustomParser = parsed => Horizon.TryParse(parsed.Tokens[0].Value, out var weeks) ? weeks : throw new UsageException($"--horizon {parsed.Tokens[0].Value}: write {Horizon.Form}"),
    };

    public static Command Create()
    {
        var command = new Command("score", "Say how likely a customer is to buy again, how often and for how much, as CSV") { CustomerOption, AllOption, HorizonOption, ModelOption, UntilOption, OutputOption };
        command.SetAction(async (line, cancellation) =>
        {
            var (customer, all) = (line.GetValue(CustomerOption), line.GetValue(AllOption));
            if (customer is null == !all) throw new UsageException("name one customer with --customer ID, or say --all");
            if (line.GetValue(ModelOption) == "gammagamma") throw new UsageException("--model gammagamma: says nothing of how often somebody buys; it is always used for the value of an order");
            await using var engine = await Database.Of(SettingsReader.Read(line)).StartReaderAsync();
            var by = await engine.AskAsync(new ReadModel(line.GetValue(ModelOption), line.GetValue(UntilOption)), cancellation);
            var scored = customer is null ? Everyone(engine, by, line.GetValue(HorizonOption), cancellation) : Scored(engine, [customer], by, line.GetValue(HorizonOption), cancellation).GetAwaiter().GetResult();
            if (customer is not null && scored.ToList() is { Count: 0 }) throw new UsageException($"--customer {customer}: has no order by {by.AsOf:yyyy-MM-dd}");
            var path = line.GetValue(OutputOption);
            await using (var output = path is null ? ReportOutput.ToTerminal() : ReportOutput.ToFile(path)) await output.WriteRowsAsync(ReportFormat.Csv, Header, scored.Select(RowOf));
            if (path is not null) Console.WriteLine($"Written to {path}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static object?[] RowOf(ScoredCustomer customer) =>
    [
        customer.CustomerId, customer.Repeats, Rounded(customer.LastAtWeeks), Rounded(customer.AgeWeeks), Rounded(customer.Expected.ProbabilityAlive), Rounded(customer.Expected.ExpectedOrders),
        Rounded(customer.Expected.ExpectedValue), customer.Expected.ResidualValue,
    ];

    private static decimal Rounded(double figure) => decimal.Round((decimal)Math.Clamp(figure, -1e15, 1e15), 6);

    private static IEnumerable<ScoredCustomer> Everyone(InProcessHost engine, ModelInUse by, double weeks, CancellationToken cancellation)
    {
        for (CustomerLine? after = null; ;)
        {
            var page = engine.AskAsync(new FindCustomers(Segment.Everyone, after?.CustomerId, CustomersAtOnce), cancellation).GetAwaiter().GetResult();
            foreach (var customer in Scored(engine, [.. page.Lines.Select(line => line.CustomerId)], by, weeks, cancellation).GetAwaiter().GetResult()) yield return customer;
            if (!page.More) yield break;
            after = page.Lines[^1];
        }
    }

    private static Task<IReadOnlyList<ScoredCustomer>> Scored(InProcessHost engine, IReadOnlyList<string> ids, ModelInUse by, double weeks, CancellationToken cancellation) =>
        engine.AskAsync(new ScoreCustomers(ids, by, weeks), cancellation);
}
