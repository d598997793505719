using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Surveys;

namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>What is counted of follow-ups and surveys of one customer, by definition, from raw entries alone.</summary>
internal static class StaffWorkRecount
{
    public static Dictionary<CounterKey, Count> Counters(IReadOnlyList<Entry> entries, Standing standing, Func<DateTimeOffset, DateOnly> dayOf)
    {
        var rows = new Dictionary<CounterKey, Count>();
        var done = entries.Select(entry => entry.Event).OfType<FollowUpDone>().Select(one => one.FollowUpId).ToList();
        foreach (var planned in entries.Select(entry => entry.Event).OfType<FollowUpScheduled>())
            if (!done.Remove(planned.FollowUpId)) Add(new(FollowUpsCapability.Open, dayOf(planned.DueAt).DayNumber, (int)planned.Kind * 100 + (int)standing.Rung), new(1));
        foreach (var entry in entries)
        {
            var (day, month) = (dayOf(entry.OccurredAt), MonthOf(dayOf(entry.OccurredAt)));
            switch (entry.Event)
            {
                case FollowUpDone { Kind: { } kind, Rung: { } rung, DueAt: { } due }:
                    Add(new(FollowUpsCapability.Done, dayOf(due).DayNumber, (int)kind * 100 + (int)rung), day <= dayOf(due) ? new(1) : new(0, 1));
                    break;
                case FollowUpWithheld withheld:
                    Add(new(FollowUpsCapability.Withheld, day.DayNumber, (int)withheld.Kind), new(1));
                    break;
                case SurveyInvited invited:
                    Add(new(SurveysCapability.Flow, month, (int)invited.Kind), new(1));
                    break;
                case SurveyUnanswered unanswered:
                    Add(new(SurveysCapability.Flow, month, (int)unanswered.Kind!), new(0, 1));
                    break;
                case SurveyReminded reminded:
                    Add(new(SurveysCapability.Flow, month, (int)reminded.Kind), new(0, 0, 1));
                    break;
                case FeedbackGiven given when given.FeedbackId.StartsWith("survey:", StringComparison.Ordinal):
                    var last = entries.Select(other => other.Event).OfType<FeedbackCorrected>().LastOrDefault(other => other.FeedbackId == given.FeedbackId && !other.IsSuperseded);
                    if ((last is null ? given.Nps : last.Nps) is { } nps) Add(new(SurveysCapability.Scores, month, 100 + nps), new(1));
                    if ((last is null ? given.Review : last.Review) is { } review) Add(new(SurveysCapability.Scores, month, 200 + review), new(1));
                    break;
            }
        }

        return rows;

        void Add(CounterKey key, Count count) => rows[key] = rows.GetValueOrDefault(key) + count;
    }

    private static int MonthOf(DateOnly day) => day.Year * 12 + day.Month - 1;
}
