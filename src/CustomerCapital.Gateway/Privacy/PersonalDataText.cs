using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Engine.Privacy;

namespace CustomerCapital.Gateway.Privacy;

/// <summary>What the program holds of a person, as a text for people: the same as the JSON, a line for each thing that is said.</summary>
public static class PersonalDataText
{
    /// <summary>Media type of the text.</summary>
    public const string MediaType = "text/plain";

    /// <summary>The text of a page.</summary>
    public static string Of(PersonPage page)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"What is held of customer {page.CustomerId}, read on {page.ReadAt:yyyy-MM-dd HH:mm:ssK}").AppendLine();
        if (page.Known is { } known)
        {
            foreach (var (name, value) in JsonSerializer.SerializeToNode(known, GatewayJson.Of<KnownPerson>())!.AsObject())
            {
                text.AppendLine(Words(name));
                Write(text, value, 1);
                text.AppendLine();
            }
        }

        text.AppendLine("History");
        foreach (var entry in page.Entries)
        {
            var happened = JsonSerializer.SerializeToNode(entry, GatewayJson.Of<Domain.Actors.Entry>())!.AsObject()["event"]!.AsObject();
            text.AppendLine(CultureInfo.InvariantCulture, $"  {entry.OccurredAt:yyyy-MM-dd HH:mm:ssK}  {Words(happened["type"]!.GetValue<string>())}{(entry.NaturalId is null ? "" : $" ({entry.NaturalId})")}");
            happened.Remove("type");
            Write(text, happened, 3);
        }

        if (page.NextAfter is { } next) text.AppendLine(CultureInfo.InvariantCulture, $"The history goes on after entry {next}.");
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? value, int depth)
    {
        var indent = new string(' ', depth * 2);
        switch (value)
        {
            case JsonObject members:
                foreach (var (name, member) in members)
                {
                    if (member is null or JsonArray { Count: 0 } or JsonObject { Count: 0 }) continue;
                    if (member is JsonValue) text.Append(indent).Append(Words(name)).Append(": ").AppendLine(member.ToString().ReplaceLineEndings("\n" + indent + "  "));
                    else
                    {
                        text.Append(indent).AppendLine(Words(name));
                        Write(text, member, depth + 1);
                    }
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    if (item is JsonValue) text.Append(indent).Append("- ").AppendLine(item.ToString());
                    else
                    {
                        text.Append(indent).AppendLine("-");
                        Write(text, item, depth + 1);
                    }
                }

                break;
            case not null:
                text.Append(indent).AppendLine(value.ToString());
                break;
        }
    }

    /// <summary>A name of JSON as words: <c>occurredAt</c> and <c>purchase_recorded</c> are "occurred at" and "purchase recorded".</summary>
    private static string Words(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name).Replace('_', ' ');
}
