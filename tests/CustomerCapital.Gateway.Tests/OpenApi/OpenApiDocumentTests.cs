using System.Runtime.CompilerServices;
using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Engine.Commands;

namespace CustomerCapital.Gateway.Tests.OpenApi;

public sealed class OpenApiDocumentTests
{
    [Fact]
    public async Task Document_is_the_golden_one()
    {
        await using var server = await GatewayServer.StartAsync();
        var golden = Path.Combine(Here(), "openapi.golden.json");

        var answer = await server.GetAsync("/openapi/v1.json");

        var text = answer.Text.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("RENEW_GOLDEN") == "1") await File.WriteAllTextAsync(golden, text);
        Assert.True(await File.ReadAllTextAsync(golden) == text, "The API's description has changed. Where that is meant, run the tests with RENEW_GOLDEN=1 and review the difference.");
    }

    [Fact]
    public async Task Operation_is_named_summarised_and_every_part_of_it_described()
    {
        await using var server = await GatewayServer.StartAsync();
        var operations = Operations((await server.GetAsync("/openapi/v1.json")).Json).ToList();

        Assert.Equal(32, operations.Count);
        Assert.Equal(operations.Count, operations.Select(operation => operation.GetProperty("operationId").GetString()).Distinct().Count());
        Assert.All(operations, operation =>
        {
            Assert.EndsWith(".", operation.GetProperty("summary").GetString(), StringComparison.Ordinal);
            if (operation.TryGetProperty("parameters", out var parameters))
                Assert.All(parameters.EnumerateArray(), parameter => Assert.EndsWith(".", parameter.GetProperty("description").GetString(), StringComparison.Ordinal));
            foreach (var response in operation.GetProperty("responses").EnumerateObject())
            {
                Assert.Equal(response.Name == "204", !response.Value.TryGetProperty("content", out var content));
                if (response.Name == "204") continue;
                var mediaType = Assert.Single(content.EnumerateObject());
                Assert.True(mediaType.Value.GetProperty("schema").EnumerateObject().Any());
                Assert.Equal(response.Name[0] != '2', mediaType.Name == "application/problem+json");
                Assert.Contains(response.Name[0] == '2' ? "." : "Code", response.Value.GetProperty("description").GetString(), StringComparison.Ordinal);
            }
        });
    }

    [Fact]
    public async Task Every_command_that_callers_send_has_a_route()
    {
        await using var server = await GatewayServer.StartAsync();

        var document = (await server.GetAsync("/openapi/v1.json")).Text;

        // Its body has other fields, since the id stands in the path.
        var lacking = Capabilities.Commands
            .Where(command => !command.IsEnginesOwn && command.Type != typeof(CompleteFollowUp) && !document.Contains($"\"#/components/schemas/{command.Type.Name}\"", StringComparison.Ordinal));
        Assert.True(!lacking.Any(), $"No route takes {string.Join(", ", lacking.Select(command => command.Type.Name))}: map it in CustomerCommandsApi.");
    }

    [Fact]
    public async Task Commands_of_a_stream_are_those_that_callers_send()
    {
        await using var server = await GatewayServer.StartAsync();

        var command = (await server.GetAsync("/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas").GetProperty("CustomerCommand");

        Assert.Equal("type", command.GetProperty("discriminator").GetProperty("propertyName").GetString());
        Assert.Equal(StrictJson.CommandTypes, command.GetProperty("discriminator").GetProperty("mapping").EnumerateObject().Select(type => type.Name).Order(StringComparer.Ordinal));
        Assert.Equal(StrictJson.CommandTypes.Count, command.GetProperty("anyOf").GetArrayLength());
    }

    [Theory]
    [InlineData("RecordPurchase", "purchaseId")]
    [InlineData("RecordReturn", "returnId")]
    [InlineData("RecordInteraction", "interactionId,kind")]
    [InlineData("GiveFeedback", "feedbackId")]
    [InlineData("MakeReferral", "referralId,referredCustomerId")]
    [InlineData("SetEnrolment", "enrolled")]
    [InlineData("ScheduleFollowUp", "dueAt,followUpId,kind")]
    [InlineData("CustomerCommandRecordPurchase", "purchaseId,type")]
    [InlineData("ProgramPolicy", "activityWindowMonths,advocate,lapse,marginRate,member,ravingFan,timeZone")]
    [InlineData("MemberRule", "orders,withinDays")]
    public async Task Fields_that_a_fault_calls_required_are_marked(string schema, string required)
    {
        await using var server = await GatewayServer.StartAsync();

        var described = (await server.GetAsync("/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas").GetProperty(schema);

        Assert.Equal(required, string.Join(',', described.GetProperty("required").EnumerateArray().Select(field => field.GetString()).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Root_leads_to_the_page_that_shows_the_document()
    {
        await using var server = await GatewayServer.StartAsync();

        var root = await server.GetAsync("/");
        var page = await server.GetAsync("/docs/index.html");

        Assert.Equal((302, "/docs"), (root.Status, root.Header("Location")));
        Assert.Equal((200, "text/html"), (page.Status, page.MediaType));
        Assert.Contains("CustomerCapital API", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page.Text, StringComparison.Ordinal);
    }

    private static IEnumerable<JsonElement> Operations(JsonElement document) =>
        document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(operation => operation.Value);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
