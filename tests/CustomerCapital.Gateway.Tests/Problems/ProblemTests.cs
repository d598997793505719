using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Ledger.Memory;

namespace CustomerCapital.Gateway.Tests.Problems;

public sealed class ProblemTests
{
    [Theory]
    [InlineData("/v1")]
    [InlineData("/v1/nothing")]
    [InlineData("/v1/customers/ada/purchases/p1/lines")]
    [InlineData("/v2/customers")]
    [InlineData("/openapi/v2.json")]
    public async Task Route_that_does_not_exist_is_not_found(string path)
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.GetAsync(path)).AssertProblem(404, "not_found");
    }

    [Theory]
    [InlineData("DELETE", "/v1/customers/ada", "GET, PATCH, PUT")]
    [InlineData("GET", "/v1/customers/ada/purchases", "POST")]
    [InlineData("POST", "/v1/policy", "GET, PUT")]
    [InlineData("PUT", "/v1/cohorts", "GET")]
    [InlineData("GET", "/v1/commands", "POST")]
    public async Task Method_that_is_not_taken_is_told_with_those_that_are(string method, string path, string allowed)
    {
        await using var server = await GatewayServer.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        var answer = await Answer.OfAsync(server.Client.SendAsync(request));

        answer.AssertProblem(405, "method_not_allowed");
        Assert.Equal($"{path} does not take {method}; it takes {allowed}.", answer.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Body_of_the_greatest_length_is_read_and_one_byte_more_is_too_large()
    {
        await using var server = await GatewayServer.StartAsync();
        const string json = """{"purchaseId":"p1","amount":1}""";

        Assert.Equal(201, (await server.PostAsync("/v1/customers/ada/purchases", json.PadRight(GatewayRegistration.BodyLimit))).Status);
        (await server.PostAsync("/v1/customers/ada/purchases", json.PadRight(GatewayRegistration.BodyLimit + 1))).AssertProblem(413, "content_too_large");
        Assert.Empty(server.Complaints);
    }

    [Fact]
    public async Task Body_that_claims_a_gigabyte_is_too_large_before_it_is_sent()
    {
        await using var server = await GatewayServer.StartAsync();
        using var connection = new RawConnection(server.Address);

        var (status, body) = await connection.SendAsync(Head("/v1/customers/ada/purchases", "application/json", "Content-Length: 1073741824"));

        Assert.Equal((413, "content_too_large"), (status, CodeOf(body)));
    }

    [Theory]
    [InlineData("/v1/customers/ada/purchases", "application/json")]
    [InlineData("/v1/policy", "application/json")]
    [InlineData("/v1/commands", "application/x-ndjson")]
    public async Task Body_without_end_is_cut_off(string path, string mediaType)
    {
        await using var server = await GatewayServer.StartAsync();
        using var connection = new RawConnection(server.Address);
        var chunk = Encoding.ASCII.GetBytes($"10000\r\n{new string(' ', 0x10000)}\r\n");

        var (status, body) = await connection.SendAsync(Head(path, mediaType, "Transfer-Encoding: chunked", path == "/v1/policy" ? "PUT" : "POST"), then: chunk);

        Assert.Equal((413, "content_too_large"), (status, CodeOf(body)));
        Assert.Equal(200, (await server.GetAsync("/health/live")).Status);
        Assert.Empty(server.Complaints);
    }

    [Theory]
    [InlineData("GET /v1/policy HTTP/1.1\r\nHost: x\r\nX-Large: {0}\r\n\r\n", 431)]
    [InlineData("GET /v1/policy?x={0} HTTP/1.1\r\nHost: x\r\n\r\n", 414)]
    [InlineData("GET /v1/policy HTTP/1.1\r\n\r\n", 400)]
    [InlineData("BREW /v1/policy HTTP/1.1\r\nHost: x\r\n\r\n", 405)]
    [InlineData("GET /v1/policy HTTP/9.9\r\nHost: x\r\n\r\n", 505)]
    [InlineData("nonsense\r\n\r\n", 400)]
    public async Task Request_that_is_not_http_is_answered(string request, int status)
    {
        await using var server = await GatewayServer.StartAsync();
        using var connection = new RawConnection(server.Address);

        var answer = await connection.SendAsync(Encoding.ASCII.GetBytes(request.Replace("{0}", new string('x', 100_000), StringComparison.Ordinal)));

        Assert.Equal(status, answer.Status);
        Assert.Empty(server.Complaints);
    }

    [Fact]
    public async Task Request_that_its_sender_gives_up_is_not_a_complaint()
    {
        await using var server = await GatewayServer.StartAsync();
        foreach (var (path, mediaType) in new[] { ("/v1/customers/ada/purchases", "application/json"), ("/v1/commands", "application/x-ndjson") })
        {
            using var socket = new TcpClient(server.Address.Host, server.Address.Port);
            await socket.GetStream().WriteAsync(Head(path, mediaType, "Content-Length: 1000"));
            await socket.GetStream().WriteAsync("{"u8.ToArray());
            socket.Client.LingerState = new(true, 0);
        }

        // What the server did with them is over once it has stopped.
        await server.StopAsync();

        Assert.Empty(server.Complaints);
    }

    [Theory]
    [InlineData(typeof(EngineUnavailableException), 503, "unavailable")]
    [InlineData(typeof(EngineOverloadedException), 429, "overloaded")]
    public async Task Engine_that_cannot_answer_now_is_told_with_retry_after(Type failure, int status, string code)
    {
        await using var server = await GatewayServer.StartAsync(new InMemoryLedger(), engine => new FailingCapital(engine, (Exception)Activator.CreateInstance(failure, "Not now.", null)!));

        var posted = (await server.PurchaseAsync("ada", "p1")).AssertProblem(status, code);
        var streamed = Assert.Single((await server.StreamAsync("""{"customerId":"ada","command":{"type":"enrolment","enrolled":true}}""")).Lines);
        var ready = (await server.GetAsync("/health/ready")).AssertProblem(status, code);

        Assert.Equal(("1", "1"), (posted.Header("Retry-After"), ready.Header("Retry-After")));
        Assert.Equal((status, code, JsonValueKind.Null, true), (streamed.GetProperty("status").GetInt32(), streamed.GetProperty("code").GetString(), streamed.GetProperty("outcome").ValueKind, streamed.GetProperty("retryable").GetBoolean()));
        Assert.Empty(server.Complaints);
    }

    [Fact]
    public async Task Fault_of_the_program_is_told_without_its_cause_and_logged_with_it()
    {
        await using var server = await GatewayServer.StartAsync(new InMemoryLedger(), engine => new FailingCapital(engine, new InvalidOperationException("Secret.")));

        var answer = (await server.PurchaseAsync("ada", "p1")).AssertProblem(500, "internal_error");

        Assert.DoesNotContain("Secret", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Secret", Assert.Single(server.Complaints), StringComparison.Ordinal);
    }

    private static byte[] Head(string path, string mediaType, string length, string method = "POST") =>
        Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {mediaType}\r\n{length}\r\n\r\n");

    private static string? CodeOf(string problem) => JsonSerializer.Deserialize<JsonElement>(problem).GetProperty("code").GetString();

    /// <summary>An engine in trouble.</summary>
    private sealed class FailingCapital(InProcessHost engine, Exception failure) : ICustomerCapital
    {
        public IPolicy Policy => engine.Policy;

        public DateTimeOffset Now => engine.Now;

        public ICustomer Customer(ActorId actor) => engine.Customer(actor);

        public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<Domain.Actors.ActorCommand> commands) =>
            Task.FromException<IReadOnlyList<CommandOutcome>>(failure);

        public Task<TAnswer> AskAsync<TAnswer>(Question<TAnswer> question, CancellationToken cancellation = default) => Task.FromException<TAnswer>(failure);
    }
}
