using System.Globalization;
using System.Text;
using System.Text.Json;
using CustomerCapital.Domain.Fields;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerCapital.Gateway.Customers;

/// <summary>Pages of customers as CSV (RFC 4180): the names of the fields, then a line for each customer.</summary>
internal static class CustomerCsv
{
    public const string MediaType = "text/csv";

    /// <summary>Whether the caller would rather have CSV than JSON.</summary>
    public static bool IsWanted(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return QualityOf(MediaType) is { } csv && csv > 0 && !(QualityOf("application/json") >= csv);

        double? QualityOf(string mediaType) => accepted.FirstOrDefault(type => type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)) is { } type ? type.Quality ?? 1 : null;
    }

    /// <summary>A page. Where others follow, the header <c>Link</c> names the next one.</summary>
    public static ContentHttpResult Answer(HttpContext context, IReadOnlyList<Field> fields, CustomerList page)
    {
        var text = new StringBuilder().AppendJoin(',', fields.Select(field => field.Name)).Append('\n');
        foreach (var customer in page.Customers) text.AppendJoin(',', fields.Select(field => CellOf(customer[field]))).Append('\n');
        if (page.NextCursor is { } cursor) context.Response.Headers.Link = $"<{AddressOf(context.Request, cursor)}>; rel=\"next\"";
        return TypedResults.Text(text.ToString(), MediaType, Encoding.UTF8);
    }

    private static string AddressOf(HttpRequest request, string cursor)
    {
        var query = new QueryBuilder(request.Query.Where(parameter => !parameter.Key.Equals("cursor", StringComparison.OrdinalIgnoreCase))) { { "cursor", cursor } };
        return UriHelper.BuildRelative(request.PathBase, request.Path, query.ToQueryString());
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
