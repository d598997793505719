using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Commands;

/// <summary>What can be done to one customer: each command has a route, and all share one handler.</summary>
internal static class CustomerCommandsApi
{
    public static void MapCustomerCommands(this IEndpointRouteBuilder api)
    {
        var customer = api.MapGroup("/customers/{id}").WithTags("Commands");
        customer.MapCommand<RecordPurchase>("/purchases", "Records a purchase.");
        customer.MapCommand<RecordReturn>("/returns", "Records a return, or a credit that is not linked to a purchase.");
        customer.MapCommand<RecordInteraction>("/interactions", "Records an inquiry, an answer or a complaint.");
        customer.MapCommand<GiveFeedback>("/feedback", "Records an opinion.");
        customer.MapCommand<MakeReferral>("/referrals", "Records that this customer has brought another.");
        customer.MapCommand<SetEnrolment>("/enrolment", "Enrols the customer in the program, or lets the customer leave it.");
        customer.MapCommand<ScheduleFollowUp>("/follow-ups", "Plans a follow-up.");
        customer.MapPost("/follow-ups/{followUpId}/done", CompleteFollowUpAsync).WithSummary("Says that a follow-up is done.").ProducesProblems();
    }

    /// <summary>Answers with the outcome: 201 for a new command, 200 for a repeat or what holds already, 400, 409 or 422 with a problem.</summary>
    public static async Task<Results<Created<Receipt>, Ok<Receipt>>> ExecuteAsync(ICustomerCapital capital, HttpResponse response, string id, CustomerCommand command)
    {
        var outcome = (await capital.ExecuteAsync(id, [command]))[0];
        switch (outcome.Status)
        {
            case OutcomeStatus.Accepted:
                return TypedResults.Created($"/v1/customers/{Uri.EscapeDataString(id)}/entries?after={outcome.Receipt!.Sequence - 1}&limit=1", outcome.Receipt);
            case OutcomeStatus.Duplicate:
                response.Headers["Idempotency-Replayed"] = "true";
                return TypedResults.Ok(outcome.Receipt);
            case OutcomeStatus.Unchanged:
                return TypedResults.Ok(outcome.Receipt);
            case OutcomeStatus.Conflict:
                throw new ProblemException(Problem.Conflict(outcome));
            case OutcomeStatus.Refused:
                throw new ProblemException(Problem.Refused(outcome));
            default:
                throw new ProblemException(Problem.Malformed(outcome.Faults!));
        }
    }

    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder route)
    {
        foreach (var status in (ReadOnlySpan<int>)[400, 409, 422, 429, 503]) route.Produces<Problem>(status, Problem.MediaType);
        return route;
    }

    private static void MapCommand<TCommand>(this IEndpointRouteBuilder customer, string route, string summary)
        where TCommand : CustomerCommand =>
        customer.MapPost(route, (ICustomerCapital capital, HttpResponse response, string id, Body<TCommand> body, [FromHeader(Name = "Idempotency-Key")] string? key) =>
                ExecuteAsync(capital, response, id, key is null ? body.Value : body.Value.Identified(key.Trim('"'))))
            .WithSummary(summary)
            .ProducesProblems();

    private static Task<Results<Created<Receipt>, Ok<Receipt>>> CompleteFollowUpAsync(
        ICustomerCapital capital, HttpResponse response, string id, string followUpId, Body<FollowUpResult> body) =>
        ExecuteAsync(capital, response, id, new CompleteFollowUp { FollowUpId = followUpId, Result = body.Value.Result, OccurredAt = body.Value.OccurredAt });
}

/// <summary>What came of a follow-up.</summary>
/// <param name="Result">In words; at most 2,000 characters.</param>
/// <param name="OccurredAt">When it was done; null means now.</param>
public sealed record FollowUpResult(string? Result = null, DateTimeOffset? OccurredAt = null);
