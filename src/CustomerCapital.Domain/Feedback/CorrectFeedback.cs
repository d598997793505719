using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Surveys;

namespace CustomerCapital.Domain.Feedback;

/// <summary>
/// What an opinion says after it was corrected. These scores and this text replace everything that the opinion said.
/// The opinion keeps its date.
/// </summary>
public sealed record CorrectFeedback : ActorCommand
{
    /// <summary>The correction's id.</summary>
    public string CorrectionId { get; init; } = "";

    /// <summary>The opinion that is corrected.</summary>
    public string FeedbackId { get; init; } = "";

    /// <summary>Net promoter score, 0 to 10. Null if the opinion has none.</summary>
    public int? Nps { get; init; }

    /// <summary>Review, 1 to 5. Null if the opinion has none.</summary>
    public int? Review { get; init; }

    /// <summary>The person's own words, at most 2,000 characters.</summary>
    public string? Comment { get; init; }

    [JsonIgnore]
    public override string? NaturalId => "feedback_correction:" + CorrectionId;

    [JsonIgnore]
    public override string? ConcernsId => GiveFeedback.IdOf(FeedbackId);

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(CorrectionId) ? this with { CorrectionId = id } : this;

    public override IEnumerable<FieldFault> Faults() =>
        [.. Text.IdFaults("correctionId", CorrectionId), .. new GiveFeedback { FeedbackId = FeedbackId, Nps = Nps, Review = Review, Comment = Comment }.Faults()];

    public override DateTimeOffset? Ground(ActorState state, Recollection past) => past.Find(ConcernsId!)?.OccurredAt;

    public override Verdict Decide(in Situation situation) => FeedbackCorrected.Decide(situation, OccurredAt is not null, new(FeedbackId, Nps, Review, Comment) { CorrectionId = CorrectionId });
}

/// <summary>An opinion is withdrawn: it no longer counts, as if it had not been given.</summary>
public sealed record WithdrawFeedback : ActorCommand
{
    /// <summary>The opinion that is withdrawn.</summary>
    public string FeedbackId { get; init; } = "";

    [JsonIgnore]
    public override string? NaturalId => "feedback_withdrawal:" + FeedbackId;

    [JsonIgnore]
    public override string? ConcernsId => GiveFeedback.IdOf(FeedbackId);

    public override IEnumerable<FieldFault> Faults() => Text.IdFaults("feedbackId", FeedbackId);

    public override DateTimeOffset? Ground(ActorState state, Recollection past) => past.Find(ConcernsId!)?.OccurredAt;

    public override Verdict Decide(in Situation situation) => FeedbackCorrected.Decide(situation, OccurredAt is not null, new(FeedbackId, null, null, null));
}

/// <summary>An opinion was corrected and says this from now on. An opinion that was withdrawn says nothing.</summary>
/// <param name="FeedbackId">The opinion.</param>
/// <param name="Nps">Its net promoter score.</param>
/// <param name="Review">Its review.</param>
/// <param name="Comment">Its text.</param>
public sealed record FeedbackCorrected(string FeedbackId, int? Nps, int? Review, string? Comment) : ActorEvent
{
    /// <summary>The correction's id. Null if the opinion was withdrawn.</summary>
    public string? CorrectionId { get; init; }

    /// <summary>When the opinion was given.</summary>
    public DateTimeOffset GivenAt { get; init; }

    /// <summary>Its net promoter score until now.</summary>
    public int? NpsBefore { get; init; }

    /// <summary>Its review until now.</summary>
    public int? ReviewBefore { get; init; }

    /// <summary>
    /// When another opinion last gave the net promoter score that this one had until now, if that opinion counts
    /// instead. Else null.
    /// </summary>
    public DateTimeOffset? NpsLeftAt { get; init; }

    /// <summary>
    /// When another opinion last gave the review that this one had until now, if that opinion counts instead. Else
    /// null.
    /// </summary>
    public DateTimeOffset? ReviewLeftAt { get; init; }

    /// <summary>
    /// Whether another of a later date was recorded before this one. If so, the other holds, and this one changes
    /// nothing.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsSuperseded { get; init; }

    /// <summary>The date of the correction that holds now.</summary>
    public DateTimeOffset HeldAt { get; init; }

    /// <summary>The net promoter score that holds from now on.</summary>
    internal int? NpsNow => IsSuperseded ? NpsBefore : Nps;

    /// <summary>The review that holds from now on.</summary>
    internal int? ReviewNow => IsSuperseded ? ReviewBefore : Review;

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var opinions = Opinions.Part.Of(state).Without(NpsGone, NpsLeftAt, ReviewGone, ReviewLeftAt, GivenAt);
        return Opinions.Part.Set(state, opinions.With(NpsNow, ReviewNow, GivenAt));
    }

    public override void Count(in Moment moment, Counters counters)
    {
        var month = moment.Calendar.MonthOf(GivenAt);
        CustomerSurveys.CountAnswer(FeedbackId, NpsBefore, ReviewBefore, month, -1, counters);
        CustomerSurveys.CountAnswer(FeedbackId, NpsNow, ReviewNow, month, 1, counters);
    }

    public override NaturalIds? Ids() => CorrectionId is null
        ? NaturalIds.Of(new WithdrawFeedback { FeedbackId = FeedbackId })
        : NaturalIds.Of(new CorrectFeedback { CorrectionId = CorrectionId, FeedbackId = FeedbackId });

    public override StandingReason? ReasonOf(StandingMove move, Rung to) => move == StandingMove.Up ? StandingReason.PositiveOpinion : StandingReason.OpinionChanged;

    /// <summary>The score that the opinion no longer gives; null for none.</summary>
    internal int? NpsGone => NpsBefore == NpsNow ? null : NpsBefore;

    /// <summary>The review that the opinion no longer gives; null for none.</summary>
    internal int? ReviewGone => ReviewBefore == ReviewNow ? null : ReviewBefore;

    internal override void Place(HistoryTimes times, DateTimeOffset at)
    {
        times.MoveOpinion(NpsGone, NpsNow == NpsBefore ? null : NpsNow, GivenAt, HistoryTimes.OfNps);
        times.MoveOpinion(ReviewGone, ReviewNow == ReviewBefore ? null : ReviewNow, GivenAt, HistoryTimes.OfReviews);
    }

    /// <summary>Decides a correction or withdrawal, of which the rest is filled in. Of several corrections the one of the latest date holds.</summary>
    /// <param name="situation">With the opinion and what has become of it.</param>
    /// <param name="dated">Whether the command says when it occurred; one that does not is of now, whatever the clock says.</param>
    /// <param name="wanted">What the opinion says from now on.</param>
    internal static Verdict Decide(in Situation situation, bool dated, FeedbackCorrected wanted)
    {
        var id = GiveFeedback.IdOf(wanted.FeedbackId);
        if (situation.Past.Find(id) is not { Event: FeedbackGiven given } entry) return Refusal.FeedbackNotFound(wanted.FeedbackId);
        if (situation.At < entry.OccurredAt) return Refusal.CorrectionBeforeFeedback();
        var last = situation.Past.LastOf(id)?.Event as FeedbackCorrected;
        if (last is { CorrectionId: null }) return Refusal.FeedbackWithdrawn(wanted.FeedbackId);
        var happened = wanted with
        {
            GivenAt = entry.OccurredAt.ToUniversalTime(),
            NpsBefore = last is null ? given.Nps : last.NpsNow,
            ReviewBefore = last is null ? given.Review : last.ReviewNow,
            HeldAt = situation.At.ToUniversalTime(),
        };
        if (wanted.CorrectionId is not null && dated && situation.At < last?.HeldAt) return happened with { IsSuperseded = true, HeldAt = last!.HeldAt };
        var opinions = Opinions.Part.Of(situation.State);
        var (nps, review) = (opinions.KeepsNps(happened.NpsGone, happened.GivenAt), opinions.KeepsReview(happened.ReviewGone, happened.GivenAt));
        if (!nps && !review) return happened;
        if (situation.Past.Times is not { } times) return Verdict.History;
        DateTimeOffset? npsLeft = null, reviewLeft = null;
        if (nps && !times.TryOpinionWithout(happened.NpsGone!.Value, happened.GivenAt, HistoryTimes.OfNps, out npsLeft)) return Verdict.History;
        if (review && !times.TryOpinionWithout(happened.ReviewGone!.Value, happened.GivenAt, HistoryTimes.OfReviews, out reviewLeft)) return Verdict.History;
        return happened with { NpsLeftAt = npsLeft, ReviewLeftAt = reviewLeft };
    }
}
