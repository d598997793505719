using System.Globalization;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Server.Reporting;

/// <summary>Every customer. CSV is written page by page, whatever their number; the table shows the first hundred.</summary>
internal sealed class CustomersReport : IReport
{
    private const int TableLimit = 100;
    private const int Page = 1_000;

    public async Task WriteAsync(ICustomerCapital engine, ReportMonths months, ReportFormat format, ReportOutput output, CancellationToken cancellation)
    {
        if (months != new ReportMonths(null, null)) throw new UsageException("--from, --through: customers are listed as they are now; leave them out");
        var (policy, calendar) = (engine.Policy.Program.Policy, engine.Policy.Program.Calendar);
        switch (format)
        {
            case ReportFormat.Csv:
                output.WriteCsv(
                    ["customer_id", "rung", "lapsed", "orders", "revenue", "historic_value", "first_purchase", "last_purchase"],
                    Everyone(engine, cancellation).Select(line => (object?[])
                    [
                        line.CustomerId, LadderReport.Name(line.Rung), line.Lapsed, line.Orders, line.Revenue, ValueOf(line, policy),
                        ReportOutput.Instant(line.FirstOrderAt, calendar), ReportOutput.Instant(line.LastOrderAt, calendar),
                    ]));
                break;
            case ReportFormat.Json:
                await output.WriteJsonAsync(
                    new CustomerList([.. Everyone(engine, cancellation).Select(line => CustomerListItem.Of(line, policy))], null));
                break;
            default:
                var page = await engine.AskAsync(new FindCustomers(Segment.Everyone, null, TableLimit), cancellation);
                output.WriteTable(
                    "Customers", ["customer", "rung", "lapsed", "orders", "revenue", "historic value", "first purchase", "last purchase"],
                    page.Lines.Select(line => (string[])
                    [
                        line.CustomerId, LadderReport.Name(line.Rung), line.Lapsed ? "lapsed" : "", line.Orders.ToString("N0", CultureInfo.InvariantCulture),
                        line.Revenue.ToString(), ValueOf(line, policy).ToString(), ReportOutput.Instant(line.FirstOrderAt, calendar) ?? "", ReportOutput.Instant(line.LastOrderAt, calendar) ?? "",
                    ]),
                    page.More ? $"The first {TableLimit}; --format csv lists them all." : null);
                break;
        }
    }

    private static Money ValueOf(CustomerLine line, ProgramPolicy policy) => HistoricValue.Of(line.Revenue, line.AcquisitionCost, policy);

    private static IEnumerable<CustomerLine> Everyone(ICustomerCapital engine, CancellationToken cancellation)
    {
        for (string? after = null; ;)
        {
            var page = engine.AskAsync(new FindCustomers(Segment.Everyone, after, Page), cancellation).GetAwaiter().GetResult();
            foreach (var line in page.Lines) yield return line;
            if (!page.More) yield break;
            after = page.Lines[^1].CustomerId;
        }
    }
}
