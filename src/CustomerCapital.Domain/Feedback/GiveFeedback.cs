using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Surveys;

namespace CustomerCapital.Domain.Feedback;

/// <summary>An opinion: a net promoter score, a review, a text, or any of them together.</summary>
public sealed record GiveFeedback : ActorCommand
{
    /// <summary>The opinion's id.</summary>
    public string FeedbackId { get; init; } = "";

    /// <summary>Net promoter score, 0 to 10.</summary>
    public int? Nps { get; init; }

    /// <summary>Review, 1 to 5.</summary>
    public int? Review { get; init; }

    /// <summary>The person's own words, at most 2,000 characters.</summary>
    public string? Comment { get; init; }

    [JsonIgnore]
    public override string? NaturalId => IdOf(FeedbackId);

    /// <summary>The natural id of an opinion.</summary>
    public static string IdOf(string feedbackId) => "feedback:" + feedbackId;

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(FeedbackId) ? this with { FeedbackId = id } : this;

    public override IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.IdFaults("feedbackId", FeedbackId)) yield return fault;
        if (Nps is null && Review is null && string.IsNullOrEmpty(Comment)) yield return new("nps", "One of nps, review and comment is required.");
        if (Nps is < 0 or > 10) yield return new("nps", "Must be 0 to 10.");
        if (Review is < 1 or > 5) yield return new("review", "Must be 1 to 5.");
        foreach (var fault in Text.TextFaults("comment", Comment, Text.LongLimit)) yield return fault;
    }

    public override Verdict Decide(in Situation situation) => new FeedbackGiven(FeedbackId, Nps, Review, Comment);
}

/// <summary>The person holds this opinion.</summary>
/// <param name="FeedbackId">The opinion's id.</param>
/// <param name="Nps">Net promoter score, 0 to 10. Null if the opinion has none.</param>
/// <param name="Review">Review, 1 to 5. Null if the opinion has none.</param>
/// <param name="Comment">The person's own words. Null if there are none.</param>
public sealed record FeedbackGiven(string FeedbackId, int? Nps, int? Review, string? Comment) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment) =>
        CustomerSurveys.Answer(Opinions.Part.Set(state, Opinions.Part.Of(state).With(Nps, Review, moment.At)), FeedbackId);

    public override void Count(in Moment moment, Counters counters) => CustomerSurveys.CountAnswer(FeedbackId, Nps, Review, moment.Month, 1, counters);

    public override NaturalIds? Ids() => NaturalIds.Of(new GiveFeedback { FeedbackId = FeedbackId });

    public override StandingReason? ReasonOf(StandingMove move, Rung to) => move == StandingMove.Up ? StandingReason.PositiveOpinion : StandingReason.OpinionChanged;

    internal override void Place(HistoryTimes times, DateTimeOffset at)
    {
        times.MoveOpinion(null, Nps, at, HistoryTimes.OfNps);
        times.MoveOpinion(null, Review, at, HistoryTimes.OfReviews);
    }
}
