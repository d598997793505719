using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace CustomerCapital.Gateway.OpenApi;

/// <summary>
/// What a request may hold and what is answered, of each operation. Bodies are such that a server takes them as they
/// are, one after the other. Answers are what a server has said to these bodies. A test keeps both so.
/// </summary>
internal static class Examples
{
    /// <summary>Puts the examples of an operation into its description.</summary>
    public static void Add(OpenApiOperation operation, IServiceProvider services)
    {
        var name = operation.OperationId!;
        foreach (var content in operation.RequestBody?.Content?.Values ?? []) content.Example = BodyOf(name, services);
        foreach (var (code, response) in operation.Responses ?? [])
            if (code[0] == '2') foreach (var content in response.Content?.Values ?? []) content.Example = Read($"Answers/{name}");
    }

    /// <summary>
    /// The rules that are put are those in force, so that whoever tries the operation changes nothing.
    /// </summary>
    private static JsonNode? BodyOf(string operation, IServiceProvider services) => operation == "putPolicy"
        ? JsonSerializer.SerializeToNode(services.GetRequiredService<ICustomerCapital>().Policy.Program.Policy, GatewayJson.Of<Domain.Program.ProgramPolicy>())
        : Read($"Bodies/{operation}");

    /// <summary>
    /// The JSON of a file, or the text of one that holds lines of JSON; null where there is no such file.
    /// </summary>
    private static JsonNode? Read(string name)
    {
        if (Open(name + ".json") is { } json) using (json) return JsonNode.Parse(json);
        if (Open(name + ".ndjson") is not { } lines) return null;
        using var reader = new StreamReader(lines);
        return JsonValue.Create(reader.ReadToEnd().ReplaceLineEndings("\n"));
    }

    private static Stream? Open(string file) => typeof(Examples).Assembly.GetManifestResourceStream($"OpenApi/Examples/{file}");
}
