using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CustomerCapital.Gateway.Tests.OpenApi;

/// <summary>
/// What the description must not hold, since generators of clients make wrong code of it (docs/adr/0047).
/// </summary>
public sealed class ClientShapeTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task Reference_leads_somewhere()
    {
        var document = await DocumentAsync();
        var references = Objects(document).Where(at => at.Value["$ref"] is not null).Select(at => (string)at.Value["$ref"]!).ToHashSet();

        Assert.Contains("#/components/schemas/Segment", references);
        Assert.All(references, reference => Assert.NotNull(reference[2..].Split('/').Aggregate((JsonNode?)document, (node, name) => node?[name])));
    }

    [Fact]
    public async Task Union_is_of_exactly_one_member_that_a_required_field_names()
    {
        var document = await DocumentAsync();
        Assert.DoesNotContain(Schemas(document), schema => schema.Value.ContainsKey("anyOf"));
        var unions = Schemas(document).Where(schema => schema.Value["oneOf"] is { } members && !IsNullable(members)).ToList();

        Assert.Equal(["CustomerCommand", "CustomerEvent"], unions.Select(union => union.Name.Split('/')[^1]).Order(StringComparer.Ordinal));
        foreach (var (_, union) in unions)
        {
            var field = (string)union["discriminator"]!["propertyName"]!;
            var mapping = union["discriminator"]!["mapping"]!.AsObject();
            Assert.Equal(mapping.Select(member => (string)member.Value!).Order(), union["oneOf"]!.AsArray().Select(member => (string)member!["$ref"]!).Order());
            Assert.All(mapping, member =>
            {
                var schema = document["components"]!["schemas"]![((string)member.Value!).Split('/')[^1]]!;
                Assert.Equal(member.Key, (string)Assert.Single(schema["properties"]![field]!["enum"]!.AsArray())!);
                Assert.Contains(schema["required"]!.AsArray(), name => (string)name! == field);
            });
        }
    }

    /// <summary>A text or an array with a name of its own becomes a class without members.</summary>
    [Fact]
    public async Task Named_schema_is_an_object_an_enum_or_a_union()
    {
        var named = (await DocumentAsync())["components"]!["schemas"]!.AsObject();

        Assert.All(named, schema => Assert.True((string?)schema.Value!["type"] == "object" || schema.Value["enum"] is not null || schema.Value["oneOf"] is not null, $"{schema.Key} is neither: describe it in its place (Schemas.NameOf)."));
        Assert.All(named.Where(schema => schema.Value!["enum"] is not null), schema => Assert.DoesNotContain(null, schema.Value!["enum"]!.AsArray()));
    }

    /// <summary>A field with a default is taken for one that is always there, and would have to be sent.</summary>
    [Fact]
    public async Task Field_of_a_body_has_no_default()
    {
        var document = await DocumentAsync();

        Assert.Empty(Objects(document["components"]!["schemas"]!).Where(at => at.Value.ContainsKey("default")).Select(at => at.Name));
    }

    [Fact]
    public async Task Parts_of_a_segment_are_segments()
    {
        var segment = (await DocumentAsync())["components"]!["schemas"]!["Segment"]!["properties"]!;

        Assert.All(new[] { segment["all"]!["items"], segment["any"]!["items"], segment["not"] }, part => Assert.Equal("#/components/schemas/Segment", (string?)part!["$ref"]));
    }

    [Fact]
    public async Task Detail_of_a_problem_is_the_message_of_an_exception()
    {
        var problem = (await DocumentAsync())["components"]!["schemas"]!["Problem"]!["properties"]!;

        Assert.Equal("detail", Assert.Single(problem.AsObject(), field => (bool?)field.Value!["x-ms-primary-error-message"] is true).Key);
    }

    [Fact]
    public async Task Server_and_security_are_said()
    {
        var document = await DocumentAsync();

        Assert.Equal("/", (string?)Assert.Single(document["servers"]!.AsArray())!["url"]);
        Assert.Equal("bearer", (string?)document["components"]!["securitySchemes"]!["key"]!["scheme"]);
        Assert.All(await DescribedOperation.AllAsync(shared.Server), operation => Assert.Equal(
            operation.Path.StartsWith("/health", StringComparison.Ordinal) ? "[{}]" : $"[{{\"key\":[\"{operation.Json["security"]?[0]?["key"]?[0]}\"]}}]", operation.Json["security"]?.ToJsonString()));
    }

    [Fact]
    public async Task Every_field_is_described_in_the_API_s_own_words()
    {
        var document = await DocumentAsync();
        var fields = Schemas(document).SelectMany(schema => (schema.Value["properties"]?.AsObject() ?? []).Select(field => ($"{schema.Name}/{field.Key}", Text: Description(field.Value!)))).ToList();

        Assert.True(fields.Count > 300);
        var bare = fields.Where(field => field.Text?.EndsWith('.') is not true).Select(field => field.Item1).ToList();
        Assert.True(bare.Count == 0, $"There is no sentence about {string.Join(", ", bare)}.");
        // Names of C# types and members, the words of actors, and what remained of references in comments.
        string[] foreign = ["actor", "AcceptReferral", "LatestInstants", "ReturnRecorded", "record struct", "cref"];
        var texts = Objects(document).Select(at => (at.Name, Text: at.Value["description"] is JsonValue text ? text.ToString() : ""));
        var found = texts.Where(text => foreign.Any(word => Regex.IsMatch(text.Text, $@"\b{word}", RegexOptions.IgnoreCase))).ToList();
        Assert.True(found.Count == 0, $"Names of the program's own parts stand in {string.Join("; ", found)}.");
    }

    private static string? Description(JsonNode field) =>
        (string?)field["description"] ?? (field["oneOf"]?.AsArray() ?? []).Select(member => (string?)member!["description"]).FirstOrDefault(text => text is not null);

    private static bool IsNullable(JsonNode members) => members.AsArray().Any(member => (string?)member!["type"] == "null");

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse((await shared.Server.GetAsync("/openapi/v1.json")).Text)!;

    private static IEnumerable<(string Name, JsonObject Value)> Schemas(JsonNode document) =>
        document["components"]!["schemas"]!.AsObject().Select(schema => ("#/components/schemas/" + schema.Key, schema.Value!.AsObject()));

    /// <summary>Every object of the description that is not inside an example.</summary>
    private static IEnumerable<(string Name, JsonObject Value)> Objects(JsonNode? node) => node switch
    {
        JsonObject json => json.Where(member => member.Key is not ("example" or "examples")).SelectMany(member => Objects(member.Value)).Prepend((json.GetPath(), json)),
        JsonArray array => array.SelectMany(Objects),
        _ => [],
    };
}
