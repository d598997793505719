using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Agents.Calls;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Segments;
using CustomerCapital.Gateway.Problems;

namespace CustomerCapital.Agents.Tools;

/// <summary>Questions in which callers write segments: who counts the customers of a segment can find out by it what the segment asks for.</summary>
internal static class AskedSegments
{
    /// <summary>Fields that tell something personal: whoever counts by them can find out a birthday.</summary>
    public static readonly IReadOnlyList<string> Personal = [CustomerFields.Birthday.Name, CustomerFields.BirthMonth.Name, CustomerFields.DaysToBirthday.Name, CustomerFields.MonthsToBirthday.Name];

    /// <summary>The question of how many customers a segment has.</summary>
    public static async Task<OperationQuestion> CountAsync(ToolAsking asking, CancellationToken cancellation)
    {
        var segment = asking.Given.Objects["segment"];
        await CheckAsync(asking, segment, cancellation);
        return new("countSegment", asking.Given.Values, JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["segment"] = JsonNode.Parse(segment.GetRawText()) }));
    }

    /// <summary>The question of what a campaign would come to, by the terms of the call or those that are written down.</summary>
    public static async Task<OperationQuestion> DryRunAsync(ToolAsking asking, CancellationToken cancellation)
    {
        if (asking.Given.Objects.TryGetValue("terms", out var given))
        {
            if (!asking.Caller.May(Scope.CustomersRead)) throw Lacks(Scope.CustomersRead, "terms of its own can find out of each customer what their audience asks for; leave terms out to take those that are written down");
        }
        else
        {
            given = JsonSerializer.SerializeToElement((await asking.AskAsync(new("getCampaign", asking.Given.Values)))["terms"]);
        }

        if (given.TryGetProperty("audience", out var audience) && audience.ValueKind == JsonValueKind.Object) await CheckAsync(asking, audience, cancellation);
        return new("dryRunCampaign", asking.Given.Values, JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["terms"] = JsonNode.Parse(given.GetRawText()) }));
    }

    /// <summary>Refuses a segment that asks for something personal, by itself or by way of saved ones. What else is wrong with it, the operation says.</summary>
    private static async Task CheckAsync(ToolAsking asking, JsonElement segment, CancellationToken cancellation)
    {
        if (asking.Caller.May(Scope.PrivacyRead) || SegmentJson.Read(segment, out _) is not { } read) return;
        if ((await asking.Capital.AskAsync(new ExpandSegment(read), cancellation)).Segment is not { } expanded) return;
        if (FieldsOf(JsonNode.Parse(SegmentJson.Write(expanded))).FirstOrDefault(Personal.Contains) is { } field) throw Lacks(Scope.PrivacyRead, $"the segment asks for {field}");
    }

    private static IEnumerable<string> FieldsOf(JsonNode? node) => node switch
    {
        JsonObject condition when condition["field"] is { } field => [field.GetValue<string>()],
        JsonObject members => members.SelectMany(member => FieldsOf(member.Value)),
        JsonArray parts => parts.SelectMany(FieldsOf),
        _ => [],
    };

    private static ProblemException Lacks(Scope scope, string why) => new(Problem.Forbidden($"This needs a key with the scope {Scopes.NameOf(scope)}: {why}."));
}
