using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Ladder;

/// <summary>The loyalty ladder: after anything that happens, and when time alone has changed it, everyone stands where facts and policy say.</summary>
public sealed class LadderCapability : Capability
{
    /// <summary>Customers on a rung (A), lapsed (B = 1) or not, with their orders, revenue and acquisition cost.</summary>
    public static readonly CounterKind Census = new(5, "standing", "customers", "orders", "revenue", "acquisition_cost");

    /// <summary>Revenue in a month (B) of customers who stand on a rung (A) now.</summary>
    public static readonly CounterKind RungMonth = new(6, "rung_month", "customers", "orders", "revenue");

    public override string Name => "standing";

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<StandingChanged>("standing_changed")];

    public override StatePart Part => Standing.Part;

    public override IReadOnlyList<CounterKind> Counters { get; } = [Census, RungMonth];

    public override IReadOnlyList<Field> Fields { get; } = [LadderFields.Rung, LadderFields.Lapsed];

    public override IJsonTypeInfoResolver Json => LadderJson.Default;

    public override Happening? React(ActorState state, in Cause cause)
    {
        var (stands, earns) = (state.Standing, LadderRule.At(state, cause.Program, state.AsOf));
        return stands == earns ? null : new Happening(StandingChanged.Because(stands, earns, cause.Fact, cause.Evidence), state.AsOf);
    }

    public override DateTimeOffset? NextDue(ActorState state, LoyaltyProgram program) => LadderRule.NextChange(state, program);

    public override ActorEvent FallsDue(ActorState state, LoyaltyProgram program, DateTimeOffset moment) =>
        StandingChanged.ByTime(state, LadderRule.At(state, program, moment), moment);

    public override void Count(ActorState state, ProgramCalendar calendar, int sign, Counters counters)
    {
        var (rung, lapsed) = state.Standing;
        counters.Add(new(Census, (int)rung, lapsed ? 1 : 0), new(sign, sign * state.Orders, sign * state.Revenue.Units, sign * state.AcquisitionCost.Units));
        foreach (var month in state.Activity.Months) counters.Add(new(RungMonth, (int)rung, month.Month.Index), new(Revenue: sign * month.Revenue.Units));
    }
}

/// <summary>What the ladder says of a customer.</summary>
public static class StandingCustomer
{
    extension(ActorState state)
    {
        /// <summary>Rung, and whether lapsed, as recorded.</summary>
        public Standing Standing => Ladder.Standing.Part.Of(state);
    }
}

[JsonSerializable(typeof(StandingChanged))]
[JsonSerializable(typeof(Standing))]
internal sealed partial class LadderJson : JsonSerializerContext;
