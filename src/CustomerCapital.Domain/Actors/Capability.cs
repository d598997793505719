using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Actors;

/// <summary>
/// Something that actors of a kind can do, in one folder: its commands and events, its part of the state, and what follows from facts, comes with time, and is counted.
/// It decides in its commands (<see cref="ActorCommand.Decide"/>) and folds in its events (<see cref="ActorEvent.Fold"/>).
/// </summary>
/// <remarks>Pure and thread-safe: the same state, program and moment give the same answer on every machine. <see cref="Capabilities.All"/> is the one list.</remarks>
public abstract class Capability
{
    /// <summary>Its name, under which its due times are stored, for ever.</summary>
    public abstract string Name { get; }

    /// <summary>Whose capability it is.</summary>
    public virtual ActorKind Kind => ActorKind.Customer;

    /// <summary>Its commands.</summary>
    public virtual IReadOnlyList<CommandType> Commands => [];

    /// <summary>Its events.</summary>
    public virtual IReadOnlyList<EventType> Events => [];

    /// <summary>What it keeps of an actor; null where it keeps nothing.</summary>
    public virtual StatePart? Part => null;

    /// <summary>What it counts.</summary>
    public virtual IReadOnlyList<CounterKind> Counters => [];

    /// <summary>What it tells of each customer, to list them and to choose by.</summary>
    public virtual IReadOnlyList<Field> Fields => [];

    /// <summary>How its commands, its events and its part are written as JSON.</summary>
    public abstract IJsonTypeInfoResolver Json { get; }

    /// <summary>What else follows in the same commit from a fact and from what followed it so far; null for nothing more. It must not follow again from the state that it leads to.</summary>
    public virtual Happening? React(ActorState state, in Cause cause) => null;

    /// <summary>Whether <see cref="React"/> is asked also after what time alone has changed, such as a lapse, and not after facts alone.</summary>
    public virtual bool AnswersTime => false;

    /// <summary>Whether what it answers is for the person, such as a message or a reward: it answers nothing once the person is erased.</summary>
    public virtual bool ServesPerson => false;

    /// <summary>The next moment, not before the state's own, at which time alone changes the actor in this respect; null when it never will.</summary>
    /// <remarks>Where a changed policy has changed it already, that is the state's own moment.</remarks>
    public virtual DateTimeOffset? NextDue(ActorState state, LoyaltyProgram program) => null;

    /// <summary>What happens at the moment of <see cref="NextDue"/>.</summary>
    public virtual ActorEvent FallsDue(ActorState state, LoyaltyProgram program, DateTimeOffset moment) =>
        throw new InvalidOperationException($"Nothing falls due by the capability {Name}.");

    /// <summary>A state that an earlier version has kept, with what its entries tell and that version did not keep, where counters of a new <see cref="CounterKind.Generation"/> rest on it.</summary>
    /// <param name="state">The state as kept.</param>
    /// <param name="replayed">The state as its entries give it.</param>
    public virtual ActorState Refill(ActorState state, ActorState replayed) => state;

    /// <summary>Whether <see cref="Count(ActorState, ProgramCalendar, int, Counters)"/> asks for its own part alone, so that nothing is to count where the part has not changed.</summary>
    public virtual bool CountsPartAlone => false;

    /// <summary>Adds what an actor contributes, as long as its state is this.</summary>
    /// <param name="state">The state; of an actor with an entry.</param>
    /// <param name="calendar">The program's.</param>
    /// <param name="sign">1 to add it, -1 to take it away.</param>
    /// <param name="counters">The sums.</param>
    public virtual void Count(ActorState state, ProgramCalendar calendar, int sign, Counters counters)
    {
    }
}

/// <summary>Why something follows: the fact of a command, under the policy in force.</summary>
/// <param name="Fact">What happened.</param>
/// <param name="Evidence">The natural id of its entry, or its place in the history.</param>
/// <param name="At">When it happened.</param>
/// <param name="Program">Policy and calendar in force.</param>
/// <param name="NewCode">Makes a code of a voucher that nobody can guess.</param>
/// <param name="Happened">The fact, and what followed it so far, in order.</param>
public readonly record struct Cause(ActorEvent Fact, string Evidence, DateTimeOffset At, LoyaltyProgram Program, Func<string> NewCode, IEnumerable<Happening> Happened);

/// <summary>A command and its name: the value of <c>type</c> in JSON, for ever.</summary>
/// <param name="Name">Snake case.</param>
/// <param name="Type">The record.</param>
/// <param name="IsEnginesOwn">Whether the engine sends it itself, and callers cannot.</param>
public sealed record CommandType(string Name, Type Type, bool IsEnginesOwn)
{
    /// <summary>A command of callers.</summary>
    public static CommandType Of<T>(string name) where T : ActorCommand => new(name, typeof(T), false);

    /// <summary>A command that the engine sends itself.</summary>
    public static CommandType EnginesOwn<T>(string name) where T : ActorCommand => new(name, typeof(T), true);
}

/// <summary>An event and its name: the value of <c>type</c> in JSON, for ever.</summary>
public sealed record EventType(string Name, Type Type)
{
    /// <summary>An event.</summary>
    public static EventType Of<T>(string name) where T : ActorEvent => new(name, typeof(T));
}
