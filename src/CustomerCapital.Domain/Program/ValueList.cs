namespace CustomerCapital.Domain.Program;

/// <summary>A list of a record that is equal to another where its items are.</summary>
public readonly struct ValueList<T>(IReadOnlyList<T>? items) : IEquatable<ValueList<T>>
{
    /// <summary>The items.</summary>
    public IReadOnlyList<T> Items => items ?? [];

    public bool Equals(ValueList<T> other) => ReferenceEquals(Items, other.Items) || Items.SequenceEqual(other.Items);

    public override bool Equals(object? obj) => obj is ValueList<T> other && Equals(other);

    public override int GetHashCode() => Items.Count;

    /// <summary>Whether the items are equal.</summary>
    public static bool operator ==(ValueList<T> left, ValueList<T> right) => left.Equals(right);

    /// <summary>Whether they are not.</summary>
    public static bool operator !=(ValueList<T> left, ValueList<T> right) => !left.Equals(right);
}
