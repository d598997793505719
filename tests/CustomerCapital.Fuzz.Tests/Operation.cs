using System.Text.Json.Nodes;
using CustomerCapital.Engine.Access;

namespace CustomerCapital.Fuzz.Tests;

/// <summary>An operation as the server's own description has it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Method">Of HTTP.</param>
/// <param name="Path">With the names of its parameters in braces.</param>
/// <param name="Needs">The scope that it asks for; null where it asks for none.</param>
/// <param name="Parameters">As described.</param>
/// <param name="MediaType">Of its body; null where it takes none.</param>
/// <param name="Body">The example of its body.</param>
internal sealed record Operation(string Id, string Method, string Path, Scope? Needs, IReadOnlyList<JsonObject> Parameters, string? MediaType, JsonNode? Body)
{
    /// <summary>All of a description, in its order.</summary>
    public static IReadOnlyList<Operation> AllOf(JsonNode description) =>
    [
        .. from path in description["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           select Of(path.Key, operation.Key.ToUpperInvariant(), operation.Value!.AsObject()),
    ];

    private static Operation Of(string path, string method, JsonObject json)
    {
        var content = json["requestBody"]?["content"]!.AsObject().First();
        return new(
            (string)json["operationId"]!, method, path, json["security"]?[0]?["key"]?[0] is { } scope ? Scopes.Of((string)scope!) : null,
            [.. (json["parameters"]?.AsArray() ?? []).Select(parameter => parameter!.AsObject())], content?.Key, content?.Value!["example"]);
    }
}
