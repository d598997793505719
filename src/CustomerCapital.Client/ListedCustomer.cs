using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Client;

/// <summary>One customer of a list: the id, and the fields that the list shows.</summary>
public sealed class ListedCustomer : FieldRow
{
    /// <summary>The fields that a list can show.</summary>
    public static IReadOnlyList<Field> Fields { get; } = [.. Capabilities.Fields.Where(field => field.Column is not null || field.UnderPolicy is not null)];

    internal static Action<JsonTypeInfo> Members { get; } = Field.MembersOf<ListedCustomer>(Fields, areRequired: false);
}

/// <summary>A page of a list of customers.</summary>
/// <param name="Customers">By id.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
public sealed record ListedCustomers(IReadOnlyList<ListedCustomer> Customers, string? NextCursor);

internal sealed record CustomerQueryBody(Segment Segment, string? Cursor = null, IReadOnlyList<string>? Fields = null, int? Limit = null);

internal sealed record CustomerCountAnswer(long Customers);
