using System.Globalization;
using System.Text.Json;
using CustomerCapital.Domain.Needs;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Needs;

namespace CustomerCapital.Server.Reporting;

/// <summary>What is bought together, counted now; or what one customer is likely to need.</summary>
/// <param name="customer">The customer; null for what is bought together.</param>
internal sealed class NeedsReport(string? customer) : IReport
{
    private const int TableLimit = 50;

    public async Task WriteAsync(ICustomerCapital engine, ReportMonths months, ReportFormat format, ReportOutput output, CancellationToken cancellation)
    {
        if (months != new ReportMonths(null, null)) throw new UsageException("--from, --through: needs are read as they are now; leave them out");
        if (customer is null) await WriteAsync(await engine.AskAsync(new CountBoughtTogether(), cancellation), format, output);
        else if (await engine.Customer(customer).GetAsync() is null) throw new UsageException($"--customer {customer}: the ledger does not know this customer");
        else await WriteAsync(await engine.AskAsync(new ReadNeeds(customer), cancellation), format, output);
    }

    private static async Task WriteAsync(BoughtTogether counted, ReportFormat format, ReportOutput output)
    {
        switch (format)
        {
            case ReportFormat.Csv or ReportFormat.Parquet:
                await output.WriteRowsAsync(
                    format, ["sku", "with", "together", "support", "confidence", "lift"],
                    counted.Pairs.Select(pair => (object?[])[pair.Sku, pair.With, pair.Together, pair.Support, pair.Confidence, pair.Lift]));
                break;
            case ReportFormat.Json:
                await output.WriteJsonAsync(new BoughtTogetherAnswer(counted, false, 0, null, BoughtTogether.Method));
                break;
            default:
                output.WriteTable(
                    "Bought together",
                    ["article", "with", "together", "support", "confidence", "lift"],
                    counted.Pairs.Take(TableLimit).Select(pair => (string[])
                    [
                        pair.Sku, pair.With, ReportOutput.Number(pair.Together), ReportOutput.Percent(pair.Support), ReportOutput.Percent(pair.Confidence), Number(pair.Lift),
                    ]),
                    [
                        $"Of {ReportOutput.Number(counted.Purchases)} purchases and the {ReportOutput.Number(counted.Articles)} most bought articles{(counted.ArticlesExact ? "" : ", about")}.",
                        "Confidence: share of the purchases with the article that hold the other too.",
                        "Lift: how much more often than by chance.",
                        .. counted.Pairs.Count > TableLimit ? [$"The first {TableLimit} of {ReportOutput.Number(counted.Pairs.Count)}. All of them: --output needs.csv"] : Array.Empty<string>(),
                    ]);
                break;
        }
    }

    private static async Task WriteAsync(CustomerNeeds needs, ReportFormat format, ReportOutput output)
    {
        switch (format)
        {
            case ReportFormat.Csv or ReportFormat.Parquet:
                await output.WriteRowsAsync(
                    format, ["kind", "name", "share", "orders", "interval_days", "last_bought", "expected", "state", "because", "confidence", "lift"],
                    [
                        .. needs.Categories.Select(taste => (object?[])["category", taste.Category, taste.Share, (long)taste.Orders, null, Day(taste.LastBoughtAt), null, null, null, null, null]),
                        .. needs.Favourites.Select(article => (object?[])["favourite", article.Sku, null, (long)article.Orders, null, Day(article.LastBoughtAt), null, null, null, null, null]),
                        .. needs.Due.Select(article => (object?[])["due", article.Sku, null, (long)article.Days, (long)article.IntervalDays, Day(article.LastBoughtOn), Day(article.ExpectedOn), Name(article.State), null, null, null]),
                        .. needs.Suggestions.Select(article => (object?[])["suggestion", article.Sku, null, null, null, null, null, null, article.Because, article.Confidence, article.Lift]),
                    ]);
                break;
            case ReportFormat.Json:
                await output.WriteJsonAsync(needs);
                break;
            default:
                output.WriteTable(
                    "Taste", ["category", "share", "orders", "last"],
                    needs.Categories.Select(taste => (string[])[taste.Category, ReportOutput.Percent(taste.Share), ReportOutput.Number(taste.Orders), Day(taste.LastBoughtAt)]), "");
                output.WriteTable(
                    "Due again", ["article", "days", "interval", "last", "expected", ""],
                    needs.Due.Select(article => (string[])
                    [
                        article.Sku, ReportOutput.Number(article.Days), ReportOutput.Number(article.IntervalDays), Day(article.LastBoughtOn), Day(article.ExpectedOn), article.State == DueState.Expected ? "" : Name(article.State),
                    ]),
                    "");
                output.WriteTable(
                    "Favourites", ["article", "orders", "last"], needs.Favourites.Select(article => (string[])[article.Sku, ReportOutput.Number(article.Orders), Day(article.LastBoughtAt)]), "");
                output.WriteTable(
                    "For the next offer", ["article", "because of", "confidence", "lift"],
                    needs.Suggestions.Select(article => (string[])[article.Sku, article.Because, ReportOutput.Percent(article.Confidence), Number(article.Lift)]),
                    needs.PairsCountedAt is { } at ? $"What is bought together was counted on {Day(at)}." : "What is bought together was not counted yet: GET /v1/bought-together does.",
                    $"A purchase weighs half as much after {needs.HalfLifeDays} days.");
                break;
        }
    }

    private static string Day(DateTimeOffset at) => Day(DateOnly.FromDateTime(at.UtcDateTime));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Name(DueState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    private static string Number(double number) => number.ToString("0.00", CultureInfo.InvariantCulture);
}
