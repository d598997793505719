using System.Globalization;
using System.Text;
using System.Text.Json;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.Engine.Exporting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerCapital.ConsolePages.Tables;

/// <summary>Tables as CSV files (RFC 4180, UTF-8): whole lists, with values as the API writes them, whatever the reader's language.</summary>
/// <remarks>A file is written while it is read, a page at a time. Where a later page cannot be read, the answer breaks off, so that no part is taken for the whole.</remarks>
internal static class TableCsv
{
    /// <summary>So many rows one file has at most; a line at its end says that there are more.</summary>
    public const int MostRows = 1_000_000;

    /// <summary>Without it Excel takes the file for one in the machine's own old characters, and shows umlauts as something else.</summary>
    private const char ByteOrderMark = '\uFEFF';

    public static void Map(IEndpointRouteBuilder console) =>
        console.MapGet("/csv/{name}", async (HttpContext context, ConsoleRequest ask, string name) =>
        {
            if (context.RequestServices.GetServices<ITableSource>().FirstOrDefault(source => source.Name == name) is not { } source)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            if (ask.Caller is not { CustomerPrefix: null } caller || !caller.May(source.Needs))
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return;
            }

            await foreach (var text in PiecesAsync(ask, source, MostRows))
            {
                if (!context.Response.HasStarted)
                {
                    context.Response.ContentType = "text/csv; charset=utf-8";
                    context.Response.Headers.ContentDisposition = $"attachment; filename={name}.csv; filename*=UTF-8''{name}.csv";
                }

                await context.Response.WriteAsync(text, Encoding.UTF8, ask.Gone);
                // A page is on its way before the next is read: what fails after it breaks the answer off.
                await context.Response.Body.FlushAsync(ask.Gone);
            }
        });

    /// <summary>The file of a table, a piece for each page.</summary>
    /// <param name="ask">Which rows are wished for.</param>
    /// <param name="source">Gives the pages.</param>
    /// <param name="mostRows">So many rows at most.</param>
    internal static async IAsyncEnumerable<string> PiecesAsync(ConsoleRequest ask, ITableSource source, int mostRows)
    {
        var (isFirst, left) = (true, mostRows);
        await foreach (var table in source.PagesAsync(ask))
        {
            ask.Gone.ThrowIfCancellationRequested();
            var text = new StringBuilder();
            if (isFirst) text.Append(ByteOrderMark).Append(Line(table.Columns.Select(column => column.Key)));
            isFirst = false;
            var rows = TableWish.AllOf(ask, table, source.Name);
            foreach (var row in rows.Take(left)) text.Append(Line(row.Cells.Select(Text)));
            if (rows.Count > left) text.Append(Line([string.Create(CultureInfo.InvariantCulture, $"There are more rows than the {mostRows} that a file holds.")]));
            yield return text.ToString();
            if (rows.Count > left) yield break;
            left -= rows.Count;
        }
    }

    private static string Line(IEnumerable<string> cells) => string.Join(',', cells.Select(Quote)) + "\r\n";

    private static string Text(Cell cell) => cell.Value switch
    {
        null => "",
        string said => SpreadsheetText.Guard(said),
        bool known => known ? "true" : "false",
        Enum named => JsonNamingPolicy.SnakeCaseLower.ConvertName(named.ToString()),
        // As an amount of money is written.
        decimal amount => decimal.Round(amount, 4, MidpointRounding.AwayFromZero).ToString("0.00##", CultureInfo.InvariantCulture),
        double estimate => double.IsFinite(estimate) ? RoundedOf(estimate) : "",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString() ?? "",
    };

    /// <summary>To six places: more would say what no report knows.</summary>
    private static string RoundedOf(double estimate) => (Math.Round(estimate, 6, MidpointRounding.AwayFromZero) + 0.0).ToString("0.######", CultureInfo.InvariantCulture);

    private static string Quote(string cell) => cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
