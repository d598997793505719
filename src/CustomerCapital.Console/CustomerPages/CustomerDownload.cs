using System.Globalization;
using System.Text;
using CustomerCapital.Engine;
using CustomerCapital.Engine.SignedLinks;
using CustomerCapital.Ledger.Encoding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.ConsolePages.CustomerPages;

/// <summary>Everything that the ledger holds of a person, as a file of JSON for the person, page by page: the state, and every entry of the history.</summary>
internal static class CustomerDownload
{
    /// <summary>Its address after that of the customer's page.</summary>
    public const string File = "data.json";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(SignedLink.RootOf(LinkKind.CustomerPage) + "/{token}/" + File, WriteAsync).ExcludeFromDescription().AllowAnonymous();

    private static async Task WriteAsync(HttpContext context, ICustomerCapital capital)
    {
        var state = CustomerVisit.Of(context)!.State;
        (context.Response.ContentType, context.Response.Headers.ContentDisposition) = ("application/json", $"attachment; filename={File}");
        await WriteAsync($$"""{"state":{{LedgerJson.Encode(state)}},"entries":[""");
        var separator = "\n";
        await foreach (var entry in CustomerHistory.EntriesAsync(capital, state))
        {
            await WriteAsync(separator + LedgerJson.EncodeWhole(entry));
            separator = ",\n";
        }

        await WriteAsync(string.Create(CultureInfo.InvariantCulture, $"\n],\"readAt\":\"{capital.Now:yyyy-MM-ddTHH:mm:ssK}\"}}\n"));

        Task WriteAsync(string text) => context.Response.WriteAsync(text, Encoding.UTF8, context.RequestAborted);
    }
}
