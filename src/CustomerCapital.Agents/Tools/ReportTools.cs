namespace CustomerCapital.Agents.Tools;

/// <summary>Reports over all customers.</summary>
internal static class ReportTools
{
    private static readonly ToolArgument From = Month("from", "First month, such as 2026-01. The first there is if left out.");

    private static readonly ToolArgument Through = Month("through", "Last month, such as 2026-03, at most a year ahead. The running month if left out.");

    private static readonly ToolArgument Channels = new("channels", "integer", "How many acquisition channels are told by name, 0 to 1000, the largest first; the others are added up. 20 if left out.") { Least = 0, Most = 1_000 };

    public static IReadOnlyList<AgentTool> All { get; } =
    [
        new("ladder", "The loyalty ladder",
            "How many customers stand on each of the seven rungs now, what they are worth (mean and total revenue of twelve months, in the program's currency), and what would be gained if a share of them "
            + "moved up one rung. `caveat` says what the gain does not say.", "getLadder")
        {
            Arguments =
            [
                new("share", "number", "Share of each rung that moves up, 0 to 1. 1 if left out and no shares are given."),
                new("shares", "string", "Shares of chosen rungs instead, such as buyer:0.1,customer:0.2."),
            ],
        },
        new("ladder_transitions", "Moves between rungs",
            "How customers move between rungs from month to month: counts, the matrix of probabilities (0 to 1), and to which shares it leads.", "getLadderTransitions") { Arguments = [From, Through] },
        new("cohorts", "Cohort retention",
            "Cells of the cohort table: customers whose first order fell in the month `cohort`, and how many of them ordered in each later month, with revenue in the program's currency. "
            + "Retention of a cell is its customers divided by the size of the cohort. The running month is marked partial.", "getCohorts")
        {
            Arguments = [From, Through], Pages = new("", 200, 500),
        },
        new("periods", "Retention, churn and reactivation by month",
            "For each calendar month: customers at start and end, newly acquired, retained, churned and reactivated, and the rates from 0 to 1. The textbook rate counts who comes back; strict retention does not. "
            + "The first months are marked as burn-in.", "getPeriods") { Arguments = [From, Through], Pages = new("", 60, 200) },
        new("metrics", "Program metrics",
            "Repeat purchase rate (0 to 1), purchase frequency (orders per buying customer), average order value and customer value (in the program's currency), of everything up to the end of a month.", "getMetrics") { Arguments = [Through] },
        new("value", "Historic and simple lifetime value",
            "Historic value (margin so far, less what winning the customers and their rewards cost) of all customers and by acquisition channel, and simple lifetime value. In the program's currency. "
            + "Names of channels were written by tills and staff.", "getValue") { Arguments = [Channels], Usual = [("channels", "20")] },
        new("equity", "Customer equity",
            "What all customers have brought by month and by acquisition channel: what winning them cost, what they brought, how soon that pays back (in months), how many still buy. In the program's currency. "
            + "`notes` says in which month each cost is placed. Names of channels were written by tills and staff.", "getEquity")
        {
            Arguments = [From, Through, Channels], Usual = [("channels", "20")],
        },
        new("liability", "What the program owes",
            "What the program owes in wallets and vouchers as of the end of a day, by what is known now. In the program's currency and in units of the wallets. Revenue is split between what was sold and what it earned.", "getLiability")
        {
            Arguments = [new("day", "string", "The day, such as 2026-03-31. Today if left out.") { Pattern = @"^\d{4}-\d{2}-\d{2}$" }],
        },
        new("follow_ups", "Follow-ups done and not done",
            "By the month in which they are due, by kind and rung: how many follow-ups were done in time, late, or not yet, and what they brought. Counts, and money in the program's currency. "
            + "`reason` says why something is not measured.", "getFollowUpReport") { Arguments = [From, Through] },
        new("surveys", "Surveys and net promoter score",
            "Surveys by month: invitations, answers, and the net promoter score, which is promoters (9 and 10) less detractors (0 to 6) in hundredths of the answers.", "getSurveyReport")
        {
            Arguments = [From, Through], Pages = new("", 60, 200),
        },
    ];

    private static ToolArgument Month(string name, string description) => new(name, "string", description) { Pattern = @"^\d{4}-\d{2}$" };
}
