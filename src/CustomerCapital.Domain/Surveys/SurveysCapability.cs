using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Domain.Surveys;

/// <summary>Surveys: who was invited, who has answered and who has not. The answer of a detractor opens a follow-up.</summary>
public sealed class SurveysCapability : Capability
{
    public override string Name => "surveys";

    public override IReadOnlyList<CommandType> Commands { get; } = [CommandType.Of<InviteToSurvey>("survey_invitation")];

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<SurveyInvited>("survey_invited"), EventType.Of<SurveyUnanswered>("survey_unanswered")];

    public override StatePart Part => CustomerSurveys.Part;

    public override IReadOnlyList<Field> Fields { get; } = [SurveyFields.SurveysOpen, SurveyFields.SurveysUnanswered, SurveyFields.LastSurveyAt];

    public override IJsonTypeInfoResolver Json => SurveysJson.Default;

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

    public override DateTimeOffset? NextDue(ActorState state, LoyaltyProgram program) =>
        CustomerSurveys.Part.Of(state).Open is [var next, ..] ? next.ExpiresAt > state.AsOf ? next.ExpiresAt : state.AsOf : null;

    public override ActorEvent FallsDue(ActorState state, LoyaltyProgram program, DateTimeOffset moment) => new SurveyUnanswered(CustomerSurveys.Part.Of(state).Open[0].SurveyId);

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
[JsonSerializable(typeof(SurveyUnanswered))]
[JsonSerializable(typeof(CustomerSurveys))]
internal sealed partial class SurveysJson : JsonSerializerContext;
