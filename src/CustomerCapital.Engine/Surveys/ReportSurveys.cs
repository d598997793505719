using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Surveys;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.Engine.Surveys;

/// <summary>Surveys by calendar month: invitations, answers, and who has not answered.</summary>
/// <param name="From">The first month; null for the first there is.</param>
/// <param name="Through">The last month; null for the running one.</param>
public sealed record ReportSurveys(Month? From = null, Month? Through = null) : Report<IReadOnlyList<SurveyMonth>>
{
    protected override CounterKind[] Kinds => [SurveysCapability.Flow, SurveysCapability.Scores];

    protected override IReadOnlyList<SurveyMonth> Of(Counters counters, ProgramPolicy rules, Month running)
    {
        var last = Report.LastMonth(Through, running);
        var months = counters.Rows.Select(row => row.Key.A).Distinct().Select(index => new Month(index)).Where(month => !(month < From) && !(month > last)).Order();
        return [.. months.Select(month => MonthOf(month, counters, month == running))];
    }

    private static SurveyMonth MonthOf(Month month, Counters counters, bool isPartial)
    {
        var (nps, reviews) = (FlowOf(SurveyKind.Nps), FlowOf(SurveyKind.Review));
        long promoters = AnswersOf(SurveysCapability.OfNps, 9, 10), passives = AnswersOf(SurveysCapability.OfNps, 7, 8), detractors = AnswersOf(SurveysCapability.OfNps, 0, 6);
        var answers = promoters + passives + detractors;
        long stars = 0, given = 0;
        for (var review = 1; review <= 5; review++)
        {
            var count = AnswersOf(SurveysCapability.OfReviews, review, review);
            (stars, given) = (stars + review * count, given + count);
        }

        var unknown = counters[new(SurveysCapability.Flow, month.Index)][1];
        return new(
            month, isPartial,
            new(nps[0], promoters, passives, detractors, answers == 0 ? null : 100m * (promoters - detractors) / answers, nps[1], nps[2]),
            new(reviews[0], given, given == 0 ? null : (decimal)stars / given, reviews[1], reviews[2]),
            unknown);

        Count FlowOf(SurveyKind kind) => counters[new(SurveysCapability.Flow, month.Index, (int)kind)];

        long AnswersOf(int of, int least, int most) => Enumerable.Range(least, most - least + 1).Sum(score => counters[new(SurveysCapability.Scores, month.Index, of + score)][0]);
    }
}

/// <summary>Surveys of a month. An answer counts in the month in which it was given, as it stands after its corrections; one that came after the survey's end counts too.</summary>
/// <param name="Month">The month.</param>
/// <param name="Partial">Whether the month is not over yet.</param>
/// <param name="Nps">Surveys for a net promoter score.</param>
/// <param name="Reviews">Surveys for a review.</param>
/// <param name="UnansweredOfUnknownKind">How many ended unanswered before it was noted what they asked for.</param>
public sealed record SurveyMonth(Month Month, bool Partial, NpsMonth Nps, ReviewMonth Reviews, long UnansweredOfUnknownKind)
{
    /// <summary>The share of surveys that ended unanswered, of those that were answered or ended in the month. Null where there were none.</summary>
    internal static decimal? NonResponseOf(long unanswered, long answered) => unanswered + answered == 0 ? null : (decimal)unanswered / (unanswered + answered);
}

/// <summary>Surveys of a month for a net promoter score.</summary>
/// <param name="Invited">How many invitations.</param>
/// <param name="Promoters">Answers of 9 and 10.</param>
/// <param name="Passives">Answers of 7 and 8.</param>
/// <param name="Detractors">Answers of 0 to 6.</param>
/// <param name="Score">Promoters less detractors, in hundredths of the answers: -100 to 100. Null without answers.</param>
/// <param name="Unanswered">Surveys that ended unanswered in the month.</param>
/// <param name="Reminded">Reminders.</param>
public sealed record NpsMonth(long Invited, long Promoters, long Passives, long Detractors, decimal? Score, long Unanswered, long Reminded)
{
    /// <summary>Answers.</summary>
    public long Answered => Promoters + Passives + Detractors;

    /// <summary>Unanswered / (answered + unanswered), 0 to 1. Null where there were none.</summary>
    public decimal? NonResponse => SurveyMonth.NonResponseOf(Unanswered, Answered);
}

/// <summary>Surveys of a month for a review.</summary>
/// <param name="Invited">How many invitations.</param>
/// <param name="Answered">Answers.</param>
/// <param name="Average">The mean of the reviews, 1 to 5. Null without answers.</param>
/// <param name="Unanswered">Surveys that ended unanswered in the month.</param>
/// <param name="Reminded">Reminders.</param>
public sealed record ReviewMonth(long Invited, long Answered, decimal? Average, long Unanswered, long Reminded)
{
    /// <summary>Unanswered / (answered + unanswered), 0 to 1. Null where there were none.</summary>
    public decimal? NonResponse => SurveyMonth.NonResponseOf(Unanswered, Answered);
}
