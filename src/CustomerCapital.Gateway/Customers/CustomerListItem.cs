using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Gateway.Customers;

/// <summary>One customer in a list: the fields that were chosen.</summary>
public sealed class CustomerListItem : FieldRow
{
    private IReadOnlyList<Field> _shown = Fields;

    /// <summary>The fields that lists show where none are chosen.</summary>
    public static IReadOnlyList<Field> Fields { get; } = [.. Capabilities.Fields.Where(field => field.Listing != Listing.Nowhere)];

    /// <summary>The fields that can be chosen: those that a row and the policy tell.</summary>
    public static IReadOnlyList<Field> Choosable { get; } = [.. Capabilities.Fields.Where(field => field.Column is not null || field.UnderPolicy is not null)];

    /// <summary>What items have besides in what a search found: what it is, and its value.</summary>
    internal static IReadOnlyDictionary<string, (string Description, Func<CustomerListItem, string?> Of)> Found { get; } = new Dictionary<string, (string, Func<CustomerListItem, string?>)>
    {
        ["name"] = ("Name as the person writes it. Null if it is not known. Absent in lists that no `search` made.", item => item.Name),
        ["email"] = ("E-mail address. Null if it is not known. Absent in lists that no `search` made.", item => item.Email),
    };

    /// <summary>Gives the JSON of items, and its description, a member for each of them; an answer has those that were chosen, and the id.</summary>
    internal static Action<JsonTypeInfo> Members { get; } = type =>
    {
        if (type.Type != typeof(CustomerListItem)) return;
        type.Properties.Clear();
        foreach (var field in Choosable)
        {
            field.AddTo(type, isRequired: field == CustomerFields.CustomerId, item => ((CustomerListItem)item)[field], (item, value) => ((CustomerListItem)item)[field] = value);
            type.Properties[^1].ShouldSerialize = (item, _) => ((CustomerListItem)item)._shown.Contains(field);
        }

        foreach (var (name, (_, of)) in Found) AddFound(type, name, of);
    };

    /// <summary>Name as the person writes it, in what a search found. Null if it is not known.</summary>
    public string? Name { get; private set; }

    /// <summary>E-mail address, in what a search found. Null if it is not known.</summary>
    public string? Email { get; private set; }

    private bool IsFound { get; set; }

    /// <summary>The item of a customer whom a search found.</summary>
    /// <inheritdoc cref="Of(CustomerLine, ProgramPolicy, IReadOnlyList{Field}?)"/>
    internal static CustomerListItem Of(FoundCustomer found, ProgramPolicy policy, IReadOnlyList<Field> shown)
    {
        var item = Of(found.Line, policy, shown);
        (item.IsFound, item.Name, item.Email) = (true, found.Name, found.Email);
        return item;
    }

    private static void AddFound(JsonTypeInfo type, string name, Func<CustomerListItem, string?> get)
    {
        var member = type.CreateJsonPropertyInfo(typeof(string), name);
        (member.IsGetNullable, member.Get, member.ShouldSerialize) = (true, item => get((CustomerListItem)item), (item, _) => ((CustomerListItem)item).IsFound);
        type.Properties.Add(member);
    }

    /// <summary>The item of a line under a policy.</summary>
    /// <param name="line">The line.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="shown">Of <see cref="Choosable"/>, in their order, the id among them; null for those that lists show.</param>
    public static CustomerListItem Of(CustomerLine line, ProgramPolicy policy, IReadOnlyList<Field>? shown = null)
    {
        var item = new CustomerListItem { _shown = shown ?? Fields };
        // Those that are not shown too: whoever writes an item asks for a value before whether it is shown.
        foreach (var field in Choosable) item[field] = field.UnderPolicy is { } of ? of(line, policy) : line[field];
        return item;
    }
}
