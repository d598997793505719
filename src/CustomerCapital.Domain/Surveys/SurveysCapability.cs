using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Domain.Surveys;

/// <summary>Surveys: who was invited, who has answered and who has not. The answer of a detractor opens a follow-up.</summary>
public sealed class SurveysCapability : Capability
{
    /// <summary>Surveys of a kind (B; 0 where that is not known) in a month (A): invitations, surveys that ended unanswered, and reminders.</summary>
    public static readonly CounterKind Flow = new(55, "survey_flow", "invited", "unanswered", "reminded") { Generation = 2 };

    /// <summary>Answers to surveys that were given in a month (A), as they stand after their corrections: B is 100 and the net promoter score, or 200 and the review.</summary>
    public static readonly CounterKind Scores = new(56, "survey_scores", "answers") { Generation = 2 };

    /// <summary>What <see cref="Scores"/> adds to a net promoter score.</summary>
    public const int OfNps = 100;

    /// <summary>What <see cref="Scores"/> adds to a review.</summary>
    public const int OfReviews = 200;

    public override string Name => "surveys";

    public override IReadOnlyList<CommandType> Commands { get; } = [CommandType.Of<InviteToSurvey>("survey_invitation")];

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<SurveyInvited>("survey_invited"), EventType.Of<SurveyReminded>("survey_reminded"), EventType.Of<SurveyUnanswered>("survey_unanswered")];

    public override StatePart Part => CustomerSurveys.Part;

    public override IReadOnlyList<CounterKind> Counters { get; } = [Flow, Scores];

    public override IReadOnlyList<Field> Fields { get; } = [SurveyFields.SurveysOpen, SurveyFields.SurveysUnanswered, SurveyFields.LastSurveyAt];

    public override IJsonTypeInfoResolver Json => SurveysJson.Default;

    public override bool ServesPerson => true;

    /// <inheritdoc/>
    /// <remarks>A corrected answer opens one where the one before it did not call for it. Where the customer has as many open as there can be, the history says that none more was opened.</remarks>
    public override Happening? React(ActorState state, in Cause cause)
    {
        var rule = cause.Program.Policy.Surveys;
        var (feedbackId, comment, nps, review) = cause.Fact switch
        {
            FeedbackGiven given => (given.FeedbackId, given.Comment, given.Nps, given.Review),
            FeedbackCorrected { CorrectionId: not null } corrected when !rule.CallsForFollowUp(corrected.NpsBefore, corrected.ReviewBefore) => (corrected.FeedbackId, corrected.Comment, corrected.NpsNow, corrected.ReviewNow),
            _ => default,
        };
        if (feedbackId is null || InviteToSurvey.AnsweredBy(feedbackId) is null || !rule.CallsForFollowUp(nps, review)) return null;
        if (cause.Happened.Any(happened => happened.Event is FollowUpScheduled or FollowUpWithheld)) return null;
        var score = nps is null ? string.Create(CultureInfo.InvariantCulture, $"Review {review}") : string.Create(CultureInfo.InvariantCulture, $"NPS {nps}");
        var note = comment is { Length: > 0 } ? Shortened($"{score}: {comment}") : score;
        if (state.OpenFollowUps.Count >= ScheduleFollowUp.OpenLimit) return new(new FollowUpWithheld(rule.FollowUp, Refusal.TooManyFollowUpsCode, note) { AnswerId = feedbackId }, cause.At);
        // The number of the answer's own entry.
        var id = string.Create(CultureInfo.InvariantCulture, $"{feedbackId}:{state.Sequence - cause.Happened.Count() + 1}");
        return new(new FollowUpScheduled(id, rule.FollowUp, cause.Program.Calendar.AddDays(cause.At, rule.FollowUpDays), null, note) { AnswerId = feedbackId }, cause.At);
    }

    /// <summary>The next end of a survey, or the reminder of one that ends later.</summary>
    public override DateTimeOffset? NextDue(ActorState state, LoyaltyProgram program)
    {
        if (CustomerSurveys.Part.Of(state).Open is not [var next, ..]) return null;
        var due = ReminderOf(state, program) is { } reminder && reminder.At < next.ExpiresAt ? reminder.At : next.ExpiresAt;
        return due > state.AsOf ? due : state.AsOf;
    }

    public override ActorEvent FallsDue(ActorState state, LoyaltyProgram program, DateTimeOffset moment)
    {
        var next = CustomerSurveys.Part.Of(state).Open[0];
        return ReminderOf(state, program) is { } reminder && reminder.At < next.ExpiresAt
            ? new SurveyReminded(reminder.Of.SurveyId, program.Policy.Surveys.ReminderTemplate!) { Kind = reminder.Of.Kind }
            : new SurveyUnanswered(next.SurveyId) { Kind = next.Kind };
    }

    /// <summary>Which survey the person is reminded of next, and when; null for none. Nobody is reminded of a survey that is over by then.</summary>
    private static (OpenSurvey Of, DateTimeOffset At)? ReminderOf(ActorState state, LoyaltyProgram program)
    {
        if (program.Policy.Surveys is not { ReminderDays: { } days, ReminderTemplate: not null }) return null;
        (OpenSurvey Of, DateTimeOffset At)? next = null;
        foreach (var open in CustomerSurveys.Part.Of(state).Open)
            if (open is { IsReminded: false, InvitedAt: { } invited } && program.Calendar.AddDays(invited, days).ToUniversalTime() is var at && at < open.ExpiresAt && !(next?.At <= at)) next = (open, at);
        return next;
    }

    /// <summary>The beginning of a text as a note can hold it, on one line and with no character cut in two.</summary>
    private static string Shortened(string text)
    {
        var line = text.ReplaceLineEndings(" ").Replace('\t', ' ');
        if (line.Length <= Text.ShortLimit) return line;
        var length = Text.ShortLimit - 1;
        return line[..(char.IsHighSurrogate(line[length - 1]) ? length - 1 : length)] + "…";
    }
}

/// <summary>What surveys say of each customer.</summary>
public static class SurveyFields
{
    /// <summary>How many surveys wait for the customer's answer.</summary>
    public static readonly Field<long> SurveysOpen = new("surveysOpen", state => (long)CustomerSurveys.Part.Of(state).Open.Count) { Listing = Listing.Nowhere };

    /// <summary>How many surveys the customer has not answered until their end.</summary>
    public static readonly Field<long> SurveysUnanswered = new("surveysUnanswered", state => CustomerSurveys.Part.Of(state).Unanswered) { Listing = Listing.Nowhere };

    /// <summary>When the customer was last invited to a survey.</summary>
    public static readonly Field<SegmentInstant> LastSurveyAt = new("lastSurveyAt", state => CustomerSurveys.Part.Of(state).LastInvitedAt) { IsOptional = true, Listing = Listing.Nowhere };
}

[JsonSerializable(typeof(InviteToSurvey))]
[JsonSerializable(typeof(SurveyInvited))]
[JsonSerializable(typeof(SurveyReminded))]
[JsonSerializable(typeof(SurveyUnanswered))]
[JsonSerializable(typeof(CustomerSurveys))]
internal sealed partial class SurveysJson : JsonSerializerContext;
