using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Surveys;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Customers;

/// <summary>What was recorded of a customer, by the id under which it was sent.</summary>
internal static class RecordedApi
{
    public static void MapRecorded(this IEndpointRouteBuilder api)
    {
        var customer = api.MapGroup("/customers/{id}").WithTags("Customers");
        customer.MapRecorded("/purchases/{recordedId}", "getPurchase", "A purchase, with its amendments and returns.", "purchase", id => new RecordPurchase { PurchaseId = id });
        customer.MapRecorded("/returns/{recordedId}", "getReturn", "A return or credit.", "return", id => new RecordReturn { ReturnId = id });
        customer.MapRecorded("/interactions/{recordedId}", "getInteraction", "An inquiry, an answer or a complaint.", "interaction", id => new RecordInteraction { InteractionId = id });
        customer.MapRecorded("/feedback/{recordedId}", "getFeedback", "An opinion, with its corrections and its withdrawal.", "feedback", id => new GiveFeedback { FeedbackId = id });
        customer.MapRecorded("/survey-invitations/{recordedId}", "getSurveyInvitation", "An invitation to a survey.", "survey_invitation", id => new InviteToSurvey { SurveyId = id });
        customer.MapRecorded("/referrals/{recordedId}", "getReferral", "A referral by this customer.", "referral", id => new MakeReferral { ReferralId = id });
        customer.MapRecorded("/follow-ups/{recordedId}", "getFollowUp", "A follow-up as it was planned.", "follow_up", id => new ScheduleFollowUp { FollowUpId = id });
    }

    private static void MapRecorded(this IEndpointRouteBuilder customer, string route, string name, string summary, string kind, Func<string, ActorCommand> commandOf) =>
        customer.MapGet(route, (HttpContext context, ICustomerCapital capital, HeldContent content, string id, string recordedId, string? after, string? limit) =>
                GetAsync(context, capital, content, id, recordedId, kind, commandOf(recordedId).NaturalId!, after, limit))
            .WithName(name)
            .WithSummary(summary)
            .WithDescription("`entry` is what was recorded under the id, and `corrections` are the later entries that concern it, oldest first, paged.")
            .ProducesProblems(400, 404);

    private static async Task<Ok<Recorded>> GetAsync(
        HttpContext context, ICustomerCapital capital, HeldContent content, string id, string recordedId, string kind, string naturalId, string? after, string? limit)
    {
        var query = new QueryFaults();
        query.Id("customerId", id);
        query.Id("recordedId", recordedId);
        var sequence = query.Number("after", after, 0, 0, long.MaxValue);
        var count = query.Number("limit", limit, CustomersApi.DefaultPage, 1, FindCustomers.PageLimit);
        query.ThrowIfAny();
        await content.HoldPageAsync(context);
        if (await capital.AskAsync(new FindRecorded(id, naturalId, sequence, (int)count)) is { Entry: { } entry } found)
            return TypedResults.Ok(new Recorded(entry, found.Corrections, found.More ? found.Corrections[^1].Sequence : null));
        if (await capital.Customer(id).GetAsync() is null) throw new ProblemException(Problem.CustomerNotFound(id));
        throw new ProblemException(Problem.RecordedNotFound(kind, id, recordedId));
    }
}

/// <summary>What was recorded under an id.</summary>
/// <param name="Entry">As it was recorded.</param>
/// <param name="Corrections">Later entries that concern it, such as returns of a purchase, oldest first.</param>
/// <param name="NextAfter">Give it as <c>after</c> to get further corrections; null where there are none.</param>
public sealed record Recorded(Entry Entry, IReadOnlyList<Entry> Corrections, long? NextAfter);
