using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Ladder.Transitions;

/// <summary>How customers move between rungs from month to month.</summary>
public sealed class RungsCapability : Capability
{
    /// <summary>Customers who stood on one rung at the end of the month before a month (A), and on another at its end: B is ten times the one plus the other. The one is 0 where the customer was not known before.</summary>
    public static readonly CounterKind Moves = new(47, "rung_moves", "customers") { Generation = 1 };

    public override string Name => "rungs";

    public override StatePart Part => RungHistory.Part;

    public override IReadOnlyList<CounterKind> Counters { get; } = [Moves];

    public override IJsonTypeInfoResolver Json => RungsJson.Default;

    /// <summary>The coordinate of two rungs; the first is null where the customer was not known before.</summary>
    public static int CoordinateOf(Rung? from, Rung to) => (int)(from ?? 0) * 10 + (int)to;

    public override ActorState Refill(ActorState state, ActorState replayed) => RungHistory.Part.Set(state, RungHistory.Part.Of(replayed));

    public override void Count(ActorState state, ProgramCalendar calendar, int sign, Counters counters)
    {
        var (known, ends, at) = (calendar.MonthOf(state.KnownSince), RungHistory.Part.Of(state).Ends, 0);
        var rung = Rung.InTargetMarket;
        for (; at < ends.Length && ends[at].Month <= known; at++) rung = ends[at].Rung;
        counters.Add(new(Moves, known.Index, CoordinateOf(null, rung)), new(sign));
        for (; at < ends.Length; at++)
        {
            counters.Add(new(Moves, ends[at].Month.Index, CoordinateOf(rung, ends[at].Rung)), new(sign));
            rung = ends[at].Rung;
        }
    }
}

[JsonSerializable(typeof(RungHistory))]
internal sealed partial class RungsJson : JsonSerializerContext;
