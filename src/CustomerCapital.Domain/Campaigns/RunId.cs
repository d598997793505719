using System.Globalization;

namespace CustomerCapital.Domain.Campaigns;

/// <summary>The ids of runs.</summary>
/// <remarks>
/// A run by the program's time zone has the moment for which it was scheduled, in UTC: <c>2027-03-28T01:00:00Z</c>. One by the members' time zones has the local time of its
/// occurrence before that: <c>2027-03-28T02:30@2027-03-28T01:00:00Z</c>. One occurrence has a run for each moment at which clocks of members show its local time.
/// </remarks>
public static class RunId
{
    private const char Between = '@';

    /// <summary>The id of the run that is scheduled for a moment.</summary>
    /// <param name="scheduledFor">The moment.</param>
    /// <param name="local">The local time of the occurrence; null where the schedule is in the program's time zone.</param>
    public static string Of(DateTimeOffset scheduledFor, string? local = null)
    {
        var moment = scheduledFor.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return local is null ? moment : local + Between + moment;
    }

    /// <summary>What is offered once: the local time, of which runs for several moments can be, or the run itself by the program's time zone.</summary>
    public static string OccurrenceOf(string runId) => runId.IndexOf(Between, StringComparison.Ordinal) is var at and >= 0 ? runId[..at] : runId;

    /// <summary>Whether a run is one of several of an occurrence.</summary>
    public static bool HasLocal(string runId) => runId.Contains(Between, StringComparison.Ordinal);

    /// <summary>The moment for which a run was scheduled.</summary>
    public static DateTimeOffset MomentOf(string runId) =>
        DateTimeOffset.Parse(runId.AsSpan(runId.IndexOf(Between, StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
}
