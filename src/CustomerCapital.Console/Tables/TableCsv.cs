using System.Globalization;
using System.Text;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.Engine.Exporting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerCapital.ConsolePages.Tables;

/// <summary>Tables as CSV files (RFC 4180, UTF-8): whole numbers and amounts as the API writes them, whatever the reader's language.</summary>
internal static class TableCsv
{
    public static void Map(IEndpointRouteBuilder console) =>
        console.MapGet("/csv/{name}", async (HttpContext context, ConsoleRequest ask, string name) =>
        {
            if (context.RequestServices.GetServices<ITableSource>().FirstOrDefault(source => source.Name == name) is not { } source) return Results.NotFound();
            var table = await source.ReadAsync(ask);
            var text = Write(table, TableWish.AllOf(ask, table, name));
            return Results.File(Encoding.UTF8.GetBytes(text), "text/csv; charset=utf-8", name + ".csv");
        });

    internal static string Write(ConsoleTable table, IEnumerable<Row> rows)
    {
        var text = new StringBuilder();
        WriteLine(table.Columns.Select(column => column.Key));
        foreach (var row in rows) WriteLine(row.Cells.Select(Text));
        return text.ToString();

        void WriteLine(IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Quote)).Append("\r\n");
    }

    private static string Text(Cell cell) => cell.Value switch
    {
        null => "",
        string said => SpreadsheetText.Guard(said),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString() ?? "",
    };

    private static string Quote(string cell) => cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
