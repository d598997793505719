using System.Collections.Immutable;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Surveys;

/// <summary>A survey that waits for its answer.</summary>
/// <param name="SurveyId">The survey's id.</param>
/// <param name="Kind">What the survey asks for.</param>
/// <param name="PurchaseId">The purchase it is about. Null for none.</param>
/// <param name="ExpiresAt">Until when an answer is waited for.</param>
public sealed record OpenSurvey(string SurveyId, SurveyKind Kind, string? PurchaseId, DateTimeOffset ExpiresAt) : Kept
{
    /// <summary>When the person was invited. Null where that was before it was noted: there no reminder follows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? InvitedAt { get; init; }

    /// <summary>Whether the person was reminded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsReminded { get; init; }
}

/// <summary>The surveys of a customer.</summary>
/// <param name="Open">Those that wait for an answer, in the order in which they end.</param>
public sealed record CustomerSurveys(ImmutableList<OpenSurvey> Open) : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<CustomerSurveys> Part = new("surveys", new([]));

    /// <summary>Those that wait for an answer, in the order in which they end.</summary>
    public ImmutableList<OpenSurvey> Open { get; init; } = Open ?? [];

    /// <summary>How many were answered before their end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Answered { get; init; }

    /// <summary>How many were not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Unanswered { get; init; }

    /// <summary>When the person was last invited to one; null for never.</summary>
    public DateTimeOffset? LastInvitedAt { get; init; }

    /// <summary>The state once an opinion is given, which may be the answer that a survey waits for.</summary>
    internal static ActorState Answer(ActorState state, string feedbackId)
    {
        if (InviteToSurvey.AnsweredBy(feedbackId) is not { } surveyId) return state;
        var before = Part.Of(state);
        var open = before.Open.RemoveAll(survey => survey.SurveyId == surveyId);
        return open.Count == before.Open.Count ? state : Part.Set(state, before with { Open = open, Answered = before.Answered + 1 });
    }

    /// <summary>Counts the scores of an opinion that answers a survey, in the month in which it was given.</summary>
    internal static void CountAnswer(string feedbackId, int? nps, int? review, Month month, int sign, Counters counters)
    {
        if (InviteToSurvey.AnsweredBy(feedbackId) is null) return;
        if (nps is { } score) counters.Add(new(SurveysCapability.Scores, month.Index, SurveysCapability.OfNps + score), new(sign));
        if (review is { } stars) counters.Add(new(SurveysCapability.Scores, month.Index, SurveysCapability.OfReviews + stars), new(sign));
    }

    public bool Equals(CustomerSurveys? other) =>
        other is not null && (Answered, Unanswered, LastInvitedAt) == (other.Answered, other.Unanswered, other.LastInvitedAt) && Open.SequenceEqual(other.Open);

    public override int GetHashCode() => HashCode.Combine(Open.Count, Answered, Unanswered, LastInvitedAt);
}
