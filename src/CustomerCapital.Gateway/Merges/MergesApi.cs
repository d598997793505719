using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Gateway.Access;
using CustomerCapital.Gateway.Commands;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Gateway.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Merges;

/// <summary>Customers who are one person become one, and two again where that was wrong.</summary>
internal static class MergesApi
{
    public static void MapMerges(this IEndpointRouteBuilder api)
    {
        var merges = api.MapGroup("/customers/{id}/merges").WithTags("Customers");
        merges.MapPost("/", MergeAsync).WithName("mergeCustomer").WithSummary("Merges the customer into another, who is the same person.")
            .WithDescription(
                "The customer of `intoCustomerId` has the history of both from then on, as if one person had done it all: orders, points, rewards, vouchers, opinions, the place on the ladder and every report. " +
                "The id in the path leads there: what is sent to it, or asked by it, is the other's.\n\n" +
                "An order that both have with the same content counts once. Where both have one id with another content, where one has brought the other, or where the customer was brought by somebody, the merge " +
                "is refused, and nothing is changed. The answer has the figures of both together.")
            .ProducesOutcomes(
                Refused("merge_same", "merge_undone", "customer_erased", "merge_too_many", "merge_too_long", "merge_in_other_database", "merge_in_two_households", "merge_referred_each_other", "merge_both_referred", "merge_other_referred",
                    "merge_id_taken", "merge_changed_twice", "merge_twice_with_vouchers", "merge_owes_and_holds", "merge_impossible"));
        merges.MapPost("/{mergeId}/undo", UndoAsync).WithName("undoMerge").WithSummary("Takes a merge back.")
            .WithDescription(
                "Both customers have the histories that they had, to the byte. What was recorded since and concerns an order or an opinion of the other goes to the other, and a consent that was withdrawn is withdrawn for both. " +
                "Other orders, opinions and the like stay with the one who has stayed, where `sinceStays` says so; else the merge is not taken back. " +
                "The last merge of a customer is taken back first. The answer has the figures of the one who has stayed.")
            .ProducesOutcomes(Refused("merge_not_found", "merge_not_the_last", "merge_inseparable", "merge_went_on", "merge_too_long"));
        merges.MapGet("/", ListAsync).WithName("listMerges").WithSummary("Lists the merges of a customer.")
            .WithDescription("Those by which the id leads, or has led, to another customer, and those by which others were merged into the customer.").ProducesProblems(400);
    }

    private static string[] Refused(params string[] codes) => [.. codes, CommandOutcome.CustomerMergedCode, "customer_not_found"];

    private static async Task<Results<Created<Receipt>, Ok<Receipt>>> MergeAsync(
        HttpContext context, ICustomerCapital capital, string id, Body<MergeRequest> body, [FromHeader(Name = IdempotencyKey.Header)] string? key, CancellationToken cancellation)
    {
        var request = body.Value;
        var (mergeId, fault) = IdempotencyKey.Of(request.MergeId, key);
        if (fault is { } contradiction) throw new ProblemException(Problem.Malformed([contradiction]));
        var into = request.IntoCustomerId ?? "";
        if (!await ScopeAuthorization.MayKnowAsync(context.Caller(), into, capital)) throw new ProblemException(Problem.Forbidden($"The caller's key is not for customer '{into}'."));
        var outcome = await capital.AskAsync(new MergeCustomers(id, into, mergeId, request.By, request.Reason), cancellation);
        return CustomerCommandsApi.Answer(context.Response, into, outcome);
    }

    private static async Task<Results<Created<Receipt>, Ok<Receipt>>> UndoAsync(HttpContext context, ICustomerCapital capital, string id, string mergeId, Body<MergeUndoRequest> body, CancellationToken cancellation) =>
        CustomerCommandsApi.Answer(context.Response, id, await capital.AskAsync(new UndoMerges(id, mergeId, body.Value.By, body.Value.Reason, body.Value.SinceStays), cancellation));

    private static async Task<Ok<MergeList>> ListAsync(ICustomerCapital capital, string id, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        query.Id("customerId", id);
        query.ThrowIfAny();
        return TypedResults.Ok(new MergeList(await capital.AskAsync(new ReadMerges(id), cancellation)));
    }
}

/// <summary>Into whom a customer is merged, and why.</summary>
public sealed record MergeRequest
{
    /// <summary>The merge's id, 1 to 128 characters: under the same id it takes place once. May stand in the header <c>Idempotency-Key</c> instead.</summary>
    public string? MergeId { get; init; }

    /// <summary>The customer who stays.</summary>
    public string? IntoCustomerId { get; init; }

    /// <summary>Who merges, at most 200 characters. May be left out.</summary>
    public string? By { get; init; }

    /// <summary>Why, at most 200 characters. May be left out.</summary>
    public string? Reason { get; init; }
}

/// <summary>Who takes a merge back, and why.</summary>
public sealed record MergeUndoRequest
{
    /// <summary>Whether what was recorded since, and concerns neither of the two alone, stays with the one who has stayed. If `false`, a merge since which there is such is not taken back.</summary>
    public bool SinceStays { get; init; }

    /// <summary>Who takes it back, at most 200 characters. May be left out.</summary>
    public string? By { get; init; }

    /// <summary>Why, at most 200 characters. May be left out.</summary>
    public string? Reason { get; init; }
}

/// <summary>Merges of a customer.</summary>
/// <param name="Merges">In the order in which they were made; those by which the id leads to another customer first.</param>
public sealed record MergeList(IReadOnlyList<Merge> Merges);
