using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CustomerCapital.Engine.Commands;

namespace CustomerCapital.Gateway.Tests.Commands;

public sealed class CommandStreamTests
{
    [Theory]
    [InlineData("\n", "\n")]
    [InlineData("\n", "")]
    [InlineData("\r\n", "\r\n")]
    [InlineData("\r\n", "")]
    public async Task Stream_answers_each_line_in_order_whatever_ends_it(string newline, string end)
    {
        await using var server = await GatewayServer.StartAsync();

        var answer = await server.StreamAsync(string.Join(newline, Purchase("ada", "1"), "", Purchase("bob", "1"), "  \t", Purchase("ada", "2"), "{", Purchase("ada", "1")) + end);

        Assert.Equal((200, "application/x-ndjson"), (answer.Status, answer.MediaType));
        Assert.Equal(
            [(1, 201, "accepted", "ada"), (3, 201, "accepted", "bob"), (5, 201, "accepted", "ada"), (6, 400, "malformed", null), (7, 200, "duplicate", "ada")],
            answer.Lines.Select(Summary));
        Assert.True(answer.EndsWithLineBreak);
        Assert.Equal(2, (await server.GetAsync("/v1/customers/ada")).Json.GetProperty("orders").GetInt64());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n \n")]
    public async Task Stream_without_commands_answers_nothing(string lines)
    {
        await using var server = await GatewayServer.StartAsync();

        var answer = await server.StreamAsync(lines);

        Assert.Equal((200, ""), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("""{"customerId":"ada"}""", "command", "Is required.")]
    [InlineData("""{"command":{"type":"purchase","purchaseId":"p","amount":1}}""", "customerId", "Is required.")]
    [InlineData("""{"customerId":null,"command":{"type":"enrolment","enrolled":true}}""", "customerId", "Must not be null.")]
    [InlineData("""{"customerId":"a\u0000","command":{"type":"enrolment","enrolled":true}}""", "customerId", "Must not hold control characters or broken Unicode.")]
    [InlineData("""{"customerId":"ada","command":{}}""", "command.type", "Is required: one of consent, consent_confirmation,")]
    [InlineData("""{"customerId":"ada","command":{"type":"sale"}}""", "command.type", "Must be one of consent, consent_confirmation,")]
    [InlineData("""{"customerId":"ada","command":{"type":"referral_acceptance","referralId":"r","referrerId":"bob"}}""", "command.type", "Must be one of consent,")]
    [InlineData("""{"customerId":"ada","command":{"type":"referral_conversion","referredCustomerId":"bob","change":1}}""", "command.type", "Must be one of consent,")]
    [InlineData("""{"customerId":"ada","command":{"type":7}}""", "command.type", "Must be one of consent,")]
    [InlineData("""{"customerId":"ada","command":{"type":"purchase","type":"purchase"}}""", "command.type", "Must not stand twice.")]
    [InlineData("""{"customerId":"ada","command":{"type":"purchase","purchaseId":"p","amount":1,"tip":1}}""", "command.tip", "Is not a field here; there are amount, channel,")]
    [InlineData("""{"customerId":"ada","command":{"$id":"1","type":"purchase"}}""", "command.$id", "Is not a field: no field starts with $.")]
    [InlineData("""{"customerId":"ada","command":[]}""", "command", "Must be an object.")]
    [InlineData("""{"customerId":"ada","command":{"type":"purchase","purchaseId":"p","lines":[{"quantity":-1}]}}""", "lines[0].quantity", "Must be above 0")]
    [InlineData("null", "", "The line must be an object with customerId and command.")]
    [InlineData("{} {}", "", "The line must hold one JSON object and nothing after it.")]
    [InlineData("oops", "", "This is not JSON, at byte 1: ")]
    public async Task Line_that_cannot_be_read_names_the_field_and_the_next_goes_on(string line, string field, string message)
    {
        await using var server = await GatewayServer.StartAsync();

        var answers = (await server.StreamAsync(line + "\n" + Purchase("bob", "1"))).Lines;

        Assert.Equal([(1, 400, "malformed", null), (2, 201, "accepted", "bob")], answers.Select(Summary));
        var fault = Assert.Single(answers[0].GetProperty("errors").EnumerateArray());
        Assert.Equal(field, fault.GetProperty("field").GetString());
        Assert.StartsWith(message, fault.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.StartsWith(field.Length == 0 ? message : $"{field}: {message}", answers[0].GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_tells_refusals_and_conflicts_by_status_and_code()
    {
        await using var server = await GatewayServer.StartAsync();

        var answers = (await server.StreamAsync(string.Join('\n',
            Purchase("ada", "1"), Purchase("ada", "1", "2.00"),
            """{"customerId":"ada","command":{"type":"return","returnId":"r","purchaseId":"none"}}""",
            """{"customerId":"ada","command":{"type":"enrolment","enrolled":true}}""", """{"customerId":"ada","command":{"type":"enrolment","enrolled":true}}"""))).Lines;

        Assert.Equal(
            [(201, null), (409, "id_conflict"), (422, "purchase_not_found"), (201, null), (200, null)],
            answers.Select(line => (line.GetProperty("status").GetInt32(), line.GetProperty("code").GetString())));
        Assert.Equal("unchanged", answers[4].GetProperty("outcome").GetString());
        Assert.All(answers, line => Assert.False(line.GetProperty("retryable").GetBoolean()));
    }

    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Stream_of_10_000_lines_keeps_the_order_of_lines_and_of_each_customer(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);
        var lines = string.Join('\n', Enumerable.Range(0, 10_000).Select(i => Purchase($"c{i % 97}", $"p{i}", "1.00")));

        var answers = (await server.StreamAsync(lines)).Lines;

        Assert.Equal(Enumerable.Range(1, 10_000), answers.Select(line => line.GetProperty("line").GetInt32()));
        Assert.All(answers, line => Assert.Equal(201, line.GetProperty("status").GetInt32()));
        Assert.Equal(
            Enumerable.Range(0, 10_000).Select(i => ($"c{i % 97}", $"purchase:p{i}", i / 97 + 1)),
            answers.Select(line => line.GetProperty("receipt")).Select(receipt => (receipt.GetProperty("customerId").GetString()!, receipt.GetProperty("id").GetString()!, receipt.GetProperty("orders").GetInt32())));
        Assert.Equal("10000.00", (await server.GetAsync("/v1/metrics")).Json.GetProperty("revenue").GetString());
        await server.AssertCountersEqualRecountAsync();
    }

    /// <remarks>Whatever one line does to another customer comes before that customer's later lines, and after the earlier ones.</remarks>
    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Line_that_does_something_to_another_customer_keeps_its_place_among_that_customers_lines(LedgerKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);

        var lines = Enumerable.Range(0, 300).SelectMany(at => (string[])
        [
            Referral($"referrer-{at}", $"friend-{at}"), PurchaseNow($"friend-{at}"),
            Purchase($"buyer-{at}", "1"), Referral($"referrer-{at}", $"buyer-{at}"),
            Referral($"friend-{at}", $"next-{at}"), Referral($"late-{at}", $"next-{at}"), PurchaseNow($"next-{at}"),
        ]);
        var answers = (await server.StreamAsync(string.Join('\n', lines))).Lines;

        Assert.Equal(
            Enumerable.Repeat<string?[]>([null, null, null, "already_bought", null, "already_referred", null], 300).SelectMany(codes => codes),
            answers.Select(answer => answer.TryGetProperty("code", out var code) ? code.GetString() : null));
        await server.Engine.SettleAsync();
        Assert.Equal(1, (await server.GetAsync("/v1/customers/referrer-299")).Json.GetProperty("convertedReferrals").GetInt64());
        Assert.Equal(1, (await server.GetAsync("/v1/customers/friend-299")).Json.GetProperty("convertedReferrals").GetInt64());
    }

    [Fact]
    public async Task Result_arrives_while_the_request_is_still_being_sent()
    {
        await using var server = await GatewayServer.StartAsync();
        var (first, second) = (Purchase("ada", "1") + "\n", Purchase("ada", "2") + "\n");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var socket = new TcpClient(server.Address.Host, server.Address.Port);
        using var results = new StreamReader(socket.GetStream());

        await SendAsync($"POST /v1/commands HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: {first.Length + second.Length}\r\nConnection: close\r\n\r\n");
        await SendAsync(first + second[..10]);
        var afterFirst = await ResultAsync();
        await SendAsync(second[10..]);
        var afterSecond = await ResultAsync();

        Assert.Equal((1, 201, "accepted", "ada"), Summary(afterFirst));
        Assert.Equal((2, 201, "accepted", "ada"), Summary(afterSecond));

        Task SendAsync(string text) => socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), patience.Token).AsTask();

        async Task<JsonElement> ResultAsync()
        {
            while (true)
                if ((await results.ReadLineAsync(patience.Token))! is ['{', ..] line) return JsonSerializer.Deserialize<JsonElement>(line);
        }
    }

    [Fact]
    public async Task Line_of_the_greatest_length_is_read()
    {
        await using var server = await GatewayServer.StartAsync();

        var answers = (await server.StreamAsync(Purchase("ada", "1").PadRight(CommandLine.Limit) + "\n" + Purchase("ada", "2"))).Lines;

        Assert.Equal([(1, 201, "accepted", "ada"), (2, 201, "accepted", "ada")], answers.Select(Summary));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public async Task Line_too_long_before_any_result_is_a_problem(string end)
    {
        await using var server = await GatewayServer.StartAsync();

        var answer = await server.StreamAsync("\n" + new string(' ', CommandLine.Limit + 1) + end);

        answer.AssertProblem(413, "content_too_large");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public async Task Line_too_long_after_a_result_ends_the_stream_with_a_line_that_says_so(string end)
    {
        await using var server = await GatewayServer.StartAsync();

        var answer = await server.StreamAsync(Purchase("ada", "1") + "\n" + new string('x', CommandLine.Limit + 1) + end + Purchase("ada", "2"));

        Assert.Equal([(1, 201, "accepted", "ada"), (2, 413, "malformed", null)], answer.Lines.Select(Summary));
        Assert.Equal("content_too_large", answer.Lines[1].GetProperty("code").GetString());
        Assert.Equal(1, (await server.GetAsync("/v1/customers/ada")).Json.GetProperty("orders").GetInt64());
        Assert.Empty(server.Complaints);
    }

    [Fact]
    public async Task Stream_that_breaks_off_keeps_what_came_before_and_says_so()
    {
        await using var server = await GatewayServer.StartAsync();
        using var connection = new RawConnection(server.Address);
        var line = Purchase("ada", "1") + "\n";

        var (status, body) = await connection.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/commands HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n{line.Length:x}\r\n{line}\r\nnonsense\r\n"));

        // The break may be seen before the first result is sent, or after it.
        if (status == 200) Assert.Equal([(1, 201), (2, 400)], body.Split('\n')[..2].Select(text => JsonSerializer.Deserialize<JsonElement>(text)).Select(result => (result.GetProperty("line").GetInt32(), result.GetProperty("status").GetInt32())));
        else Assert.Equal(400, status);
        Assert.Equal(200, (await server.StreamAsync(line)).Status);
        Assert.Equal(1, (await server.GetAsync("/v1/customers/ada")).Json.GetProperty("orders").GetInt64());
        Assert.Empty(server.Complaints);
    }

    [Fact]
    public async Task Stream_of_another_media_type_is_unsupported()
    {
        await using var server = await GatewayServer.StartAsync();

        var answer = await server.PostAsync("/v1/commands", Purchase("ada", "1"));

        answer.AssertProblem(415, "unsupported_media_type");
        Assert.Equal("Send the body as application/x-ndjson, with that Content-Type.", answer.Json.GetProperty("detail").GetString());
    }

    private static string Purchase(string customer, string id, string amount = "1.00") =>
        $$"""{"customerId":"{{customer}}","command":{"type":"purchase","purchaseId":"{{id}}","amount":"{{amount}}","occurredAt":"2026-03-01T10:00:00Z"} }""";

    private static string PurchaseNow(string customer) => $$"""{"customerId":"{{customer}}","command":{"type":"purchase","purchaseId":"1","amount":"1.00"} }""";

    private static string Referral(string customer, string friend) =>
        $$"""{"customerId":"{{customer}}","command":{"type":"referral","referralId":"{{friend}}","referredCustomerId":"{{friend}}"} }""";

    private static (int Line, int Status, string? Outcome, string? Customer) Summary(JsonElement line) => (
        line.GetProperty("line").GetInt32(), line.GetProperty("status").GetInt32(), line.GetProperty("outcome").GetString(),
        line.GetProperty("receipt") is { ValueKind: JsonValueKind.Object } receipt ? receipt.GetProperty("customerId").GetString() : null);
}
