using System.Collections.Concurrent;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Engine.Campaigns.Zones;

/// <summary>The time zones in which customers are, by a counter that is exact with each commit, so that nobody looks through customers for them.</summary>
/// <remarks>Immutable. Whoever has no time zone, or one that this machine does not know, is in the program's.</remarks>
public sealed class MemberZones
{
    /// <summary>Null for those that this machine does not know.</summary>
    private static readonly ConcurrentDictionary<(string Name, LeapDay LeapDay), ProgramCalendar?> Calendars = new();

    private readonly IReadOnlyList<string> _unknown;

    private MemberZones(ProgramCalendar program, IReadOnlyList<string> inUse)
    {
        Program = program;
        _unknown = [.. inUse.Where(name => CalendarOf(name) is null)];
        All = [.. Named(inUse).Where(zone => zone.TimeZone != program.TimeZone).Prepend(program)];
    }

    /// <summary>The program's time zone.</summary>
    public ProgramCalendar Program { get; }

    /// <summary>The program's time zone, and all others that a customer is in and this machine knows, in the order of their names.</summary>
    public IReadOnlyList<ProgramCalendar> All { get; }

    /// <summary>The zones of a moment between two commits.</summary>
    public static async Task<MemberZones> ReadAsync(EngineParts engine, CancellationToken cancellation) =>
        Of(engine.Policy.Program.Calendar, (await engine.Ledger.ReadCountersAsync([RegisterCapability.TimeZones], cancellation)).OfKind(RegisterCapability.TimeZones).Where(row => row.Value.Customers > 0).Select(row => row.Key.Name));

    /// <summary>The program's time zone, and others of some names.</summary>
    public static MemberZones Of(ProgramCalendar program, IEnumerable<string> names) => new(program, [.. names.Distinct().Order(StringComparer.Ordinal)]);

    /// <summary>Those of some names that this machine knows.</summary>
    public IReadOnlyList<ProgramCalendar> Named(IEnumerable<string> names) => [.. names.Select(CalendarOf).OfType<ProgramCalendar>()];

    /// <summary>Which customers of some zones belong to a segment, each by the days of the own zone.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="moment">Now.</param>
    /// <param name="zones">The zones.</param>
    public Segment Audience(Segment segment, DateTimeOffset moment, IReadOnlyList<ProgramCalendar> zones)
    {
        // Zones whose calendars make the same of the segment are one part.
        List<Segment> parts = [.. zones.GroupBy(zone => segment.At(moment, zone)).Select(alike => new AllOf([In([.. alike.Select(zone => zone.TimeZone)]), alike.Key]))];
        return parts.Count == 1 ? parts[0] : new AnyOf(parts);
    }

    private Segment In(IReadOnlyList<string> names)
    {
        if (!names.Contains(Program.TimeZone)) return CustomerFields.TimeZone.Where(SegmentOperator.In, [.. names]);
        return new AnyOf([new Not(CustomerFields.TimeZone.Where(SegmentOperator.Exists)), CustomerFields.TimeZone.Where(SegmentOperator.In, [.. names, .. _unknown])]);
    }

    /// <summary>The calendar of a zone, which keeps birthdays of 29 February as the program's does.</summary>
    private ProgramCalendar? CalendarOf(string name) => Calendars.GetOrAdd((name, Program.LeapDay), static key => ProgramCalendar.Knows(key.Name) ? new(key.Name, key.LeapDay) : null);
}

/// <summary>The names of the time zones in which customers are and that the server knows, the program's first.</summary>
public sealed record ReadMemberZones : Question<IReadOnlyList<string>>
{
    public override async Task<IReadOnlyList<string>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) =>
        [.. (await MemberZones.ReadAsync(engine, cancellation)).All.Select(zone => zone.TimeZone)];
}
