namespace CustomerCapital.Domain.Program;

/// <summary>The policy in force with the calendar it implies. Immutable and thread-safe.</summary>
public sealed class LoyaltyProgram(ProgramPolicy policy)
{
    /// <summary>The rules in force.</summary>
    public ProgramPolicy Policy { get; } = policy;

    /// <summary>Months and days of the program's time zone.</summary>
    public ProgramCalendar Calendar { get; } = new(policy.TimeZone, policy.LeapDayBirthday);
}
