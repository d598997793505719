namespace CustomerCapital.Domain.Actors;

/// <summary>What one capability keeps of an actor: one immutable value, folded from its entries, whose size does not grow with their number.</summary>
/// <remarks>Parts that this version does not know are kept as they are.</remarks>
public abstract class StatePart
{
    private protected StatePart(string name, Type type, object empty) => (Name, Type, Empty) = (name, type, empty);

    /// <summary>The name under which it is stored, for ever.</summary>
    public string Name { get; }

    /// <summary>What its value is.</summary>
    public Type Type { get; }

    /// <summary>The value of which nothing is written.</summary>
    public object Empty { get; }
}

/// <summary>A part with values of one type.</summary>
/// <param name="name">The name under which it is stored, for ever.</param>
/// <param name="empty">The value of which nothing is written.</param>
public sealed class StatePart<T>(string name, T empty) : StatePart(name, typeof(T), empty)
    where T : class
{
    /// <summary>Its value in a state.</summary>
    public T Of(ActorState state) => (T)state.Find(this);

    /// <summary>A state with another value of it.</summary>
    public ActorState Set(ActorState state, T value) => state.With(this, value);
}
