using System.Text.Json;

namespace CustomerCapital.Domain.Program;

/// <summary>A record that ledgers hold as JSON, and that programs of several versions read, change and write back.</summary>
/// <remarks>
/// Members that a newer version has added go along with it and with its copies, and end with what replaces it. They have no say in this version: records that
/// differ in nothing else are equal.
/// </remarks>
public abstract record Kept
{
    private Dictionary<string, JsonElement>? _newer;

    /// <summary>The members that this version does not know, by name; null where there are none.</summary>
    /// <remarks>A method, so that no serializer takes it for a member.</remarks>
    public Dictionary<string, JsonElement>? GetNewerMembers() => _newer;

    /// <summary>Says what they are. For whoever has just read the record, before anyone else knows it.</summary>
    public void SetNewerMembers(Dictionary<string, JsonElement>? members) => _newer = members;

    /// <summary>Whether there are any, in it or in what it holds.</summary>
    public virtual bool HoldsNewer() => _newer is not null;

    /// <summary>A copy with the members of another that this version does not know.</summary>
    /// <param name="copy">A copy that nobody else knows.</param>
    /// <param name="of">The other.</param>
    protected static T WithNewer<T>(T copy, T of) where T : Kept
    {
        copy._newer = of._newer;
        return copy;
    }

    /// <summary>Whether the other is of the same type; members that this version does not know are not compared.</summary>
    public virtual bool Equals(Kept? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();
}
