using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;

namespace CustomerCapital.Domain.Fields;

/// <summary>What some fields say of one customer. Equal to another that says the same.</summary>
public abstract class FieldRow : IEquatable<FieldRow>
{
    private readonly Dictionary<Field, object?> _values = [];

    /// <summary>The caller's id of the customer.</summary>
    public string CustomerId => Of<string>(CustomerFields.CustomerId);

    /// <summary>A field's value, null where there is none. Of a field of which nothing was said, what it says of whom nothing is known.</summary>
    public object? this[Field field]
    {
        get => _values.TryGetValue(field, out var value) ? value : field.Of(ActorState.New(""));
        set => _values[field] = value;
    }

    /// <summary>The value of a field that has one, in its type.</summary>
    public T Of<T>(Field field) => (T)this[field]!;

    public bool Equals(FieldRow? other) => other is not null && _values.Count == other._values.Count && _values.All(said => Equals(said.Value, other[said.Key]));

    public override bool Equals(object? obj) => Equals(obj as FieldRow);

    public override int GetHashCode() => CustomerId.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => string.Join(", ", _values.Select(said => $"{said.Key} = {said.Value}"));
}
