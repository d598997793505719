using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;

namespace CustomerCapital.Domain.FollowUps;

/// <summary>Following persons up: call, letter or e-mail, done or not.</summary>
public sealed class FollowUpsCapability : Capability
{
    /// <summary>Follow-ups that are not done and are due on a day (A, its number), by how and for whom (B, see <see cref="CoordinateOf"/>; the rung is the one of now).</summary>
    public static readonly CounterKind Open = new(51, "follow_ups_open", "follow_ups") { Generation = 2 };

    /// <summary>Follow-ups that were due on a day (A, its number) and are done, by how and for whom (B; the rung is the one on which the customer stood then): by the end of that day, and later.</summary>
    public static readonly CounterKind Done = new(52, "follow_ups_done", "in_time", "late") { Generation = 2 };

    /// <summary>Follow-ups of a kind (B) that should have followed by themselves on a day (A, its number) and were not opened.</summary>
    public static readonly CounterKind Withheld = new(53, "follow_ups_withheld", "follow_ups") { Generation = 2 };

    public override string Name => "follow_ups";

    public override IReadOnlyList<CommandType> Commands { get; } = 
    [
        CommandType.Of<ScheduleFollowUp>("follow_up"), CommandType.Of<AssignFollowUp>("follow_up_assignment"), CommandType.Of<CompleteFollowUp>("follow_up_done"),
    ];

    public override IReadOnlyList<EventType> Events { get; } = 
    [
        EventType.Of<FollowUpScheduled>("follow_up_scheduled"), EventType.Of<FollowUpAssigned>("follow_up_assigned"), EventType.Of<FollowUpDone>("follow_up_done"),
        EventType.Of<FollowUpWithheld>("follow_up_withheld"),
    ];

    public override StatePart Part => OpenFollowUps.Part;

    public override IReadOnlyList<CounterKind> Counters { get; } = [Open, Done, Withheld];

    public override IReadOnlyList<Field> Fields { get; } = [FollowUpFields.NextFollowUpAt, FollowUpFields.FollowUpsOpen];

    public override IJsonTypeInfoResolver Json => FollowUpsJson.Default;

    public override bool ServesPerson => true;

    /// <summary>What came of a follow-up is an interaction too, and a grant of a follow-up opens one.</summary>
    public override Happening? React(ActorState state, in Cause cause)
    {
        if (cause.Fact is FollowUpDone done && done.Contact() is { } contact && !cause.Happened.Any(happened => happened.Event is InteractionRecorded)) return new(contact, cause.At);
        var happened = cause.Happened.ToList();
        for (var at = 0; at < happened.Count; at++)
        {
            if (happened[at].Event is not RewardGranted { FollowUp: { } asked }) continue;
            // The number of the grant's own entry.
            var granted = state.Sequence - happened.Count + 1 + at;
            if (happened.Exists(other => other.Event is FollowUpScheduled { Granted: { } opened } && opened == granted || other.Event is FollowUpWithheld { Granted: { } withheld } && withheld == granted)) continue;
            if (state.OpenFollowUps.Count >= ScheduleFollowUp.OpenLimit) return new(new FollowUpWithheld(asked.Kind, Refusal.TooManyFollowUpsCode, asked.Note) { Granted = granted }, happened[at].At);
            var id = string.Create(CultureInfo.InvariantCulture, $"grant:{granted}");
            return new(new FollowUpScheduled(id, asked.Kind, cause.Program.Calendar.AddDays(happened[at].At, asked.Days), null, asked.Note) { Granted = granted, Assignee = asked.Assignee }, happened[at].At);
        }

        return null;
    }

    public override void Count(ActorState state, ProgramCalendar calendar, int sign, Counters counters)
    {
        var open = state.OpenFollowUps;
        if (open.Count == 0) return;
        var rung = state.Standing.Rung;
        foreach (var followUp in open) counters.Add(new(Open, calendar.DayOf(followUp.DueAt).DayNumber, CoordinateOf(followUp.Kind, rung)), new(sign));
    }

    /// <summary>The coordinate of a kind and a rung.</summary>
    public static int CoordinateOf(FollowUpKind kind, Rung rung) => (int)kind * 100 + (int)rung;
}

/// <summary>What follow-ups say of a customer.</summary>
public static class FollowedUpCustomer
{
    extension(ActorState state)
    {
        /// <summary>Follow-ups that are not done, in the order in which they are due.</summary>
        public ImmutableList<FollowUp> OpenFollowUps => FollowUps.OpenFollowUps.Part.Of(state).Open;
    }
}

[JsonSerializable(typeof(ScheduleFollowUp))]
[JsonSerializable(typeof(CompleteFollowUp))]
[JsonSerializable(typeof(FollowUpScheduled))]
[JsonSerializable(typeof(AssignFollowUp))]
[JsonSerializable(typeof(FollowUpAssigned))]
[JsonSerializable(typeof(FollowUpDone))]
[JsonSerializable(typeof(FollowUpWithheld))]
[JsonSerializable(typeof(OpenFollowUps))]
internal sealed partial class FollowUpsJson : JsonSerializerContext;
