using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.FollowUps;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace CustomerCapital.Gateway.FollowUps;

/// <summary>The work list: follow-ups of all customers that are not done.</summary>
internal static class WorkListApi
{
    public static void MapWorkList(this IEndpointRouteBuilder api) => api.MapGroup("/follow-ups").WithTags("Follow-ups").MapGet("/", GetAsync)
        .WithName("listFollowUps")
        .WithSummary("Lists the follow-ups of all customers that are not done, the earliest due first.")
        .WithDescription(
            "`through` leaves out what is due later: with today, the list is what is to be done today. Ask for the next page with `nextAfter` as `after`, until `nextAfter` is null. " +
            "`kind`, `assignee` and `unassigned` choose among them. A follow-up that is done meanwhile is not on later pages, and a page may have fewer than its limit though others follow.")
        .WithMetadata(new EndpointDescription
        {
            Signature =
            [
                new("through", "The last day, in the program's time zone. If left out, follow-ups of every day are listed.", new() { Type = JsonSchemaType.String, Format = "date" }),
                new("kind", "Only those of a kind.", new() { Type = JsonSchemaType.String, Enum = ["call", "letter", "email"] }),
                new("assignee", "Only those that are assigned to this member of staff.", new() { Type = JsonSchemaType.String, MaxLength = Text.ShortLimit }),
                new("unassigned", "`true` for those only that are nobody's. Not together with `assignee`.", new() { Type = JsonSchemaType.Boolean }),
                new("after", "The `nextAfter` of the page before. If left out, the page begins with the earliest follow-up.", new() { Type = JsonSchemaType.String }),
            ],
            Answers = new Dictionary<int, string> { [200] = "Follow-ups that are not done, the earliest due first." },
        })
        .ProducesProblems(400);

    private static async Task<Ok<WorkListPage>> GetAsync(
        ICustomerCapital capital, string? through, string? kind, string? assignee, string? unassigned, string? after, string? limit, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        var (day, place) = (query.Day("through", through), query.WorkPlace("after", after));
        var count = query.Number("limit", limit, CustomersApi.DefaultPage, 1, FindCustomers.PageLimit);
        var (ofKind, whose) = (query.OneOf<FollowUpKind>("kind", kind), query.Assignee(assignee, unassigned));
        query.ThrowIfAny();
        var page = await capital.AskAsync(new ReadWorkList(place, (int)count, day, ofKind, whose), cancellation);
        return TypedResults.Ok(new WorkListPage(page.FollowUps, page.Next is { } next ? WorkListCursor.Write(next) : null));
    }
}

/// <summary>A page of the work list.</summary>
/// <param name="FollowUps">The earliest due first.</param>
/// <param name="NextAfter">The <c>after</c> of the next page. Null on the last page.</param>
public sealed record WorkListPage(IReadOnlyList<PlannedFollowUp> FollowUps, string? NextAfter);
