using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Ledger.Reading;
using CustomerCapital.Server.Terminal;

namespace CustomerCapital.Server.Reporting;

/// <summary>Every customer. Written page by page, whatever their number; on a terminal the first hundred.</summary>
/// <param name="sort">In which order; null for that of ids. In another order every page reads all customers.</param>
internal sealed class CustomersReport(CustomerSort? sort) : IReport
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
                await WriteTableAsync();
                break;
        }

        // A person sees the first hundred, and how many there are; whoever reads on from a file or a pipe has everybody.
        async Task WriteTableAsync()
        {
            var limit = output.IsTerminal ? TableLimit : Page;
            string[] header = [.. Fields.Select(field => field == CustomerFields.CustomerId ? "customer" : NameOf(field).Replace('_', '\n'))];
            var (page, shown) = (new CustomerPage([], More: true), 0L);
            for (CustomerLine? after = null; page.More && (shown == 0 || !output.IsTerminal); after = page.Lines[^1])
            {
                page = await PageAsync(engine, after, limit, cancellation);
                output.WriteTable(shown == 0 ? "Customers" : "", header, page.Lines.Select(line => Fields.Select(field => CellOf(field, ShownOf(line, field))).ToArray()));
                shown += page.Lines.Count;
                if (page.Lines.Count == 0) break;
            }

            var all = (await engine.AskAsync(new ReportMetrics(), cancellation)).Customers;
            output.WriteLine(page.More
                ? $"The first {ReportOutput.Number(shown)} of {Counted.Of(all, "customer")}. All of them: --output customers.csv"
                : Counted.Of(shown, "customer"));
        }

        object? ShownOf(CustomerLine line, Field field) => (field.UnderPolicy is { } of ? of(line, policy) : line[field]) switch
        {
            Rung rung => LadderReport.Name(rung),
            DateTimeOffset instant => ReportOutput.Instant(instant, calendar),
            var value => value,
        };
    }

    private static string CellOf(Field field, object? shown) => shown switch
    {
        bool flag => flag ? NameOf(field) : "",
        long count => ReportOutput.Number(count),
        Money amount => ReportOutput.Amount(amount),
        DerivedAmount amount => ReportOutput.Amount(amount),
        string instant when field.Name.EndsWith("At", StringComparison.Ordinal) => instant[..10],
        var other => other?.ToString() ?? "",
    };

    /// <summary>Name of a column: of an instant, what happened then.</summary>
    private static string NameOf(Field field)
    {
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Name);
        return name.EndsWith("_at", StringComparison.Ordinal) ? name[..^3] : name;
    }

    private Task<CustomerPage> PageAsync(ICustomerCapital engine, CustomerLine? after, int limit, CancellationToken cancellation) => sort is null
        ? engine.AskAsync(new FindCustomers(Segment.Everyone, after?.CustomerId, limit), cancellation)
        : engine.AskAsync(new FindSortedCustomers(Segment.Everyone, sort.ToString(), after is null ? null : sort.PlaceOf(after), limit), cancellation);

    private IEnumerable<CustomerLine> Everyone(ICustomerCapital engine, CancellationToken cancellation)
    {
        for (CustomerLine? after = null; ;)
        {
            var page = PageAsync(engine, after, Page, cancellation).GetAwaiter().GetResult();
            foreach (var line in page.Lines) yield return line;
            if (!page.More) yield break;
            after = page.Lines[^1];
        }
    }
}
