using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CustomerCapital.Gateway.Tests.OpenApi;

/// <summary>
/// What the description gives as examples is what the server takes and answers: whoever tries an operation as it is
/// filled in succeeds.
/// </summary>
public sealed partial class ExampleTests
{
    private static readonly JsonSerializerOptions Legible = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Bodies_are_taken_as_they_are_and_answers_are_what_the_server_says()
    {
        await using var server = await GatewayServer.StartAsync(options: new() { Sandbox = true });
        // By which the audit log names requests.
        server.Client.DefaultRequestHeaders.Add("X-Request-Id", "request-1");
        await server.PostAsync("/v1/clock", """{"to":"2026-03-15T12:00:00Z"}""");
        await DescribedOperation.PrepareAsync(server);
        var operations = (await DescribedOperation.AllAsync(server)).OrderBy(Turn).ToList();
        var differences = new List<string>();
        foreach (var operation in operations)
        {
            var answer = await SendAsync(server, operation);
            Assert.True(answer.Status is 200 or 201 or 204, $"{operation.Id} answers its own example with {answer.Status}: {answer.Text}");
            Assert.Contains(answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture), operation.Responses.Keys);
            if (answer.Status == 204) continue;
            // Readers get the text of a stream as it is, and JSON as it is written here.
            var isText = operation.AnswerMediaType != "application/json";
            var (file, text) = isText ? ($"{operation.Id}.ndjson", answer.Text) : ($"{operation.Id}.json", JsonNode.Parse(answer.Text)!.ToJsonString(Legible) + "\n");
            var path = Path.Combine(Here(), "../../../src/CustomerCapital.Gateway/OpenApi/Examples/Answers", file);
            if (Environment.GetEnvironmentVariable("RENEW_GOLDEN") == "1") await File.WriteAllTextAsync(path, text);
            else if (!File.Exists(path) || Steady((await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n")) != Steady(text)) differences.Add(file);
        }

        Assert.True(differences.Count == 0, $"Answers are others than the examples in {string.Join(", ", differences)}. Where that is meant, run the tests with RENEW_GOLDEN=1, build, run them once more, and review the difference.");
    }

    [Fact]
    public async Task Bodies_are_taken_by_a_program_of_another_time_zone_and_currency()
    {
        await using var server = await GatewayServer.StartAsync(new CustomerCapital.Ledger.Memory.InMemoryLedger(), options: new() { TimeZone = "Asia/Tokyo", Sandbox = true });
        await server.PostAsync("/v1/clock", """{"to":"2026-03-15T12:00:00Z"}""");
        await server.PostAsync("/v1/customers/first/purchases", """{"purchaseId":"p","amount":"10.00","currency":"JPY"}""");
        await DescribedOperation.PrepareAsync(server);
        foreach (var operation in (await DescribedOperation.AllAsync(server)).Where(operation => operation.Body is not null).OrderBy(Turn))
        {
            var answer = await SendAsync(server, operation);
            Assert.True(answer.Status is 200 or 201, $"{operation.Id} answers its own example with {answer.Status}: {answer.Text}");
            Assert.All(operation.Id == "executeCommands" ? answer.Lines : [], line => Assert.Equal("accepted", line.GetProperty("outcome").GetString()));
        }
    }

    [Fact]
    public async Task Every_body_and_every_answer_has_an_example()
    {
        await using var server = await GatewayServer.StartAsync();

        foreach (var operation in await DescribedOperation.AllAsync(server))
        {
            Assert.True(!operation.HasBody || operation.Body is not null, $"There is no OpenApi/Examples/Bodies/{operation.Id}.json in the gateway: write a body that the server takes.");
            Assert.All(operation.Responses, response => Assert.True((response.Value!["content"]?.AsObject() ?? []).All(content => content.Value!["example"] is not null), $"{operation.Id} has no example of {response.Key}."));
        }
    }

    [Fact]
    public async Task Body_that_is_an_empty_object_is_never_a_fault_of_the_server()
    {
        await using var server = await GatewayServer.StartAsync(options: new() { Sandbox = true });
        await DescribedOperation.PrepareAsync(server);
        var faults = new List<string>();
        foreach (var operation in (await DescribedOperation.AllAsync(server)).Where(operation => operation.HasBody && operation.BodyMediaType == "application/json"))
        {
            using var body = new StringContent("{}", Encoding.UTF8, "application/json");
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.PathWithExamples) { Content = body };
            var answer = await Answer.OfAsync(server.Client.SendAsync(request));
            if (answer.Status >= 500) faults.Add(operation.Id);
        }

        Assert.True(faults.Count == 0, $"A field that is left out is a fault of the server for {string.Join(", ", faults)}.");
    }

    [Fact]
    public async Task Policy_that_is_filled_in_is_the_one_in_force()
    {
        await using var server = await GatewayServer.StartAsync();
        var changed = JsonNode.Parse((await server.GetAsync("/v1/policy")).Text)!;
        changed["marginRate"] = 0.35;
        await server.PutAsync("/v1/policy", changed.ToJsonString());
        var put = (await DescribedOperation.AllAsync(server)).Single(operation => operation.Id == "putPolicy");

        var answer = await SendAsync(server, put);

        Assert.Equal((200, 0.35), (answer.Status, answer.Json.GetProperty("marginRate").GetDouble()));
    }

    /// <summary>The customer is registered, the segment saved and the voucher issued first, then come commands, then questions, of each the document's order; what deletes comes last, and then who is erased.</summary>
    private static int Turn(DescribedOperation operation) => operation.Id is "registerCustomer" or "putSegment" or "putSubscription" or "putTemplate" or "issueVouchers" ? 0 : operation.Id is "mergeCustomer" or "listMerges" or "undoMerge" or "removeHouseholdMember" ? 3 : operation.IsCommand || operation.Id is "addHouseholdMember" ? 1 : operation.Id is "eraseCustomer" ? 4 : operation.Id is "listErasures" ? 5 : operation.Method == "DELETE" ? 3 : 2;

    private static async Task<Answer> SendAsync(GatewayServer server, DescribedOperation operation)
    {
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.PathWithExamples);
        if (operation.Body is { } body)
            request.Content = new StringContent(operation.BodyMediaType!.EndsWith("json", StringComparison.Ordinal) && !operation.BodyMediaType.Contains("ndjson", StringComparison.Ordinal) ? body.ToJsonString() : body.GetValue<string>(), Encoding.UTF8, operation.BodyMediaType!);
        var answer = await Answer.OfAsync(server.Client.SendAsync(request));
        // What customers tell each other has arrived before the next request.
        await server.Engine.SettleAsync();
        return answer;
    }

    /// <summary>Without the numbers and hashes of audit records: how many records of counted requests come before them depends on how fast the machine is.</summary>
    private static string Steady(string answer) => AuditPlace().Replace(answer, "");

    [GeneratedRegex("\"sequence\": [0-9]+,|\"hash\": \"[0-9a-f]{64}\"")]
    private static partial Regex AuditPlace();

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
