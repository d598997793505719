using System.Runtime.CompilerServices;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Engine.Commands;

namespace CustomerCapital.Gateway.Tests.OpenApi;

public sealed class OpenApiDocumentTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task Document_is_the_golden_one()
    {
        var server = shared.Server;
        var golden = Path.Combine(Here(), "openapi.golden.json");

        var answer = await server.GetAsync("/openapi/v1.json");

        var text = answer.Text.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("RENEW_GOLDEN") == "1") await File.WriteAllTextAsync(golden, text);
        Assert.True(await File.ReadAllTextAsync(golden) == text, "The API's description has changed. Where that is meant, run the tests with RENEW_GOLDEN=1 and review the difference.");
    }

    [Fact]
    public async Task Operation_is_named_summarised_and_every_part_of_it_described()
    {
        var server = shared.Server;
        var operations = await DescribedOperation.AllAsync(server);

        Assert.True(operations.Count > Capabilities.Of(ActorKind.Customer).Sum(capability => capability.Commands.Count(command => !command.IsEnginesOwn)));
        Assert.Equal(operations.Count, operations.Select(operation => operation.Id).Distinct().Count());
        Assert.All(operations, operation =>
        {
            Assert.EndsWith(".", (string?)operation.Json["summary"], StringComparison.Ordinal);
            Assert.EndsWith(".", (string?)operation.Json["description"], StringComparison.Ordinal);
            Assert.All(operation.Json["parameters"]?.AsArray() ?? [], parameter => Assert.EndsWith(".", (string?)parameter!["description"], StringComparison.Ordinal));
            foreach (var (status, response) in operation.Responses)
            {
                Assert.Equal(status == "204", response!["content"] is null);
                if (status == "204") continue;
                var mediaType = Assert.Single(response["content"]!.AsObject());
                Assert.NotEmpty(mediaType.Value!["schema"]!.AsObject());
                Assert.Equal(status[0] != '2', mediaType.Key == "application/problem+json");
                Assert.Contains(status[0] == '2' ? "." : "Code", (string?)response["description"], StringComparison.Ordinal);
                Assert.All(response["headers"]?.AsObject() ?? [], header => Assert.EndsWith(".", (string?)header.Value!["description"], StringComparison.Ordinal));
            }
        });
    }

    [Fact]
    public async Task Every_operation_but_liveness_says_what_can_be_wrong_with_a_request_and_when_to_send_it_again()
    {
        var server = shared.Server;

        Assert.Equal(["getLiveness"], (await DescribedOperation.AllAsync(server)).Where(operation => !operation.Responses.Keys.Any(status => status[0] == '4')).Select(operation => operation.Id));
    }

    [Theory]
    [InlineData("recordPurchase", "201", "Location")]
    [InlineData("recordPurchase", "200", "Idempotency-Replayed")]
    [InlineData("getPolicy", "200", "ETag")]
    [InlineData("putPolicy", "200", "ETag")]
    [InlineData("getCustomer", "429", "Retry-After")]
    [InlineData("recordPurchase", "503", "Retry-After")]
    public async Task Headers_of_answers_are_described(string operation, string status, string header)
    {
        var server = shared.Server;

        var described = (await DescribedOperation.AllAsync(server)).Single(known => known.Id == operation).Responses[status]!["headers"]!.AsObject();

        Assert.Equal(header, Assert.Single(described).Key);
    }

    [Fact]
    public async Task Every_command_that_callers_send_has_a_route()
    {
        var server = shared.Server;

        var document = (await server.GetAsync("/openapi/v1.json")).Text;

        // Their bodies have other fields: the id of one stands in the path, and the other is a merge patch.
        var lacking = Capabilities.Commands
            .Where(command => !command.IsEnginesOwn && command.Type != typeof(CompleteFollowUp) && command.Type != typeof(ChangeRegistration) && !document.Contains($"\"#/components/schemas/{command.Type.Name}\"", StringComparison.Ordinal));
        Assert.True(!lacking.Any(), $"No route takes {string.Join(", ", lacking.Select(command => command.Type.Name))}: map it in CustomerCommandsApi.");
    }

    [Fact]
    public async Task Commands_of_a_stream_are_those_that_callers_send()
    {
        var server = shared.Server;

        var command = (await server.GetAsync("/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas").GetProperty("CustomerCommand");

        Assert.Equal("type", command.GetProperty("discriminator").GetProperty("propertyName").GetString());
        Assert.Equal(StrictJson.CommandTypes, command.GetProperty("discriminator").GetProperty("mapping").EnumerateObject().Select(type => type.Name).Order(StringComparer.Ordinal));
        Assert.Equal(StrictJson.CommandTypes.Count, command.GetProperty("oneOf").GetArrayLength());
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
    [InlineData("ProgramPolicy", "activityWindowMonths,advocate,campaignApproval,holdoutPercent,knownCustomersOnly,lapse,leapDayBirthday,marginRate,member,pages,ravingFan,rewards,surveys,timeZone,value,wallets")]
    [InlineData("MemberRule", "orders,withinDays")]
    [InlineData("CustomerQuery", "segment")]
    [InlineData("FieldFault", "field,message")]
    [InlineData("Entry", "after,concernsId,contentHash,customerId,event,naturalId,occurredAt,recordedAt,sequence")]
    [InlineData("Profile", "birthDate,consents,email,language,name,phone,postalAddress,timeZone")]
    [InlineData("CustomerEventPurchaseAmended", "amendmentId,amount,before,lines,purchaseId,purchasedAt,type")]
    public async Task Fields_that_a_fault_calls_required_or_that_are_always_answered_are_marked(string schema, string required)
    {
        var server = shared.Server;

        var described = (await server.GetAsync("/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas").GetProperty(schema);

        Assert.Equal(required, string.Join(',', described.GetProperty("required").EnumerateArray().Select(field => field.GetString()).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Root_leads_to_the_page_that_shows_the_document()
    {
        var server = shared.Server;

        var root = await server.GetAsync("/");
        var page = await server.GetAsync("/docs/index.html");

        Assert.Equal((302, "/docs"), (root.Status, root.Header("Location")));
        Assert.Equal((200, "text/html"), (page.Status, page.MediaType));
        Assert.Contains("CustomerCapital API", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page.Text, StringComparison.Ordinal);
    }

    /// <summary>The page would show a text whose media type has "json" in its name in quotation marks, and send it so.</summary>
    [Fact]
    public async Task Page_shows_the_example_of_a_stream_as_it_is_sent()
    {
        var server = shared.Server;

        Assert.Contains("this.fn.getSampleSchema", (await server.GetAsync("/docs/index.js")).Text, StringComparison.Ordinal);
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
