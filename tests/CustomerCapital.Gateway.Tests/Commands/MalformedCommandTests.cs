using System.Net.Http.Headers;
using System.Text;

namespace CustomerCapital.Gateway.Tests.Commands;

public sealed class MalformedCommandTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData("""{"purchaseId":"p","amount":1,"colour":"red"}""", "colour", "Is not a field here; there are amount, channel, currency, discount, lines, occurredAt, payments, purchaseId, voucherHoldId, vouchers.")]
    [InlineData("""{"purchaseId":"p","amount":1,"PurchaseId":"q"}""", "PurchaseId", "Is not a field here;")]
    [InlineData("""{"purchaseId":"p","amount":1,"naturalId":"q"}""", "naturalId", "Is not a field here;")]
    [InlineData("""{"purchaseId":"p","amount":1,"type":"purchase"}""", "type", "Is not a field here;")]
    [InlineData("""{"purchaseId":1,"amount":1}""", "purchaseId", "Must be a text in quotation marks.")]
    [InlineData("""{"purchaseId":null,"amount":1}""", "purchaseId", "Must not be null.")]
    [InlineData("""{"amount":1}""", "purchaseId", "Is required.")]
    [InlineData("""{"purchaseId":"p"}""", "amount", "Is required where no lines give it.")]
    [InlineData("""{"purchaseId":"p","amount":true}""", "amount", "An amount is a decimal string or number")]
    [InlineData("""{"purchaseId":"p","amount":"1,50"}""", "amount", "An amount is a decimal string or number")]
    [InlineData("""{"purchaseId":"p","amount":"1.00001"}""", "amount", "An amount is a decimal string or number")]
    [InlineData("""{"purchaseId":"p","amount":1e400}""", "amount", "An amount is a decimal string or number")]
    [InlineData("""{"purchaseId":"p","amount":99999999999999999999999999}""", "amount", "An amount is a decimal string or number")]
    [InlineData("""{"purchaseId":"p","amount":10000000000.0001}""", "amount", "Must be 0 to 10000000000.00")]
    [InlineData("""{"purchaseId":"p","amount":-1}""", "amount", "Must be 0 to 10000000000.00")]
    [InlineData("""{"purchaseId":"p","amount":1,"amount":1}""", "amount", "Must not stand twice.")]
    [InlineData("""{"purchaseId":"p","amount":1,"currency":"euro"}""", "currency", "A currency is three capital letters")]
    [InlineData("""{"purchaseId":".","amount":1}""", "purchaseId", "Must not be '.' or '..'")]
    [InlineData("""{"purchaseId":"..","amount":1}""", "purchaseId", "Must not be '.' or '..'")]
    [InlineData("""{"purchaseId":"p","amount":1,"occurredAt":"yesterday"}""", "occurredAt", "Must be an instant with its offset")]
    [InlineData("""{"purchaseId":"p","amount":1,"occurredAt":"2026-03-01"}""", "occurredAt", "Must be an instant with its offset")]
    [InlineData("""{"purchaseId":"p","amount":1,"occurredAt":"2026-03-01T10:00:00"}""", "occurredAt", "Must be an instant with its offset")]
    [InlineData("""{"purchaseId":"p","amount":1,"occurredAt":"0001-01-01T00:00:00+14:00"}""", "occurredAt", "Must be an instant with its offset")]
    [InlineData("""{"purchaseId":"p","lines":{}}""", "lines", "Must be an array.")]
    [InlineData("""{"purchaseId":"p","lines":[{},1]}""", "lines[1]", "Must be an object.")]
    [InlineData("""{"purchaseId":"p","lines":[null]}""", "lines[0]", "Must be an object.")]
    [InlineData("""{"purchaseId":"p","lines":[{},{},{"quantity":0}]}""", "lines[2].quantity", "Must be above 0 and at most 10000000.")]
    [InlineData("""{"purchaseId":"p","lines":[{},{},{"quantity":"2"}]}""", "lines[2].quantity", "Must be a decimal number, without quotation marks")]
    [InlineData("""{"purchaseId":"p","lines":[{},{},{"quantity":1e99}]}""", "lines[2].quantity", "Must be a decimal number, without quotation marks")]
    [InlineData("""{"purchaseId":"p","lines":[{"qty":1}]}""", "lines[0].qty", "Is not a field here; there are category, discount, quantity, sku, unitPrice.")]
    [InlineData("""{"purchaseId":" p","amount":1}""", "purchaseId", "Must not start or end with white space.")]
    [InlineData("""{"purchaseId":"p\u0000","amount":1}""", "purchaseId", "Must not hold control characters or broken Unicode.")]
    [InlineData("""{"purchaseId":"p\ud800","amount":1}""", "purchaseId", "Must be well-formed Unicode.")]
    [InlineData("""{"purchaseId":"p","amount":1,"channel":"\udc00"}""", "channel", "Must be well-formed Unicode.")]
    [InlineData("""{"\ud800":1}""", "", "The JSON must be well-formed Unicode.")]
    [InlineData("[]", "", "The JSON must be an object.")]
    [InlineData("null", "", "The JSON must be an object.")]
    [InlineData("\"purchase\"", "", "The JSON must be an object.")]
    [InlineData("", "", "The JSON must be an object; nothing was sent.")]
    [InlineData("   ", "", "The JSON must be an object; nothing was sent.")]
    [InlineData("purchase", "", "This is not JSON, at byte 1: 'p' is an invalid start of a value.")]
    [InlineData("{\n 'a'", "", "This is not JSON, at line 2, byte 2: ")]
    [InlineData("""{"purchaseId":"p",}""", "", "This is not JSON, at byte 19: ")]
    [InlineData("""{"purchaseId":"p" """, "", "The JSON ends before everything that it opens is closed.")]
    [InlineData("{} {}", "", "This is not JSON, at byte 4: ")]
    public async Task Purchase_that_cannot_be_read_names_the_field(string json, string field, string message)
    {
        var server = shared.Server;

        var answer = await server.PostAsync("/v1/customers/ada/purchases", json);

        answer.AssertFault(field, message);
        (await server.GetAsync("/v1/customers/ada")).AssertProblem(404, "customer_not_found");
    }

    [Theory]
    [InlineData("interactions", """{"interactionId":"i","kind":"chat"}""", "kind", "Must be one of inquiry, answer, complaint, contact.")]
    [InlineData("interactions", """{"interactionId":"i","kind":1}""", "kind", "Must be one of inquiry, answer, complaint, contact.")]
    [InlineData("interactions", """{"interactionId":"i"}""", "kind", "Must be inquiry, answer, complaint or contact.")]
    [InlineData("interactions", """{"interactionId":"i","kind":"answer","positive":"yes"}""", "positive", "Must be true or false.")]
    [InlineData("feedback", """{"feedbackId":"f","nps":11}""", "nps", "Must be 0 to 10.")]
    [InlineData("feedback", """{"feedbackId":"f","nps":7.5}""", "nps", "Must be a whole number")]
    [InlineData("feedback", """{"feedbackId":"f","review":99999999999}""", "review", "Must be a whole number")]
    [InlineData("feedback", """{"feedbackId":"f"}""", "nps", "One of nps, review and comment is required.")]
    [InlineData("enrolment", "{}", "enrolled", "Is required")]
    [InlineData("referrals", """{"referralId":"r"}""", "referredCustomerId", "Is required.")]
    [InlineData("follow-ups", """{"followUpId":"f","kind":"call"}""", "dueAt", "Is required.")]
    [InlineData("follow-ups/f/done", """{"result":1}""", "result", "Must be a text in quotation marks.")]
    [InlineData("follow-ups/f/done", """{"results":"x"}""", "results", "Is not a field here; there are completionId, doneBy, occurredAt, outcome, result.")]
    [InlineData("returns", """{"returnId":"r"}""", "amount", "Is required for a credit")]
    [InlineData("returns", """{"returnId":"r","purchaseId":"p","lines":[{"line":"1"}]}""", "lines[0].line", "Must be a whole number")]
    public async Task Command_that_cannot_be_read_names_the_field(string route, string json, string field, string message)
    {
        var server = shared.Server;

        var answer = await server.PostAsync($"/v1/customers/ada/{route}", json);

        answer.AssertFault(field, message);
    }

    [Fact]
    public async Task Faults_of_several_fields_are_told_at_once()
    {
        var server = shared.Server;

        var answer = await server.PostAsync("/v1/customers/ada/purchases", """{"channel":"\u0007","currency":"x","amount":-1}""");

        answer.AssertProblem(400, "malformed");
        Assert.Equal(["purchaseId", "channel", "currency", "amount"], answer.Json.GetProperty("errors").EnumerateArray().Select(fault => fault.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Nesting_beyond_16_levels_is_a_fault()
    {
        var server = shared.Server;

        var answer = await server.PostAsync("/v1/customers/ada/purchases", """{"deep":""" + new string('[', 20) + new string(']', 20) + "}");

        answer.AssertProblem(400, "malformed");
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_a_fault()
    {
        var server = shared.Server;
        using var body = new ByteArrayContent([.. """{"purchaseId":"p"""u8, 0xFF, .. "\",\"amount\":1}"u8]);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        var answer = await Answer.OfAsync(server.Client.PostAsync("/v1/customers/ada/purchases", body));

        answer.AssertFault("purchaseId", "Must be well-formed Unicode.");
    }

    [Fact]
    public async Task Id_of_128_characters_is_taken_and_one_more_is_not()
    {
        await using var server = await GatewayServer.StartAsync();

        Assert.Equal(201, (await server.PurchaseAsync("ada", new string('é', 128))).Status);
        (await server.PurchaseAsync("ada", new string('é', 129))).AssertFault("purchaseId", "Must have at most 128 characters.");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-ndjson")]
    [InlineData(null)]
    public async Task Other_media_types_are_unsupported(string? mediaType)
    {
        var server = shared.Server;
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"purchaseId":"p","amount":1}"""));
        if (mediaType is not null) body.Headers.ContentType = new MediaTypeHeaderValue(mediaType);

        var answer = await Answer.OfAsync(server.Client.PostAsync("/v1/customers/ada/purchases", body));

        answer.AssertProblem(415, "unsupported_media_type");
        Assert.Equal("Send the body as application/json, with that Content-Type.", answer.Json.GetProperty("detail").GetString());
    }
}
