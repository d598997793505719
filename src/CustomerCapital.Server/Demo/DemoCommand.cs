using System.CommandLine;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine.Value;
using CustomerCapital.Engine;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Mail;
using CustomerCapital.Server.Reporting;
using CustomerCapital.Server.Serving;
using CustomerCapital.Server.Settings;
using CustomerCapital.Server.Terminal;

namespace CustomerCapital.Server.Demo;

/// <summary><c>demo</c>: serves a database that holds two years of a made-up retailer.</summary>
internal static class DemoCommand
{
    private static readonly Option<int> CustomersOption = new("--customers")
    {
        Description = "How many customers come in the two years: 100 to 99,999",
        DefaultValueFactory = _ => 3_000,
        CustomParser = WholeNumber.Parser(100, 99_999),
        HelpName = "N",
    };

    private static readonly Option<int> SeedOption = new("--seed")
    {
        Description = "Any whole number; another one makes another story",
        DefaultValueFactory = _ => 1,
        CustomParser = WholeNumber.Parser(int.MinValue, int.MaxValue),
        HelpName = "N",
    };

    public static Command Create()
    {
        var command = new Command("demo", "Serve two years of a made-up retailer, in memory where no database is named") { SettingsReader.UrlOption, CustomersOption, SeedOption };
        command.SetAction(async (line, cancellation) =>
        {
            // What is made up is nobody's secret.
            var settings = SettingsReader.Read(line);
            settings.Open = true;
            var database = Database.Of(settings, whenAbsent: "memory:");
            try
            {
                var clock = new DemoClock(TimeProvider.System);
                await using var mails = DemoMailServer.Start();
                SendTo(mails, settings);
                await using var node = await Node.StartAsync(settings, database, clock, cancellation, map: app => app.MapDemoMails(mails));
                await FillAsync(node, clock, line.GetValue(CustomersOption), line.GetValue(SeedOption), cancellation);
                await SuggestAsync(node.Capital, node.Url, Console.Out);
                await ServeCommand.ServeAsync(node, cancellation);
            }
            catch (OperationCanceledException) when (!database.IsKept)
            {
                await Console.Error.WriteLineAsync("customercapital: interrupted; nothing is kept, since the database was in memory.");
                return ExitCode.Interrupted;
            }

            Console.WriteLine(ServeCommand.Stopped(database));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Mails go to the demo's own mail server, whatever is set up: its customers are made up, and their addresses nobody's.</summary>
    private static void SendTo(DemoMailServer mails, ServerSettings settings)
    {
        (settings.SmtpHost, settings.SmtpPort, settings.SmtpSecurity, settings.SmtpUser, settings.SmtpPassword) = ("127.0.0.1", mails.Port, SmtpSecurity.None, null, null);
        (settings.MailFrom, settings.PublicUrl) = ("House and Garden <news@shop.example>", $"http://127.0.0.1:{new Uri(settings.Url).Port}");
    }

    private static async Task FillAsync(Node node, DemoClock clock, int customers, int seed, CancellationToken cancellation)
    {
        var fill = new DemoFill(node.Capital, clock, node.SettleAsync, customers, seed);
        var yesterday = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-1);
        var firstDay = await fill.FirstDayAsync(yesterday);
        await ProgressDisplay.RunAsync("Living through two years", fill.Count(firstDay), advance => fill.RunAsync(firstDay, advance, cancellation));
        await node.SettleAsync();
        // What was fitted while the first customers came knows nothing of the others.
        await node.Capital.AskAsync(new RequestFit(FitModel.Auto, Force: true), cancellation);
    }

    /// <summary>Writes requests to try, which name customers that there are.</summary>
    public static async Task SuggestAsync(ICustomerCapital capital, Uri url, TextWriter writer)
    {
        var fans = new AllOf([LadderFields.Rung.Where(SegmentOperator.Equals, Rung.RavingFan), LadderFields.Lapsed.Where(SegmentOperator.Equals, false)]);
        var fan = (await capital.AskAsync(new FindCustomers(fans, null, 1))).Lines is [var someone] ? someone.CustomerId : DemoRetailer.FirstCustomerId;
        var metrics = await capital.AskAsync(new ReportMetrics());
        var suggestions =
            $$"""

            {{metrics.Customers:N0}} customers, {{metrics.Orders:N0}} orders, {{ReportOutput.Amount(metrics.Revenue)}} {{capital.Policy.Program.Policy.Currency}}. Try, from another window:
              curl -s {{url}}v1/ladder
              curl -s '{{url}}v1/cohorts?from={{capital.RunningMonth.Plus(-6)}}'
              curl -s '{{url}}v1/customers?rung=raving_fan&lapsed=false&limit=5'
              curl -s {{url}}v1/campaigns/{{DemoCampaigns.Letter}}/results
              curl -s {{url}}v1/raffles/{{DemoCampaigns.GardenRaffle}}
              curl -s {{url}}v1/customers/{{fan}}
              curl -s -X POST {{url}}v1/customers/{{fan}}/purchases -H 'Content-Type: application/json' -d '{"purchaseId": "till-1", "amount": "24.90"}'
              curl -s '{{url}}v1/customers/{{fan}}/entries?limit=1000'
              curl -s -X POST {{url}}v1/customers/{{fan}}/messages -H 'Content-Type: application/json' -d '{"messageId": "thanks-1", "template": "{{DemoMessages.Thanks}}"}'
            Mails that were sent: {{url}}{{DemoMailPages.Path[1..]}}

            """;
        await writer.WriteLineAsync(suggestions);
    }
}
