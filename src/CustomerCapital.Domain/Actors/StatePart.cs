namespace CustomerCapital.Domain.Actors;

/// <summary>What one capability keeps of an actor: one immutable value, folded from its entries, whose size does not grow with their number.</summary>
/// <remarks>Parts are written apart from each other; a turn writes those that it changed. Parts that this version does not know are kept as they are.</remarks>
public abstract class StatePart
{
    private protected StatePart(string name, Type type, object empty, bool inRow, int sizeLimit) =>
        (Name, Type, Empty, InRow, SizeLimit) = (name, type, empty, inRow, sizeLimit);

    /// <summary>The name under which it is stored, for ever.</summary>
    public string Name { get; }

    /// <summary>What its value is.</summary>
    public Type Type { get; }

    /// <summary>The value of which nothing is written.</summary>
    public object Empty { get; }

    /// <summary>Whether it stands in the actor's row, which every turn writes: for what most turns change, or what is small. Else it has a row of its own.</summary>
    public bool InRow { get; }

    /// <summary>Most bytes of JSON; a turn that would leave more is refused.</summary>
    public int SizeLimit { get; }
}

/// <summary>A part with values of one type.</summary>
/// <param name="name">The name under which it is stored, for ever.</param>
/// <param name="empty">The value of which nothing is written.</param>
/// <param name="inRow">Whether it stands in the actor's row; see <see cref="StatePart.InRow"/>.</param>
/// <param name="sizeLimit">Most bytes of JSON.</param>
public sealed class StatePart<T>(string name, T empty, bool inRow = false, int sizeLimit = 65_536) : StatePart(name, typeof(T), empty, inRow, sizeLimit)
    where T : class
{
    /// <summary>Its value in a state.</summary>
    public T Of(ActorState state) => (T)state.Find(this);

    /// <summary>A state with another value of it.</summary>
    public ActorState Set(ActorState state, T value) => state.With(this, value);
}
