using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Fields;

namespace CustomerCapital.Ledger.Reading;

/// <summary>One customer in a list: what the columns of the row hold.</summary>
public sealed class CustomerLine : FieldRow
{
    /// <summary>The fields that have a column, the customer's id first.</summary>
    public static IReadOnlyList<Field> Fields { get; } = [.. Capabilities.Fields.Where(field => field.Column is not null)];

    /// <summary>Gives the JSON of lines a member for each of them. One that is missing, as from an older process, says what it would of whom nothing is known.</summary>
    public static Action<JsonTypeInfo> Members { get; } = Field.MembersOf<CustomerLine>(Fields, areRequired: false);

    /// <summary>The line of a state.</summary>
    public static CustomerLine Of(ActorState state)
    {
        var line = new CustomerLine();
        foreach (var field in Fields) line[field] = field.Of(state);
        return line;
    }
}

/// <summary>Some customers of a list.</summary>
/// <param name="Lines">By id in the order of code points.</param>
/// <param name="More">Whether others follow.</param>
public sealed record CustomerPage(IReadOnlyList<CustomerLine> Lines, bool More)
{
    /// <summary>The page of so many lines, of which one more than that was read where there are others.</summary>
    public static CustomerPage Of(IReadOnlyList<CustomerLine> read, int limit) => new([.. read.Take(limit)], read.Count > limit);
}
