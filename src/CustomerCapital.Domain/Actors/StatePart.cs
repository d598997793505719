namespace CustomerCapital.Domain.Actors;

/// <summary>What one capability keeps of an actor: one immutable value, folded from its entries, whose size does not grow with their number.</summary>
/// <remarks>Parts that this version does not know are kept as they are.</remarks>
public abstract class StatePart
{
    private protected StatePart(string name, Type type, object empty, bool inRow) => (Name, Type, Empty, InRow) = (name, type, empty, inRow);

    /// <summary>The name under which it is stored, for ever.</summary>
    public string Name { get; }

    /// <summary>What its value is.</summary>
    public Type Type { get; }

    /// <summary>The value of which nothing is written.</summary>
    public object Empty { get; }

    /// <summary>Whether it is kept in the actor's own row, which every turn writes; else it has a row of its own, which is written when it changes. Changed by a schema script only.</summary>
    public bool InRow { get; }
}

/// <summary>A part with values of one type.</summary>
/// <param name="name">The name under which it is stored, for ever.</param>
/// <param name="empty">The value of which nothing is written.</param>
/// <param name="inRow">Whether it is small and nearly every turn changes it: <see cref="StatePart.InRow"/>.</param>
public sealed class StatePart<T>(string name, T empty, bool inRow = false) : StatePart(name, typeof(T), empty, inRow)
    where T : class
{
    /// <summary>Its value in a state.</summary>
    public T Of(ActorState state) => (T)state.Find(this);

    /// <summary>A state with another value of it.</summary>
    public ActorState Set(ActorState state, T value) => state.With(this, value);
}
