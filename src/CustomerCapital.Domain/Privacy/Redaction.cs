using System.Text.Json;
using System.Text.Json.Nodes;

namespace CustomerCapital.Domain.Privacy;

/// <summary>Takes a person out of the JSON of an entry or a command, as <see cref="PersonalMap"/> says. What it gives is read back as the same type.</summary>
/// <param name="values">The person.</param>
/// <param name="isOwn">Whether it is of the person's own history.</param>
public sealed class Redaction(PersonalValues values, bool isOwn)
{
    /// <summary>Fields that are dropped with all that is in them.</summary>
    private static readonly HashSet<string> Whole = new(StringComparer.Ordinal) { "values" };

    /// <summary>What was said, noted and written; why something was booked is no part of it.</summary>
    private static readonly HashSet<string> Texts = new(StringComparer.Ordinal) { "comment", "note", "result", "values", "answer", "detail" };

    /// <summary>Drops the texts of an event of a customer's history that retention removes.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool DropTexts(JsonObject json)
    {
        var dropped = false;
        foreach (var (name, value) in json.ToList())
        {
            if (value is not null && Texts.Contains(name)) dropped |= json.Remove(name);
            else if (value is JsonObject inner) dropped |= DropTexts(inner);
        }

        return dropped;
    }

    /// <summary>Changes a command or an event.</summary>
    /// <param name="json">As it is written, with its <c>type</c>.</param>
    /// <returns>Whether anything was changed.</returns>
    public bool Change(JsonObject json) => Change(json, json["type"]?.GetValue<string>() ?? "");

    /// <summary>The values by which the entries of a history tell who the person is: for <see cref="PersonalValues.Others"/>.</summary>
    /// <param name="json">An entry of the person's own history.</param>
    /// <param name="found">Takes them.</param>
    public static void Find(JsonNode? json, ICollection<string> found)
    {
        switch (json)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    if (value is JsonValue text && text.GetValueKind() == JsonValueKind.String)
                    {
                        var content = text.GetValue<string>();
                        // Names of goods and of staff are nobody's.
                        if (name is "email" or "phone" or "name" && PersonalValues.Tells(content)) found.Add(content.Trim());
                        else if (name.EndsWith("Id", StringComparison.Ordinal)) AddAddresses(content, found);
                    }
                    else
                    {
                        Find(value, found);
                    }
                }

                break;
            case JsonArray items:
                foreach (var item in items) Find(item, found);
                break;
        }
    }

    /// <summary>The same of a natural id.</summary>
    public static void AddAddresses(string? id, ICollection<string> found)
    {
        foreach (var address in PersonalValues.AddressesIn(id ?? "")) found.Add(address);
    }

    private bool Change(JsonObject json, string type)
    {
        var changed = false;
        // With the salt, whoever guesses the id could tell from the hash that it is right.
        if (TextOf(json["customerId"]) == values.CustomerId) changed = json.Remove("personSalt");
        foreach (var (name, value) in json.ToList())
        {
            var treatment = PersonalMap.Of(type, name);
            switch (value)
            {
                case null:
                    break;
                case JsonObject or JsonArray when treatment == Treatment.Dropped && isOwn && Whole.Contains(name):
                    json.Remove(name);
                    changed = true;
                    break;
                case JsonObject inner:
                    changed |= Change(inner, type);
                    break;
                case JsonArray items:
                    for (var at = 0; at < items.Count; at++)
                    {
                        if (items[at] is JsonObject item) changed |= Change(item, type);
                        else if (TextOf(items[at]) is { } text && Replaced(treatment, text) is { } other)
                        {
                            items[at] = other;
                            changed = true;
                        }
                    }

                    break;
                default:
                    if (TextOf(value) is not { } content || name == "type") break;
                    if (isOwn && treatment is (Treatment.Dropped or Treatment.Own))
                    {
                        json.Remove(name);
                        changed = true;
                    }
                    else if (Replaced(treatment, content) is { } replaced)
                    {
                        json[name] = replaced;
                        changed = true;
                    }

                    break;
            }
        }

        return changed;
    }

    /// <returns>Null where it stays as it is.</returns>
    private string? Replaced(Treatment? treatment, string text) => treatment switch
    {
        Treatment.Person => text == values.CustomerId ? values.ErasedId : null,
        Treatment.Dropped or Treatment.Searched => values.Replace(text) is var replaced && replaced != text ? replaced : null,
        _ => null,
    };

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
