using System.Text.Json.Serialization;
using CustomerCapital.Domain.FollowUps;

namespace CustomerCapital.Domain.Program;

/// <summary>What follows from answers of surveys.</summary>
/// <param name="OpensFollowUps">Whether the answer of a detractor opens a follow-up.</param>
/// <param name="DetractorNps">The highest net promoter score of a detractor, 0 to 10.</param>
/// <param name="DetractorReview">The highest review of a detractor, 1 to 5.</param>
/// <param name="FollowUp">How the person is followed up.</param>
/// <param name="FollowUpDays">Within how many days of the answer, 0 to 365.</param>
public sealed record SurveyRule(bool OpensFollowUps = true, int DetractorNps = 6, int DetractorReview = 2, FollowUpKind FollowUp = FollowUpKind.Call, int FollowUpDays = 2) : Kept
{
    /// <summary>
    /// After how many days whoever has not answered is reminded by e-mail, once, 1 to 365. Only who has consented to e-mail
    /// for surveys is; quiet hours and the limit of messages hold. If left out, nobody is reminded.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ReminderDays { get; init; }

    /// <summary>The name of the template of reminders. Needed with <c>reminderDays</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReminderTemplate { get; init; }

    /// <summary>Whether an answer calls for a follow-up.</summary>
    public bool CallsForFollowUp(int? nps, int? review) => OpensFollowUps && (nps <= DetractorNps || review <= DetractorReview);

    /// <summary>Every rule that it breaks.</summary>
    internal IEnumerable<FieldFault> Faults(string field)
    {
        if (DetractorNps is < 0 or > 10) yield return new($"{field}.detractorNps", "Must be 0 to 10.");
        if (DetractorReview is < 1 or > 5) yield return new($"{field}.detractorReview", "Must be 1 to 5.");
        if (!Enum.IsDefined(FollowUp)) yield return new($"{field}.followUp", "Must be call, letter or email.");
        if (ReminderDays is < 1 or > 365) yield return new($"{field}.reminderDays", "Must be 1 to 365 days.");
        if (ReminderDays is null != ReminderTemplate is null) yield return new($"{field}.reminderTemplate", "Stands beside reminderDays.");
        if (ReminderTemplate is not null) foreach (var fault in Text.IdFaults($"{field}.reminderTemplate", ReminderTemplate)) yield return fault;
        if (FollowUpDays is < 0 or > 365) yield return new($"{field}.followUpDays", "Must be 0 to 365 days.");
    }
}
