using CustomerCapital.Domain.Actors;
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
using CustomerCapital.Gateway.Requests;
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
        customer.MapCommand<RecordPurchase>("/purchases", "recordPurchase", "Records a purchase.", "customer_not_known", "currency_mismatch", "total_limit_reached");
        customer.MapCommand<AmendPurchase>(
            "/purchase-amendments", "amendPurchase", "Records that a purchase was edited after it was recorded.",
            "purchase_not_found", "purchase_returned", "amendment_before_purchase", "amendment_below_returns", "currency_mismatch", "total_limit_reached");
        customer.MapCommand<RecordReturn>(
            "/returns", "recordReturn", "Records a return, or a credit that is not linked to a purchase.",
            "customer_not_known", "purchase_not_found", "return_before_purchase", "line_not_found", "nothing_to_return", "return_exceeds_purchase", "currency_mismatch", "total_limit_reached");
        customer.MapCommand<RecordInteraction>("/interactions", "recordInteraction", "Records an inquiry, an answer or a complaint.");
        customer.MapCommand<GiveFeedback>("/feedback", "giveFeedback", "Records an opinion.");
        customer.MapCommand<CorrectFeedback>(
            "/feedback-corrections", "correctFeedback", "Records that an opinion is other than was recorded.", "feedback_not_found", "feedback_withdrawn", "correction_before_feedback");
        customer.MapCommand<WithdrawFeedback>(
            "/feedback-withdrawals", "withdrawFeedback", "Records that an opinion is withdrawn: it no longer counts.", "feedback_not_found", "feedback_withdrawn", "correction_before_feedback");
        customer.MapCommand<MakeReferral>(
            "/referrals", "makeReferral", "Records that this customer has brought another.", "self_referral", "already_referred", "already_bought", "referral_loop", "referral_chain_too_long");
        customer.MapCommand<SetEnrolment>("/enrolment", "setEnrolment", "Enrols the customer in the program, or lets the customer leave it.");
        customer.MapCommand<ScheduleFollowUp>("/follow-ups", "scheduleFollowUp", "Plans a follow-up.", "too_many_follow_ups");
        customer.MapPost("/follow-ups/{followUpId}/done", CompleteFollowUpAsync)
            .WithName("completeFollowUp").WithSummary("Says that a follow-up is done.").ProducesOutcomes("follow_up_not_found");
    }

    /// <summary>Answers with the outcome: 201 for a new command, 200 for a repeat or what holds already, 400, 409 or 422 with a problem.</summary>
    public static async Task<Results<Created<Receipt>, Ok<Receipt>>> ExecuteAsync(ICustomerCapital capital, HttpResponse response, string id, ActorCommand command)
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

    /// <summary>Says which problems a command can end in, with the codes of its refusals besides those that every command can get.</summary>
    public static RouteHandlerBuilder ProducesOutcomes(this RouteHandlerBuilder route, params string[] refusals) =>
        route.ProducesProblems(400, 409, 413, 415, 422).WithMetadata(new RefusalCodes([.. refusals, "occurred_in_future", "occurred_too_early", CommandOutcome.NotStorableCode]));

    private static void MapCommand<TCommand>(this IEndpointRouteBuilder customer, string route, string name, string summary, params string[] refusals)
        where TCommand : ActorCommand =>
        customer.MapPost(route, (ICustomerCapital capital, HttpResponse response, string id, Body<TCommand> body, [FromHeader(Name = IdempotencyKey.Header)] string? key) =>
                ExecuteAsync(capital, response, id, IdempotencyKey.Identify(body.Value, key)))
            .WithName(name)
            .WithSummary(summary)
            .ProducesOutcomes(refusals);

    private static Task<Results<Created<Receipt>, Ok<Receipt>>> CompleteFollowUpAsync(
        ICustomerCapital capital, HttpResponse response, string id, string followUpId, Body<FollowUpResult> body) =>
        ExecuteAsync(capital, response, id, new CompleteFollowUp { FollowUpId = followUpId, Result = body.Value.Result, OccurredAt = body.Value.OccurredAt });
}

/// <summary>What came of a follow-up.</summary>
/// <param name="Result">In words; at most 2,000 characters.</param>
/// <param name="OccurredAt">When it was done; null means now.</param>
public sealed record FollowUpResult(string? Result = null, DateTimeOffset? OccurredAt = null);
