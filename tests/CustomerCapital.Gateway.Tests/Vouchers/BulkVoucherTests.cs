using System.Text.Json;
using CustomerCapital.Domain.Vouchers;

namespace CustomerCapital.Gateway.Tests.Vouchers;

/// <summary>Many codes in one request, brought, made and listed.</summary>
public sealed class BulkVoucherTests
{
    [Fact]
    public async Task Codes_that_are_made_differ_are_whole_and_are_listed_by_their_batch()
    {
        await using var server = await GatewayServer.StartAsync();

        var made = await server.PostAsync("/v1/vouchers", """{"terms":{"batch":"bulk","value":"5.00"},"count":2000}""");
        await server.PostAsync("/v1/vouchers", """{"terms":{"batch":"other","value":"5.00"},"codes":["printed-1"]}""");

        var codes = Lines(made.Text).ConvertAll(line => line.GetProperty("code").GetString()!);
        Assert.Equal((200, 2_000, 2_000), (made.Status, codes.Count, codes.Distinct().Count()));
        Assert.All(codes, code => Assert.True(code.Length == VoucherCode.Length && !VoucherCode.IsMistyped(code), code));
        var listed = Lines((await server.GetAsync("/v1/vouchers?batch=bulk")).Text);
        Assert.Equal(codes.Order(StringComparer.Ordinal), listed.Select(voucher => voucher.GetProperty("code").GetString()));
        Assert.All(listed, voucher => Assert.Equal("active", voucher.GetProperty("status").GetString()));
        Assert.Equal(2_001, Lines((await server.GetAsync("/v1/vouchers")).Text).Count);
    }

    [Fact]
    public async Task Code_that_is_brought_again_stays_as_it_is_and_with_other_terms_is_refused()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PostAsync("/v1/vouchers", """{"terms":{"value":"5.00"},"codes":["A-1"]}""");

        var again = Lines((await server.PostAsync("/v1/vouchers", """{"terms":{"value":"5.00"},"codes":["a-1","A-2"]}""")).Text);
        var other = Lines((await server.PostAsync("/v1/vouchers", """{"terms":{"value":"6.00"},"codes":["A-1"]}""")).Text);

        Assert.Equal([("A-1", "unchanged"), ("A-2", "accepted")], again.Select(line => (line.GetProperty("code").GetString(), line.GetProperty("outcome").GetString())));
        Assert.Equal("voucher_exists", Assert.Single(other).GetProperty("refusal").GetString());
    }

    [Theory]
    [InlineData("count", """{"terms":{"value":"5.00"}}""")]
    [InlineData("count", """{"terms":{"value":"5.00"},"count":1,"codes":["A-1"]}""")]
    [InlineData("count", """{"terms":{"value":"5.00"},"count":100001}""")]
    [InlineData("terms.value", """{"terms":{"value":"5.00","percent":5},"count":1}""")]
    [InlineData("codes[1]", """{"terms":{"value":"5.00"},"codes":["A-1","?"]}""")]
    public async Task What_cannot_be_issued_is_malformed_and_says_where(string field, string body)
    {
        await using var server = await GatewayServer.StartAsync();

        var answer = await server.PostAsync("/v1/vouchers", body);

        Assert.Equal((400, field), (answer.Status, answer.Json.GetProperty("errors")[0].GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Code_that_nobody_has_issued_is_not_found_and_a_mistyped_one_says_so()
    {
        await using var server = await GatewayServer.StartAsync();

        Assert.Equal((404, "voucher_not_found"), Of(await server.GetAsync("/v1/vouchers/NOBODY")));
        Assert.Equal((404, "voucher_mistyped"), Of(await server.GetAsync("/v1/vouchers/0000-0000-0000-0001")));
        Assert.Equal((404, "voucher_not_found"), Of(await server.PostAsync("/v1/vouchers/NOBODY/holds", """{"holdId":"cart"}""")));

        static (int Status, string? Code) Of(Answer answer) => (answer.Status, answer.Json.GetProperty("code").GetString());
    }

    private static List<JsonElement> Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
