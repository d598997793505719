using System.CommandLine;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Ledger.Reading;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Settings;

namespace CustomerCapital.Server.Reporting;

/// <summary><c>report cohorts|periods|metrics|ladder|transitions|value|equity|needs|liability|vouchers|follow-ups|surveys|customers</c>.</summary>
internal static class ReportCommand
{
    private static readonly Option<ReportFormat?> FormatOption = new("--format")
    {
        Description = "Form of the report [default: as --output ends; a table on the terminal]",
        CustomParser = ReportFormats.Parse,
        HelpName = ReportFormats.Names,
        Recursive = true,
    };

    private static readonly Option<string?> OutputOption = new("--output", "-o")
    {
        Description = "Write to a file that ends in .csv, .json or .parquet, instead of the terminal",
        HelpName = "FILE",
        Recursive = true,
    };

    private static readonly Option<string?> FromOption = new("--from") { Description = "First month shown [default: the first there is]", HelpName = "YYYY-MM", Recursive = true };
    private static readonly Option<string?> ThroughOption = new("--through") { Description = "Last month shown [default: the running month]", HelpName = "YYYY-MM", Recursive = true };

    private static readonly Option<string?> SortOption = new("--sort")
    {
        Description = "Field in whose order customers come, such as revenue; -revenue has the largest first [default: the id]",
        HelpName = "FIELD",
    };

    private static readonly Option<string?> ShareOption = new("--share")
    {
        Description = "Share of each rung that moves up one rung in the step-up gain, such as 0.1; or of chosen rungs, such as buyer:0.1,customer:0.2 [default: 1]",
        HelpName = "SHARE",
    };

    private static readonly Option<string?> CustomerOption = new("--customer") { Description = "The customer of whom needs are shown [default: what all buy together]", HelpName = "ID" };

    private static readonly Option<bool> ChannelsOption = new("--channels") { Description = "Rows of CSV and Parquet are acquisition channels, instead of months" };

    public static Command Create()
    {
        var report = new Command("report", "Report from a ledger, also while the ledger is served") { FormatOption, OutputOption, FromOption, ThroughOption };
        report.Add(Kind("cohorts", "How many of each month's new customers ordered in each month after", _ => new CohortsReport()));
        report.Add(Kind("periods", "Retention, churn and reactivation by calendar month", _ => new PeriodsReport()));
        report.Add(Kind("metrics", "Repeat purchase rate, purchase frequency, average order value and customer value", _ => new MetricsReport()));
        var ladder = Kind("ladder", "How many customers stand on each rung, and what they are worth", line => new LadderReport(line.GetValue(ShareOption)));
        ladder.Add(ShareOption);
        report.Add(ladder);
        report.Add(Kind("transitions", "How customers move between rungs from month to month, and to which shares that leads", _ => new TransitionsReport()));
        var value = Kind("value", "What customers have brought and are expected to bring, by rung and acquisition channel", line => new ValueReport(line.GetValue(ChannelsOption)));
        value.Add(ChannelsOption);
        report.Add(value);
        var equity = Kind("equity", "What all customers have brought by month, and by acquisition channel", line => new EquityReport(line.GetValue(ChannelsOption)));
        equity.Add(ChannelsOption);
        report.Add(equity);
        var needs = Kind("needs", "Which articles are bought together, or what a customer is likely to need", line => new NeedsReport(line.GetValue(CustomerOption)));
        needs.Add(CustomerOption);
        report.Add(needs);
        report.Add(Kind("liability", "What the program owes in wallets", _ => new LiabilityReport()));
        report.Add(Kind("vouchers", "Vouchers of each batch: issued, used and outstanding", _ => new VouchersReport()));
        report.Add(Kind("follow-ups", "Follow-ups done in time, late or not yet, and what they brought by a holdout", _ => new FollowUpsReport()));
        report.Add(Kind("surveys", "Surveys by month: invitations, answers, and who has not answered", _ => new SurveysReport()));
        var customers = Kind("customers", "Every customer with rung, orders and value", line => new CustomersReport(Sort(line)));
        customers.Add(SortOption);
        report.Add(customers);
        return report;
    }

    private static Command Kind(string name, string description, Func<ParseResult, IReport> of)
    {
        var command = new Command(name, description);
        command.SetAction(async (line, cancellation) =>
        {
            var (report, path) = (of(line), line.GetValue(OutputOption));
            var format = ReportFormats.Of(line.GetValue(FormatOption), path);
            var (from, through) = (Month(line, FromOption), Month(line, ThroughOption));
            if (through < from) throw new UsageException($"--through {through} is before --from {from}");
            await using var engine = await Database.Of(SettingsReader.Read(line)).StartReaderAsync();
            if (through > engine.Policy.Program.Calendar.MonthOf(engine.Now).Plus(Report.MonthsAhead))
                throw new UsageException($"--through {through}: at most {Report.MonthsAhead} months ahead");
            await using (var output = path is null ? ReportOutput.ToTerminal() : ReportOutput.ToFile(path)) await report.WriteAsync(engine, new(from, through), format, output, cancellation);
            if (path is not null) Console.WriteLine($"Written to {path}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static CustomerSort? Sort(ParseResult line) => line.GetValue(SortOption) is not { } field ? null : CustomerSort.Of(field)
        ?? throw new UsageException($"--sort {field}: must be one of {string.Join(", ", CustomerLine.Fields.Select(known => known.Name))}; with - before the name the largest or latest is first");

    private static Month? Month(ParseResult line, Option<string?> option)
    {
        var text = line.GetValue(option);
        if (text is null) return null;
        return Domain.Program.Month.TryParse(text, out var month) ? month : throw new UsageException($"{option.Name} {text}: write the month like 2026-03");
    }
}
