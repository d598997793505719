using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Surveys;

/// <summary>What a survey asks for.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<SurveyKind>))]
public enum SurveyKind
{
    /// <summary>A net promoter score, 0 to 10.</summary>
    Nps = 1,

    /// <summary>A review, 1 to 5.</summary>
    Review = 2,
}

/// <summary>
/// The person is invited to answer a survey. The answer is an opinion whose id is <c>survey:</c> and the survey's id.
/// </summary>
public sealed record InviteToSurvey : ActorCommand
{
    /// <summary>Most surveys that a customer can have open.</summary>
    public const int OpenLimit = 50;

    /// <summary>Most characters of a survey's id: those of its answer and of a follow-up are made of it.</summary>
    public const int IdLimit = 100;

    /// <summary>How many days a survey is open where nobody says.</summary>
    public const int DefaultDays = 60;

    private const string Prefix = "survey:";

    /// <summary>The survey's id, the customer's own: at most 100 characters.</summary>
    public string SurveyId { get; init; } = "";

    /// <summary>What the survey asks for.</summary>
    public SurveyKind Kind { get; init; }

    /// <summary>The purchase it is about. May be left out.</summary>
    public string? PurchaseId { get; init; }

    /// <summary>Until when an answer is waited for. If left out, 60 days.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    [JsonIgnore]
    public override string? NaturalId => IdOf(SurveyId);

    /// <summary>The natural id of an invitation.</summary>
    public static string IdOf(string surveyId) => "survey_invitation:" + surveyId;

    /// <summary>The id of the opinion that answers a survey.</summary>
    public static string FeedbackIdOf(string surveyId) => Prefix + surveyId;

    /// <summary>The survey that an opinion answers; null for none.</summary>
    public static string? AnsweredBy(string feedbackId) => feedbackId.StartsWith(Prefix, StringComparison.Ordinal) ? feedbackId[Prefix.Length..] : null;

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(SurveyId) ? this with { SurveyId = id } : this;

    public override IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.IdFaults("surveyId", SurveyId)) yield return fault;
        if (SurveyId?.Length is > IdLimit and <= Text.IdLimit) yield return new("surveyId", $"Must have at most {IdLimit} characters.");
        if (!Enum.IsDefined(Kind)) yield return new("kind", "Must be nps or review.");
        if (PurchaseId is not null) foreach (var fault in Text.IdFaults("purchaseId", PurchaseId)) yield return fault;
    }

    public override Verdict Decide(in Situation situation)
    {
        var expiresAt = Decider.Microseconds(ExpiresAt ?? situation.Program.Calendar.AddDays(situation.At, DefaultDays));
        if (expiresAt <= situation.At) return Refusal.SurveyOverAlready();
        return CustomerSurveys.Part.Of(situation.State).Open.Count >= OpenLimit ? Refusal.TooManySurveys(OpenLimit) : new SurveyInvited(SurveyId, Kind, PurchaseId, expiresAt);
    }
}

/// <summary>The person is invited to answer a survey.</summary>
/// <param name="SurveyId">The survey's id.</param>
/// <param name="Kind">What the survey asks for.</param>
/// <param name="PurchaseId">The purchase it is about. Null for none.</param>
/// <param name="ExpiresAt">Until when an answer is waited for.</param>
public sealed record SurveyInvited(string SurveyId, SurveyKind Kind, string? PurchaseId, DateTimeOffset ExpiresAt) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var before = CustomerSurveys.Part.Of(state);
        var at = before.Open.FindIndex(other => other.ExpiresAt > ExpiresAt);
        return CustomerSurveys.Part.Set(state, before with
        {
            Open = before.Open.Insert(at < 0 ? before.Open.Count : at, new(SurveyId, Kind, PurchaseId, ExpiresAt.ToUniversalTime()) { InvitedAt = moment.Utc }),
            LastInvitedAt = before.LastInvitedAt > moment.Utc ? before.LastInvitedAt : moment.Utc,
        });
    }

    public override void Count(in Moment moment, Counters counters) => counters.Add(new(SurveysCapability.Flow, moment.Month.Index, (int)Kind), new(1));

    public override NaturalIds? Ids() => NaturalIds.Of(new InviteToSurvey { SurveyId = SurveyId });
}

/// <summary>The person has not answered a survey so many days after the invitation, and is reminded, once.</summary>
/// <param name="SurveyId">The survey's id.</param>
/// <param name="Template">The name of the template of the reminder.</param>
public sealed record SurveyReminded(string SurveyId, string Template) : ActorEvent
{
    /// <summary>What the survey asks for.</summary>
    public SurveyKind Kind { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var before = CustomerSurveys.Part.Of(state);
        return CustomerSurveys.Part.Set(state, before with { Open = before.Open.ConvertAll(open => open.SurveyId == SurveyId ? open with { IsReminded = true } : open) });
    }

    public override void Count(in Moment moment, Counters counters) => counters.Add(new(SurveysCapability.Flow, moment.Month.Index, (int)Kind), new(0, 0, 1));
}

/// <summary>Until a survey's end nobody has answered it.</summary>
/// <param name="SurveyId">The survey's id.</param>
public sealed record SurveyUnanswered(string SurveyId) : ActorEvent
{
    /// <summary>What the survey asked for. Null where it ended before that was noted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SurveyKind? Kind { get; init; }

    public override void Count(in Moment moment, Counters counters) => counters.Add(new(SurveysCapability.Flow, moment.Month.Index, (int)(Kind ?? 0)), new(0, 1));

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var before = CustomerSurveys.Part.Of(state);
        return CustomerSurveys.Part.Set(state, before with { Open = before.Open.RemoveAll(open => open.SurveyId == SurveyId), Unanswered = before.Unanswered + 1 });
    }
}
