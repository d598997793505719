using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Surveys;

namespace CustomerCapital.Server.Demo;

/// <summary>What the demo's staff do after a purchase: they call and write, and ask how it was. Pure; decided by the purchase's id alone.</summary>
internal static class StaffWork
{
    /// <summary>Those who call and write.</summary>
    public static readonly IReadOnlyList<string> Callers = ["Lena Frey", "Tom Huber"];

    /// <summary>Purchases of so many days before the story's end are asked about.</summary>
    private const int SurveyedDays = 120;

    private static readonly (FollowUpOutcome Outcome, double Weight, string Result)[] OfCalls =
    [
        (FollowUpOutcome.Reached, 0.55, "All is well."), (FollowUpOutcome.NotReached, 0.2, "Nobody answered, twice."), (FollowUpOutcome.OrderPromised, 0.1, "Wants to order for a birthday."),
        (FollowUpOutcome.Declined, 0.1, "Needs nothing at present."), (FollowUpOutcome.Complaint, 0.05, "A handle came loose."),
    ];

    /// <summary>A follow-up: most are somebody's from the start, some are taken later, some are nobody's.</summary>
    /// <param name="purchase">The purchase that it is about.</param>
    /// <param name="kind">How.</param>
    /// <param name="due">When it is due.</param>
    /// <param name="doneAt">When it is done; null for not at all.</param>
    public static IEnumerable<ActorCommand> Of(RecordPurchase purchase, FollowUpKind kind, DateTimeOffset due, DateTimeOffset? doneAt)
    {
        var (random, id, at) = (Chance.Of("follow-up of " + purchase.PurchaseId), "F-" + purchase.PurchaseId, purchase.OccurredAt!.Value);
        var caller = random.Pick(Callers);
        var (isPlanned, isTaken) = (random.Happens(0.5), random.Happens(0.5));
        yield return new ScheduleFollowUp
        {
            FollowUpId = id, Kind = kind, DueAt = due, PurchaseId = purchase.PurchaseId, Note = "Ask whether everything is as wished.", Assignee = isPlanned ? caller : null, OccurredAt = at.AddMinutes(10),
        };
        if (!isPlanned && isTaken) yield return new AssignFollowUp { AssignmentId = "T-" + purchase.PurchaseId, FollowUpId = id, Assignee = caller, From = "", OccurredAt = at.AddMinutes(70) };
        if (doneAt is null) yield break;
        var call = OfCalls[random.Pick([.. OfCalls.Select(one => one.Weight)])];
        yield return new CompleteFollowUp
        {
            FollowUpId = id, Outcome = kind == FollowUpKind.Call ? call.Outcome : FollowUpOutcome.Sent, Result = kind == FollowUpKind.Call ? call.Result : null, DoneBy = caller, OccurredAt = doneAt,
        };
    }

    /// <summary>Some are asked how it was, and many of them answer. Who is asked has mostly said that it may be by e-mail.</summary>
    public static IEnumerable<ActorCommand> Survey(RecordPurchase purchase, double satisfaction, DateTimeOffset end)
    {
        var random = Chance.Of("survey of " + purchase.PurchaseId);
        if (purchase.OccurredAt <= end.AddDays(-SurveyedDays) || !random.Happens(0.12)) yield break;
        var invited = purchase.OccurredAt!.Value.AddDays(2).AddMinutes(random.Next(600));
        if (random.Happens(0.6))
            yield return new ChangeConsent { ConsentId = "K-" + purchase.PurchaseId, Channel = ContactChannel.Email, Purpose = ContactPurpose.Survey, IsGiven = true, Source = "order form", OccurredAt = purchase.OccurredAt.Value.AddMinutes(1) };
        yield return new InviteToSurvey { SurveyId = purchase.PurchaseId, Kind = SurveyKind.Nps, PurchaseId = purchase.PurchaseId, OccurredAt = invited };
        if (!random.Happens(0.55)) yield break;
        var nps = Aftermath.Score(satisfaction, random);
        yield return new GiveFeedback
        {
            FeedbackId = InviteToSurvey.FeedbackIdOf(purchase.PurchaseId), Nps = nps, Comment = Aftermath.Words(nps, random), OccurredAt = invited.AddDays(random.Next(9)).AddMinutes(20 + random.Next(600)),
        };
    }
}
