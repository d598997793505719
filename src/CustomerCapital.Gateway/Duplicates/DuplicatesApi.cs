using CustomerCapital.Domain.Duplicates;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Duplicates;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace CustomerCapital.Gateway.Duplicates;

/// <summary>Customers who are likely to be one person, and what somebody decides of them.</summary>
internal static class DuplicatesApi
{
    private const int DefaultPage = 20;

    public static void MapDuplicates(this IEndpointRouteBuilder api)
    {
        var duplicates = api.MapGroup("/duplicates").WithTags("Customers");
        duplicates.MapGet("/", ListAsync).WithName("listDuplicates").WithSummary("Lists customers who are likely to be one person.")
            .WithDescription(
                "Customers are in one group if an id or an e-mail address of the one and one of the other differ in no more than capitals, accents, white space, and characters that cannot be " +
                "seen or stand for plain ones. Names are not compared.\n\n" +
                "They are looked for behind the answer, when somebody asks and the last look is ten minutes old: `looking` is then true, and a later request has the result. What is listed of a " +
                "customer, and what was decided, is as it is now. Ask for the next page with `next` as `after`, until `next` is null.")
            .WithMetadata(new EndpointDescription
            {
                Signature =
                [
                    new("verdict", "Only groups of which this was decided. If left out, `undecided`.", new() { Type = JsonSchemaType.String, Enum = ["undecided", "not_the_same"], Default = "undecided" }),
                    new("after", "The `next` of the page before. If left out, the page begins with the first group.", new() { Type = JsonSchemaType.String, Pattern = "^[0-9a-f]{32}$" }),
                    new("limit", "Groups on a page, at most.", new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "100", Default = DefaultPage }),
                ],
                Answers = new Dictionary<int, string> { [200] = "Groups of customers, in the order of the groups' ids." },
            })
            .ProducesProblems(400);
        duplicates.MapPost("/decisions", DecideAsync).WithName("decideDuplicates").WithSummary("Decides that customers are different persons, or takes that back.")
            .WithDescription(
                "`customerIds` names all customers of a group. `not_the_same` takes the group off the list, and `undecided` puts it back. Where another customer joins them, that is another group, " +
                "and is listed. What holds already changes nothing.\n\nPurchases of one customer go to another by `POST /v1/customers/{id}/purchase-moves`.")
            .ProducesProblems(400, 404, 413, 415);
    }

    private static async Task<Ok<DuplicateList>> ListAsync(ICustomerCapital capital, string? verdict, string? after, string? limit, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        var of = query.OneOf<DuplicateVerdict>("verdict", verdict) ?? DuplicateVerdict.Undecided;
        var place = query.Group("after", after);
        var count = query.Number("limit", limit, DefaultPage, 1, ListDuplicates.PageLimit);
        query.ThrowIfAny();
        return TypedResults.Ok(await capital.AskAsync(new ListDuplicates((int)count, of, place), cancellation));
    }

    private static async Task<Ok<DecidedGroup>> DecideAsync(ICustomerCapital capital, Body<DuplicatesRuling> body, CancellationToken cancellation)
    {
        var ruling = body.Value;
        var decision = await capital.AskAsync(new DecideOfDuplicates(ruling.CustomerIds ?? [], ruling.Verdict, ruling.By, ruling.Reason), cancellation);
        return decision.Outcome switch
        {
            { Status: OutcomeStatus.Malformed } malformed => throw new ProblemException(Problem.Malformed(malformed.Faults!)),
            { Status: OutcomeStatus.Refused } refused => throw new ProblemException(Problem.Refused(refused)),
            _ => TypedResults.Ok(new DecidedGroup(decision.GroupId!, decision.Decided)),
        };
    }
}

/// <summary>What somebody decides of customers who are likely to be one person.</summary>
/// <param name="CustomerIds">All customers of a group, 2 to 50, in whatever order.</param>
/// <param name="Verdict">What holds of them from now on.</param>
/// <param name="By">Who decides, at most 200 characters. May be left out.</param>
/// <param name="Reason">Why, at most 200 characters. May be left out.</param>
public sealed record DuplicatesRuling(IReadOnlyList<string>? CustomerIds, DuplicateVerdict Verdict, string? By = null, string? Reason = null);

/// <summary>A group of which somebody has decided.</summary>
/// <param name="GroupId">The group's id.</param>
/// <param name="Decided">What holds by now. Null if nothing was ever decided.</param>
public sealed record DecidedGroup(string GroupId, DecidedDuplicates? Decided);
