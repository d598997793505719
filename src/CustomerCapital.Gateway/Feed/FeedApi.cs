using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Feed;
using CustomerCapital.Gateway.Commands;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Gateway.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace CustomerCapital.Gateway.Feed;

/// <summary>The feed of everything that happens, for those who keep a copy of it.</summary>
internal static class FeedApi
{
    public static void MapFeed(this IEndpointRouteBuilder api) => api.MapGroup("/entries").WithTags("Feed").MapGet("/", GetAsync)
        .WithName("listAllEntries")
        .WithSummary("Lists the entries of all customers in the order in which they were recorded.")
        .WithDescription(
            "Ask for the next page with `nextAfter` as `after`, until a page is empty. Then ask again later, with the same `nextAfter`. Whoever follows the feed so gets every entry " +
            "exactly once, whoever writes meanwhile.\n\n" +
            "The entries of one customer come in the order of the history. A ledger in several databases has an order in each of them, and none between them. " +
            "A page has at most `limit` entries, and ends early if they would have more than about 1,000,000 bytes.\n\n" +
            "With `Accept: application/x-ndjson` the answer is one entry per line, and the header `Link` names the next page, also after an empty one.")
        .WithMetadata(new EndpointDescription
        {
            Signature = [new("after", "The `nextAfter` of the page before. If left out, the page begins with the first entry.", new() { Type = JsonSchemaType.String })],
            Answers = new Dictionary<int, string> { [200] = "Entries after the place, oldest first. As NDJSON, the header `Link` says where to go on." },
        })
        .ProducesProblems(400);

    private static async Task<Results<Ok<EntryFeed>, FeedLines>> GetAsync(HttpContext context, ICustomerCapital capital, HeldContent content, string? after, string? limit)
    {
        var query = new QueryFaults();
        var place = query.Place("after", after);
        var count = query.Number("limit", limit, CustomersApi.DefaultPage, 1, FindCustomers.PageLimit);
        query.ThrowIfAny();
        await content.HoldPageAsync(context);
        if (await capital.AskAsync(new ReadFeed(place, (int)count), context.RequestAborted) is not { } page) throw new ProblemException(Problem.Malformed([new(
            "after", "Is no place in this ledger: the ledger is another one, or was restored to an earlier state, or divided anew. Leave it out to begin with the first entry.")]));
        var feed = new EntryFeed([.. page.Entries.Select(FeedEntry.Of)], FeedCursor.Write(page.Next));
        context.Response.Headers.Vary = "Accept";
        return context.Request.Wants(CommandStreamApi.MediaType) ? new FeedLines(feed) : TypedResults.Ok(feed);
    }

    /// <summary>A page as lines of JSON.</summary>
    internal sealed class FeedLines(EntryFeed feed) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            context.Response.ContentType = CommandStreamApi.MediaType;
            context.Response.Headers.Link = context.Request.NextPage("after", feed.NextAfter);
            await context.Response.BodyWriter.WriteLinesAsync(feed.Entries, context.RequestAborted);
        }
    }
}
