using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Agents.Calls;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using ModelContextProtocol.Protocol;

namespace CustomerCapital.Agents.Tools;

/// <summary>What an agent can ask. It is answered by an operation of the gateway, whose scope it needs.</summary>
/// <param name="Name">Its name among tools.</param>
/// <param name="Title">What people read.</param>
/// <param name="Description">What the model reads: what is answered, in which units.</param>
/// <param name="Operation">The operation that answers.</param>
internal sealed record AgentTool(string Name, string Title, string Description, string Operation)
{
    /// <summary>What it can be asked with.</summary>
    public IReadOnlyList<ToolArgument> Arguments { get; init; } = [];

    /// <summary>Parameters of the operation where the caller does not say.</summary>
    public IReadOnlyList<(string Parameter, string Value)> Usual { get; init; } = [];

    /// <summary>A scope that it needs besides that of its operation; null for none.</summary>
    public Scope? Also { get; init; }

    /// <summary>Whether it is about one customer, so that a key for some customers can ask it of these.</summary>
    public bool IsOfCustomer { get; init; }

    /// <summary>Members of the answer that callers are told only with a scope.</summary>
    public IReadOnlyList<Withheld> Withheld { get; init; } = [];

    /// <summary>The members of the answer that callers are told without <c>privacy:read</c>; null for all. What an answer has besides is withheld until it is named here.</summary>
    public IReadOnlyList<string>? Shown { get; init; }

    /// <summary>What of the answer comes in pages; null for nothing.</summary>
    public ToolPages? Pages { get; init; }

    /// <summary>Takes from the answer what the tool tells of it; null for all.</summary>
    public Func<JsonNode, JsonNode>? Pick { get; init; }

    /// <summary>Makes the question of a call; null where its arguments are the parameters of the operation.</summary>
    public Func<ToolAsking, CancellationToken, Task<OperationQuestion>>? Ask { get; init; }

    /// <summary>As the protocol lists it.</summary>
    public Tool Listed() => new()
    {
        Name = Name,
        Title = Title,
        Description = Description,
        InputSchema = SchemaOf([.. Arguments, .. Pages?.Arguments() ?? []]),
        Annotations = new() { Title = Title, ReadOnlyHint = true, IdempotentHint = true, DestructiveHint = false, OpenWorldHint = false },
    };

    private static JsonElement SchemaOf(IReadOnlyList<ToolArgument> arguments)
    {
        var schema = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject(arguments.Select(argument => KeyValuePair.Create(argument.Name, (JsonNode?)argument.Schema()))), ["additionalProperties"] = false };
        if (arguments.Any(argument => argument.IsRequired)) schema["required"] = new JsonArray([.. arguments.Where(argument => argument.IsRequired).Select(argument => (JsonNode)argument.Name)]);
        return JsonSerializer.SerializeToElement(schema);
    }
}

/// <summary>Something that a tool can be asked with.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in JSON Schema: <c>string</c>, <c>integer</c>, <c>number</c> or <c>object</c>.</param>
/// <param name="Description">What it means, in which form, and what holds where it is left out.</param>
internal sealed record ToolArgument(string Name, string Type, string Description)
{
    /// <summary>Whether the tool cannot be asked without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The parameter of the operation that it is.</summary>
    public string Parameter { get; init; } = Name;

    /// <summary>A regular expression that texts follow; null for any text.</summary>
    public string? Pattern { get; init; }

    /// <summary>The smallest number; null for none.</summary>
    public long? Least { get; init; }

    /// <summary>The largest number; null for none.</summary>
    public long? Most { get; init; }

    /// <summary>What is wrong with a value; null for nothing.</summary>
    public string? Fault(JsonElement value) => Type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object ? null : "Must be an object.",
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= (Least ?? long.MinValue) && number <= (Most ?? long.MaxValue) ? null : $"Must be a whole number from {Least} to {Most}.",
        "number" => value.ValueKind == JsonValueKind.Number ? null : "Must be a number.",
        _ when value.ValueKind != JsonValueKind.String => "Must be a text.",
        _ => IsRequired && value.GetString()!.Length == 0 ? "Must not be empty." : null,
    };

    /// <summary>As JSON Schema.</summary>
    public JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = Type, ["description"] = Description };
        if (Pattern is not null) schema["pattern"] = Pattern;
        if (Least is not null) schema["minimum"] = Least;
        if (Most is not null) schema["maximum"] = Most;
        return schema;
    }
}

/// <summary>A member that callers are told only with a scope.</summary>
/// <param name="Path">The names of members on the way to it, with dots between them; arrays are passed through.</param>
/// <param name="Scope">The scope.</param>
internal sealed record Withheld(string Path, Scope Scope);

/// <summary>A list in an answer that the tool tells page by page.</summary>
/// <param name="Member">The member that is the list; empty where the answer is one.</param>
/// <param name="Usual">Items of a page where the caller does not say.</param>
/// <param name="Most">Items of a page at most.</param>
internal sealed record ToolPages(string Member, int Usual, int Most)
{
    /// <summary>The list in answers that are nothing but a list: structures are objects.</summary>
    public const string Items = "items";

    public const string Offset = "offset";

    public const string Limit = "limit";

    public ToolArgument[] Arguments() =>
    [
        new(Offset, "integer", "How many items are passed over: the nextOffset of the page before. 0 if left out.") { Least = 0, Most = int.MaxValue },
        new(Limit, "integer", $"Items of a page, 1 to {Most}. {Usual} if left out.") { Least = 1, Most = Most },
    ];
}

/// <summary>A call whose question is being made.</summary>
/// <param name="Caller">Who calls.</param>
/// <param name="Given">What the tool is asked with.</param>
/// <param name="Capital">The engine.</param>
/// <param name="AskAsync">Asks another operation for the caller.</param>
internal sealed record ToolAsking(Caller Caller, ToolArguments Given, ICustomerCapital Capital, Func<OperationQuestion, Task<JsonNode>> AskAsync);
