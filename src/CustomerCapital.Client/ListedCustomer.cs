using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Client;

/// <summary>One customer of a list: the id, and the fields that the list shows; in what a search found, name and e-mail address besides.</summary>
public sealed class ListedCustomer : FieldRow
{
    /// <summary>The fields that a list can show.</summary>
    public static IReadOnlyList<Field> Fields { get; } = [.. Capabilities.Fields.Where(field => field.Column is not null || field.UnderPolicy is not null)];

    /// <summary>Name as the person writes it, in what a search found. Null if it is not known, and in other lists.</summary>
    public string? Name { get; private set; }

    /// <summary>E-mail address, in what a search found. Null if it is not known, and in other lists.</summary>
    public string? Email { get; private set; }

    internal static Action<JsonTypeInfo> Members { get; } = type =>
    {
        Field.MembersOf<ListedCustomer>(Fields, areRequired: false)(type);
        if (type.Type != typeof(ListedCustomer)) return;
        Add("name", customer => customer.Name, (customer, name) => customer.Name = name);
        Add("email", customer => customer.Email, (customer, email) => customer.Email = email);

        void Add(string name, Func<ListedCustomer, string?> get, Action<ListedCustomer, string?> set)
        {
            var member = type.CreateJsonPropertyInfo(typeof(string), name);
            (member.IsGetNullable, member.IsSetNullable, member.Get, member.Set) = (true, true, item => get((ListedCustomer)item), (item, value) => set((ListedCustomer)item, (string?)value));
            type.Properties.Add(member);
        }
    };
}

/// <summary>A page of a list of customers.</summary>
/// <param name="Customers">By id; of a search, in the order of what was found.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
public sealed record ListedCustomers(IReadOnlyList<ListedCustomer> Customers, string? NextCursor);

internal sealed record CustomerQueryBody(Segment Segment, string? Cursor = null, IReadOnlyList<string>? Fields = null, int? Limit = null);

internal sealed record CustomerCountAnswer(long Customers);
