using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Actors;

/// <summary>Something that has happened to one actor, such as a customer, and cannot be undone, only followed by another. In JSON the field <c>type</c> names which.</summary>
/// <remarks>Its name is in the list of its <see cref="Capability"/>.</remarks>
public abstract record ActorEvent
{
    /// <summary>Folds it into the state.</summary>
    public abstract ActorState Fold(ActorState state, in Moment moment);

    /// <summary>The ids under which its entry must stand, where it tells them: a changed id would let its command take effect twice. Null where it does not.</summary>
    public virtual NaturalIds? Ids() => null;

    /// <summary>The event as those may read it who follow what happens: without what is still a secret.</summary>
    public virtual ActorEvent Published() => this;

    /// <summary>How many lines it holds, of which its size depends.</summary>
    public virtual int CountLines() => 0;

    /// <summary>Why a standing that this fact moves has moved.</summary>
    /// <param name="move">Which way.</param>
    /// <param name="to">The rung that it moved to.</param>
    /// <returns>Null where it does not move a standing that way.</returns>
    public virtual StandingReason? ReasonOf(StandingMove move, Rung to) => null;

    /// <summary>Adds what it counts by itself, whatever the state: what happened is counted once, and never taken back.</summary>
    public virtual void Count(in Moment moment, Counters counters)
    {
    }

    /// <summary>Says what it changes of the times of orders and conversions.</summary>
    /// <param name="times">Those of the history before it.</param>
    /// <param name="at">When it happened.</param>
    internal virtual void Place(HistoryTimes times, DateTimeOffset at)
    {
    }

    /// <summary>What other actors are told, in the same commit and in this order.</summary>
    /// <param name="of">Whose event it is.</param>
    /// <param name="at">When it happened.</param>
    public virtual IEnumerable<Message> Tells(ActorId of, DateTimeOffset at) => [];
}

/// <summary>When something happened, in the program's calendar.</summary>
public readonly record struct Moment(DateTimeOffset At, ProgramCalendar Calendar)
{
    /// <summary>When the engine recorded it, where it is folded into a state.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>The same instant in UTC.</summary>
    public DateTimeOffset Utc => At.ToUniversalTime();

    /// <summary>Its month.</summary>
    public Month Month => Calendar.MonthOf(At);

    /// <summary>Its day.</summary>
    public DateOnly Day => Calendar.DayOf(At);
}

/// <summary>The natural id of an entry, and that of the earlier entry that it concerns.</summary>
public readonly record struct NaturalIds(string? NaturalId, string? ConcernsId)
{
    /// <summary>Those of a command.</summary>
    public static NaturalIds Of(ActorCommand command) => new(command.NaturalId, command.ConcernsId);

    /// <summary>Those of a command's fact, which tells them where the command has no id of its own.</summary>
    public static NaturalIds Of(ActorCommand command, ActorEvent fact) => (command.NaturalId is null ? fact.Ids() : null) ?? Of(command);
}

/// <summary>A command for another actor.</summary>
public sealed record Message(ActorId To, ActorCommand Command);

/// <summary>Something that happened, and when.</summary>
public readonly record struct Happening(ActorEvent Event, DateTimeOffset At);
