using System.Globalization;
using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Segments;
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

    private static readonly Field[] Fields = [.. Capabilities.Fields.Where(field => field.Listing == Listing.Everywhere)];

    public async Task WriteAsync(ICustomerCapital engine, ReportMonths months, ReportFormat format, ReportOutput output, CancellationToken cancellation)
    {
        if (months != new ReportMonths(null, null)) throw new UsageException("--from, --through: customers are listed as they are now; leave them out");
        var (policy, calendar) = (engine.Policy.Program.Policy, engine.Policy.Program.Calendar);
        switch (format)
        {
            case ReportFormat.Csv or ReportFormat.Parquet:
                await output.WriteRowsAsync(format, [.. Fields.Select(NameOf)], Everyone(engine, cancellation).Select(line => Fields.Select(field => ShownOf(line, field)).ToArray()));
                break;
            case ReportFormat.Json:
                await output.WriteJsonAsync(
                    new CustomerList([.. Everyone(engine, cancellation).Select(line => CustomerListItem.Of(line, policy))], null));
                break;
            default:
                var page = await engine.AskAsync(new FindCustomers(Segment.Everyone, null, TableLimit), cancellation);
                output.WriteTable(
                    "Customers", [.. Fields.Select(field => field == CustomerFields.CustomerId ? "customer" : NameOf(field).Replace('_', ' '))],
                    page.Lines.Select(line => Fields.Select(field => ShownOf(line, field) switch
                    {
                        bool flag => flag ? NameOf(field) : "",
                        long count => count.ToString("N0", CultureInfo.InvariantCulture),
                        var shown => shown?.ToString() ?? "",
                    }).ToArray()),
                    page.More ? $"The first {TableLimit}; --format csv lists them all." : null);
                break;
        }

        object? ShownOf(CustomerLine line, Field field) => (field.UnderPolicy is { } of ? of(line, policy) : line[field]) switch
        {
            Rung rung => LadderReport.Name(rung),
            DateTimeOffset instant => ReportOutput.Instant(instant, calendar),
            var value => value,
        };
    }

    /// <summary>Name of a column: of an instant, what happened then.</summary>
    private static string NameOf(Field field)
    {
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Name);
        return name.EndsWith("_at", StringComparison.Ordinal) ? name[..^3] : name;
    }

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
