using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Surveys;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Gateway.Access;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Gateway.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Commands;

/// <summary>What can be done to one customer: each command has a route, and all share one handler.</summary>
internal static class CustomerCommandsApi
{
    /// <summary>Codes of the refusals of a purchase, besides those that every command can get.</summary>
    private static readonly string[] PurchaseRefusals =
        ["customer_not_known", "currency_mismatch", "total_limit_reached", "wallet_not_found", "wallet_does_not_pay", "insufficient_balance", "payment_exceeds_purchase", "too_many_decimals"];

    private static readonly string[] VoucherRefusals =
        ["voucher_not_found", "voucher_mistyped", "voucher_not_yet_valid", "voucher_expired", "voucher_used_up", "voucher_used_by_customer", "voucher_not_for_customer", "voucher_not_for_articles",
         "voucher_minimum_order", "voucher_nothing_to_take_off", "voucher_ended", "voucher_busy", "too_many_vouchers"];

    public static void MapCustomerCommands(this IEndpointRouteBuilder api)
    {
        var customer = api.MapGroup("/customers/{id}").WithTags("Commands");
        customer.MapCommand<RecordPurchase>(
            "/purchases", "recordPurchase", "Records a purchase.",
            "A purchase has lines, or an amount alone. A purchase of an amount of 0.00, such as a free item, is an order too.",
            [.. PurchaseRefusals, .. VoucherRefusals]);
        customer.MapCommand<AmendPurchase>(
            "/purchase-amendments", "amendPurchase", "Records that a purchase was edited after it was recorded.",
            "The body states everything that the purchase holds now. The purchase keeps its date, and the difference corrects the month of that date. What only comes back is a return.",
            "purchase_not_found", "purchase_returned", "purchase_moved", "amendment_before_purchase", "amendment_below_returns", "currency_mismatch", "total_limit_reached");
        customer.MapCommand<RecordReturn>(
            "/returns", "recordReturn", "Records a return of a purchase, or a credit.",
            "A return names its purchase and corrects the month of the purchase. A credit names no purchase and counts in its own month.",
            "customer_not_known", "purchase_not_found", "purchase_moved", "return_before_purchase", "line_not_found", "nothing_to_return", "return_exceeds_purchase", "currency_mismatch", "total_limit_reached");
        customer.MapCommand<ChangeConsent>(
            "/consents", "changeConsent", "Gives or withdraws a consent to be contacted.",
            "Consents are by channel and purpose. Of several changes the one of the latest date holds, in whichever order they arrive. The consents to marketing are those of the register: either says the same.",
            "customer_not_found");
        customer.MapCommand<RequestConsent>(
            "/consent-requests", "requestConsent", "Asks the customer to confirm a consent: double opt-in.",
            "Until the customer confirms, the consent counts as not given. With `template` a mail is sent at once, whose `links.confirm` confirms. Without, make a link of the kind `consent_confirmation` with the id as its subject.",
            "customer_not_found", "address_missing");
        customer.MapCommand<ConfirmConsent>(
            "/consent-confirmations", "confirmConsent", "Records that the customer has confirmed a consent.",
            "The consent is given from then on. Nothing is confirmed that was given, withdrawn or asked for anew since, or after the e-mail address has changed.",
            "consent_not_requested", "address_changed");
        customer.MapCommand<PlanMessage>(
            "/messages", "sendMessage", "Sends the customer a message by e-mail.",
            "The message is planned at once and sent afterwards, outside quiet hours. What became of it is told by `GET /v1/customers/{id}/messages` and by the feed. The template says for what the message is.",
            "customer_not_found", "template_not_found", "consent_missing", "address_missing", "address_undeliverable", "message_limit_reached", "too_many_messages");
        customer.MapCommand<ReportMessage>(
            "/message-reports", "reportMessage", "Records that a message came back, or that the customer has complained about it.",
            "After a hard bounce nothing more is sent to the address until another is registered. A complaint withdraws the consents to e-mail.",
            "message_not_found", "message_not_sent");
        customer.MapCommand<RecordInteraction>(
            "/interactions", "recordInteraction", "Records an inquiry, an answer, a complaint or a contact by the business.", "An inquiry, or a positive answer, makes a prospect of a person who has not bought yet.");
        customer.MapCommand<GiveFeedback>(
            "/feedback", "giveFeedback", "Records an opinion.",
            "An opinion is a net promoter score, a review, a comment, or several of them. Of each kind the latest opinion counts.");
        customer.MapCommand<CorrectFeedback>(
            "/feedback-corrections", "correctFeedback", "Corrects a recorded opinion.",
            "The body states everything that the opinion says. The opinion keeps its date.",
            "feedback_not_found", "feedback_withdrawn", "correction_before_feedback");
        customer.MapCommand<WithdrawFeedback>(
            "/feedback-withdrawals", "withdrawFeedback", "Withdraws a recorded opinion.", "A withdrawn opinion no longer counts, as if it had not been given.",
            "feedback_not_found", "feedback_withdrawn", "correction_before_feedback");
        customer.MapCommand<InviteToSurvey>(
            "/survey-invitations", "inviteToSurvey", "Records that the customer is invited to answer a survey.",
            "`POST /v1/customers/{id}/links` makes the link to its page. The answer is an opinion whose id is `survey:` and the survey's id. A survey that is not answered until its end counts as unanswered.",
            "too_many_surveys", "survey_over_already");
        customer.MapCommand<MakeReferral>(
            "/referrals", "makeReferral", "Records that this customer has brought another person.",
            "The referral converts with the other person's first purchase. A person can be referred before the first purchase only. Of several referrals the earliest counts.",
            "self_referral", "already_referred", "already_bought", "referral_loop", "referral_chain_too_long");
        customer.MapCommand<SetEnrolment>(
            "/enrolment", "setEnrolment", "Enrols the customer in the program, or ends the enrolment.", "An enrolled customer stands on the rung of member or above, unless lapsed.");
        customer.MapCommand<ScheduleFollowUp>(
            "/follow-ups", "scheduleFollowUp", "Plans a follow-up.", "A follow-up is a call, a letter or an e-mail that is due at a moment. The customer's open follow-ups are listed in `openFollowUps`.",
            "too_many_follow_ups");
        customer.MapCommand<AssignFollowUp>(
            "/follow-up-assignments", "assignFollowUp", "Assigns an open follow-up to a member of staff.",
            "Without `assignee` it is nobody's from then on. With `from` it is assigned only where that is still right: an empty text stands for nobody.",
            "follow_up_not_found", "follow_up_assigned_already");
        customer.MapPost("/follow-ups/{followUpId}/done", CompleteFollowUpAsync)
            .WithName("completeFollowUp").WithSummary("Records that a follow-up was done.")
            .WithDescription(
                "The follow-up is no longer among the customer's open ones. With an `outcome` the contact is recorded as an interaction too, in the same commit. Of two who tick it off with a `completionId` each, " +
                "one is refused with `follow_up_done_already`.")
            .ProducesOutcomes("follow_up_not_found", "follow_up_done_already");
        customer.MapCommand<MovePurchase>(
            "/purchase-moves", "movePurchase", "Moves a purchase to the customer whose it is.",
            "The other customer has the purchase with its date, its lines, and what has come back of it. Returns and amendments are sent for that customer from then on.",
            "purchase_not_found", "purchase_returned", "purchase_moved", "purchase_id_taken", "move_to_self", "move_before_purchase", "paid_by_wallets");
        customer.MapCommand<SpendFromWallet>(
            "/wallet-spendings", "spendFromWallet", "Spends something from a wallet, other than to pay a purchase.",
            "What expires first is spent first. More than can be spent is refused, and nothing is taken.",
            "wallet_not_found", "insufficient_balance", "too_many_decimals");
        customer.MapCommand<ReverseSpending>(
            "/wallet-spending-reversals", "reverseSpending", "Gives back what was spent from a wallet.",
            "What was spent comes back to the lots from which it came, once. What would have expired meanwhile comes back as the wallet's rule says.",
            "spending_not_found", "reversal_before_spending");
        customer.MapCommand<ReversePayment>(
            "/payment-reversals", "reversePayment", "Gives back what wallets paid of a purchase.",
            "The purchase stays, for example because it was paid otherwise in the end. A return gives back what was paid by itself.",
            "purchase_not_found", "purchase_moved", "nothing_paid_by_wallets", "reversal_before_spending");
        customer.MapCommand<AdjustWallet>(
            "/wallet-adjustments", "adjustWallet", "Gives something to a wallet, or takes something from it, by hand.",
            "For goodwill, corrections, and balances of another system. An amount below zero takes, and never more than can be spent.",
            "wallet_not_found", "insufficient_balance", "expired_already", "too_many_decimals", "total_limit_reached");
        customer.MapCommand<GrantReward>(
            "/rewards", "grantReward", "Grants a reward of the catalogue.",
            "The customer pays the price with a wallet. With `free` the customer pays nothing. The receipt has the code, if the reward is a voucher. Nothing is paid if the gift is out of stock.",
            "customer_not_known", "reward_not_found", "reward_without_price", "reward_not_yet_available", "reward_no_longer_available", "reward_limit_reached", "reward_out_of_stock",
            "insufficient_balance", "total_limit_reached");
        customer.MapCommand<ReverseGrant>(
            "/reward-reversals", "reverseGrant", "Takes a granted reward back.",
            "The price comes back to the wallet, a gift to its stock. A voucher is ended, unless the customer has used it. Raffle entries count no more. Credit is taken back by the wallet's rule.",
            "grant_not_found", "reversal_before_grant", "reward_used");
    }

    /// <summary>Answers with the outcome: 201 for a new command, 200 for a repeat or what holds already, 400, 409 or 422 with a problem.</summary>
    public static async Task<Results<Created<Receipt>, Ok<Receipt>>> ExecuteAsync(ICustomerCapital capital, HttpResponse response, string id, ActorCommand command)
    {
        if (command.OtherCustomerId is { } other && !await ScopeAuthorization.MayKnowAsync(response.HttpContext.Caller(), other, capital)) throw new ProblemException(Problem.Forbidden($"The caller's key is not for customer '{other}'."));
        return Answer(response, id, (await capital.ExecuteAsync(id, [command]))[0]);
    }

    /// <summary>Answers with an outcome.</summary>
    public static Results<Created<Receipt>, Ok<Receipt>> Answer(HttpResponse response, string id, CommandOutcome outcome)
    {
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

    /// <summary>Says the same of what only asks how a purchase would end.</summary>
    public static RouteHandlerBuilder ProducesPreview(this RouteHandlerBuilder route) =>
        route.ProducesProblems(400, 413, 415, 422).WithMetadata(new RefusalCodes([.. PurchaseRefusals, "occurred_in_future", "occurred_too_early"]));

    private static void MapCommand<TCommand>(this IEndpointRouteBuilder customer, string route, string name, string summary, string description, params string[] refusals)
        where TCommand : ActorCommand =>
        customer.MapPost(route, ExecuteBodyAsync)
            .WithName(name)
            .WithSummary(summary)
            .WithDescription(description)
            .ProducesOutcomes(refusals)
            .WithMetadata(CommandMetadata.Of<TCommand>(), new AcceptsMetadata(["application/json"], typeof(TCommand)));

    private static Task<Results<Created<Receipt>, Ok<Receipt>>> ExecuteBodyAsync(
        ICustomerCapital capital, HttpResponse response, string id, CommandBody body, [FromHeader(Name = IdempotencyKey.Header)] string? key) =>
        ExecuteAsync(capital, response, id, IdempotencyKey.Identify(body.Value, key));

    private static Task<Results<Created<Receipt>, Ok<Receipt>>> CompleteFollowUpAsync(
        ICustomerCapital capital, HttpResponse response, string id, string followUpId, Body<FollowUpResult> body, [FromHeader(Name = IdempotencyKey.Header)] string? key) =>
        ExecuteAsync(capital, response, id, IdempotencyKey.Identify(new CompleteFollowUp
        {
            FollowUpId = followUpId, CompletionId = body.Value.CompletionId, Outcome = body.Value.Outcome, DoneBy = body.Value.DoneBy, Result = body.Value.Result, OccurredAt = body.Value.OccurredAt,
        }, key));
}

/// <summary>What came of a follow-up.</summary>
/// <param name="Result">What came of it in words, at most 2,000 characters.</param>
/// <param name="OccurredAt">When the follow-up was done. If left out, now.</param>
/// <param name="CompletionId">
/// The id of ticking it off. Sent again it is answered as before; whoever ticks the follow-up off under another id is
/// refused. If left out, whoever sends the same is answered alike.
/// </param>
/// <param name="Outcome">What came of it. If left out, nothing more than that it was done.</param>
/// <param name="DoneBy">The member of staff who did it, at most 200 characters. May be left out.</param>
public sealed record FollowUpResult(string? Result = null, DateTimeOffset? OccurredAt = null, string? CompletionId = null, FollowUpOutcome? Outcome = null, string? DoneBy = null);
