using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Server.Demo;

/// <summary>What follows a purchase of the demo: returns, complaints, opinions, follow-ups and surveys.</summary>
internal static class Aftermath
{
    private static readonly string[] Praise = ["Lovely.", "Just as described.", "Came quickly and well wrapped.", "The staff took their time."];
    private static readonly string[] Blame = ["Smaller than I thought.", "Took two weeks.", "The lid does not fit.", "Nobody answered my letter."];
    private static readonly string[] Reasons = ["Does not fit.", "Arrived damaged.", "Changed my mind.", "Was a gift."];

    /// <summary>Purchases of so many days before the story's end are followed up more often, so that there is something to do when it is over.</summary>
    private const int Recent = 35;

    public static IEnumerable<ActorCommand> Of(RecordPurchase purchase, double satisfaction, Random random, DateTimeOffset end)
    {
        var isRecent = purchase.OccurredAt > end.AddDays(-Recent);
        if (random.Happens(0.055))
        {
            var returned = Return(purchase, Later(purchase, random, 2, 25), random);
            yield return returned;
            if (random.Happens(0.2)) yield return Complaint(purchase, returned.OccurredAt!.Value.AddMinutes(-20), random);
        }

        if (random.Happens(0.004)) yield return new RecordReturn { ReturnId = "G-" + purchase.PurchaseId, Amount = new(5 * Money.Scale), Reason = "Goodwill.", OccurredAt = Later(purchase, random, 5, 40) };
        if (random.Happens(0.05)) yield return Opinion(purchase, satisfaction, random);
        if (random.Happens(isRecent ? 0.2 : 0.04))
        {
            var due = isRecent ? Soon(purchase, random, end) : Later(purchase, random, 10, 30);
            var kind = random.Pick([FollowUpKind.Call, FollowUpKind.Letter, FollowUpKind.Email]);
            // What was forgotten long ago has been made up for.
            foreach (var command in StaffWork.Of(purchase, kind, due, random.Happens(0.6) || !isRecent ? due.AddHours(random.Next(72)) : null)) yield return command;
        }

        foreach (var command in StaffWork.Survey(purchase, satisfaction, end)) yield return command;
    }

    private static RecordReturn Return(RecordPurchase purchase, DateTimeOffset at, Random random) => new()
    {
        ReturnId = "B-" + purchase.PurchaseId,
        PurchaseId = purchase.PurchaseId,
        Lines = random.Pick([0.45, 0.3, 0.25]) switch
        {
            0 => null,
            1 => [new ReturnLine(Line: 1, Quantity: 1)],
            _ => [new ReturnLine(Sku: purchase.Lines![^1].Sku)],
        },
        Reason = random.Pick(Reasons),
        OccurredAt = at,
    };

    private static RecordInteraction Complaint(RecordPurchase purchase, DateTimeOffset at, Random random) =>
        new() { InteractionId = "Q-" + purchase.PurchaseId, Kind = InteractionKind.Complaint, Channel = "phone", Note = random.Pick(Blame), OccurredAt = at };

    /// <summary>What somebody would give on the scale of the net promoter score.</summary>
    internal static int Score(double satisfaction, Random random) => (int)Math.Clamp(Math.Round(satisfaction + 4 * (random.NextDouble() - 0.5)), 0, 10);

    /// <summary>A few words to a score.</summary>
    internal static string? Words(int nps, Random random) => random.Happens(0.4) ? random.Pick(nps >= 7 ? Praise : Blame) : null;

    private static GiveFeedback Opinion(RecordPurchase purchase, double satisfaction, Random random)
    {
        var nps = Score(satisfaction, random);
        var asReview = random.Happens(0.4);
        return new()
        {
            FeedbackId = "O-" + purchase.PurchaseId,
            Nps = asReview ? null : nps,
            Review = asReview ? Math.Clamp((nps + 1) / 2, 1, 5) : null,
            Comment = Words(nps, random),
            OccurredAt = Later(purchase, random, 3, 15),
        };
    }

    /// <summary>A working hour of the days around the story's end.</summary>
    private static DateTimeOffset Soon(RecordPurchase purchase, Random random, DateTimeOffset end)
    {
        var due = end.AddDays(random.Next(-6, 9)).AddMinutes(9 * 60 + random.Next(8 * 60));
        return due > purchase.OccurredAt!.Value.AddDays(1) ? due : purchase.OccurredAt.Value.AddDays(2);
    }

    private static DateTimeOffset Later(RecordPurchase purchase, Random random, int fewestDays, int mostDays) =>
        purchase.OccurredAt!.Value.AddDays(random.Next(fewestDays, mostDays)).AddMinutes(random.Next(90));
}
