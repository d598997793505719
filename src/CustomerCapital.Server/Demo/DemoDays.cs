using CustomerCapital.Domain.Program;

namespace CustomerCapital.Server.Demo;

/// <summary>When what happens in the demo's story. Pure: the same first day and time zone give the same moments.</summary>
/// <param name="FirstDay">First day of the 24 months.</param>
/// <param name="Calendar">The program's calendar, by which campaigns occur.</param>
internal sealed record DemoDays(DateOnly FirstDay, ProgramCalendar Calendar)
{
    /// <summary>How long the story is.</summary>
    public const int Months = 24;

    /// <summary>Nobody brings others in the quarter of their own coming.</summary>
    public const int Quarter = 3;

    /// <summary>For how many days the campaign of the letter is measured.</summary>
    public const int LetterDays = 60;

    /// <summary>For how many days the campaign of the points is measured.</summary>
    public const int PointsDays = 30;

    private const int Weeks = 6;

    /// <summary>The morning of the first day.</summary>
    public DateTimeOffset Start => new(FirstDay, new TimeOnly(9, 0), TimeSpan.Zero);

    /// <summary>The moment after the last of the story.</summary>
    public DateTimeOffset End => MonthStart(Months);

    /// <summary>When the letter with a tenth off goes out.</summary>
    public DateTimeOffset Letter => Before(240, 9);

    /// <summary>When the shop's evenings end to which the letter invites. Vouchers are used in the last hours before the clock stops, so that little is due in between.</summary>
    public IReadOnlyList<DateTimeOffset> Evenings => [Letter.AddDays(7).AddHours(11), Letter.AddDays(12).AddHours(11), Letter.AddDays(19).AddHours(11)];

    /// <summary>When points are given as thanks, and campaigns that facts trigger begin.</summary>
    public DateTimeOffset Thanks => Before(150, 9);

    /// <summary>When no more tickets of the first raffle count.</summary>
    public DateTimeOffset TicketsEnd => Before(91, 18);

    /// <summary>When the first raffle is drawn.</summary>
    public DateTimeOffset Draw => Before(90, 12);

    /// <summary>When no more tickets of the second raffle will count.</summary>
    public DateTimeOffset NextTicketsEnd => Before(-21, 18);

    /// <summary>When the second raffle will be drawn.</summary>
    public DateTimeOffset NextDraw => Before(-22, 12);

    /// <summary>The latest six Mondays, at nine by the program's clocks, on which those are written to who stay away.</summary>
    public IReadOnlyList<DateTimeOffset> Mondays
    {
        get
        {
            var last = Calendar.DayOf(End.AddTicks(-1));
            while (last.DayOfWeek != DayOfWeek.Monday || Calendar.AtLocal(last.ToDateTime(new TimeOnly(9, 0))) >= End) last = last.AddDays(-1);
            return [.. Enumerable.Range(1 - Weeks, Weeks).Select(week => Calendar.AtLocal(last.AddDays(7 * week).ToDateTime(new TimeOnly(9, 0))).ToUniversalTime())];
        }
    }

    /// <summary>The moments at which the clock stops, in order; the last is the story's end.</summary>
    /// <remarks>An hour before the windows of a campaign end is one of them, so that what belongs to a window is recorded within it.</remarks>
    public IReadOnlyList<DateTimeOffset> Stops =>
    [
        .. Enumerable.Range(1, Months / Quarter).Select(quarter => MonthStart(quarter * Quarter))
            .Concat([Letter, .. Evenings, Letter.AddDays(LetterDays).AddHours(-1), Thanks, Thanks.AddDays(PointsDays).AddHours(-1), Draw, .. Mondays])
            .Distinct().Order(),
    ];

    /// <summary>When a month of the story begins, 0 to 24.</summary>
    public DateTimeOffset MonthStart(int month) => month == 0 ? Start : new(FirstDay.AddMonths(month), TimeOnly.MinValue, TimeSpan.Zero);

    private DateTimeOffset Before(int days, int hour) => End.AddDays(-days).AddHours(hour);
}
