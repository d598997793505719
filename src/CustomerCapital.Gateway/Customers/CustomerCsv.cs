using System.Globalization;
using System.Text;
using System.Text.Json;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Engine.Exporting;
using CustomerCapital.Gateway.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerCapital.Gateway.Customers;

/// <summary>Pages of customers as CSV (RFC 4180): the names of the fields, then a line for each customer.</summary>
internal static class CustomerCsv
{
    public const string MediaType = "text/csv";

    /// <summary>A page. Where others follow, the header <c>Link</c> names the next one.</summary>
    public static ContentHttpResult Answer(HttpContext context, IReadOnlyList<Field> fields, CustomerList page)
    {
        var text = new StringBuilder().AppendJoin(',', fields.Select(field => field.Name)).Append('\n');
        foreach (var customer in page.Customers) text.AppendJoin(',', fields.Select(field => CellOf(customer[field]))).Append('\n');
        if (page.NextCursor is { } cursor) context.Response.Headers.Link = context.Request.NextPage("cursor", cursor);
        return TypedResults.Text(text.ToString(), MediaType, Encoding.UTF8);
    }

    private static string CellOf(object? value)
    {
        var text = value switch
        {
            null => "",
            string free => SpreadsheetText.Guard(free),
            bool flag => flag ? "true" : "false",
            Enum choice => JsonNamingPolicy.SnakeCaseLower.ConvertName(choice.ToString()),
            DateTimeOffset instant => instant.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
