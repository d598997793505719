using CustomerCapital.Client;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.SignedLinks;

namespace CustomerCapital.Gateway.Tests.Links;

public sealed class LinksTests
{
    [Fact]
    public async Task Link_of_a_customer_is_read_as_that_customers_and_expires_when_the_answer_says()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PutAsync("/v1/customers/nora", "{}");

        var answer = await server.PostAsync("/v1/customers/nora/links", """{"kind":"customer_page","days":1}""");

        var path = answer.Json.GetProperty("path").GetString()!;
        Assert.Equal((200, GatewayServer.Now.AddDays(1)), (answer.Status, answer.Json.GetProperty("expiresAt").GetDateTimeOffset()));
        var read = await server.Engine.AskAsync(new ReadLink(LinkKind.CustomerPage, path["/my/".Length..]));
        Assert.Equal(new(LinkKind.CustomerPage, "nora", null, GatewayServer.Now.AddDays(1)), read.Link);
    }

    [Theory]
    [InlineData("kind", "{}")]
    [InlineData("subject", """{"kind":"survey"}""")]
    [InlineData("days", """{"kind":"share","days":0}""")]
    [InlineData("days", """{"kind":"share","days":3651}""")]
    [InlineData("kind", """{"kind":"page"}""")]
    public async Task Link_that_cannot_be_made_is_malformed_and_says_where(string field, string body)
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PutAsync("/v1/customers/nora", "{}");

        var answer = await server.PostAsync("/v1/customers/nora/links", body);

        Assert.Equal((400, field), (answer.Status, answer.Json.GetProperty("errors")[0].GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Link_of_somebody_who_is_not_known_is_not_found()
    {
        await using var server = await GatewayServer.StartAsync();

        Assert.Equal((404, "customer_not_found"), Of(await server.PostAsync("/v1/customers/nobody/links", """{"kind":"share"}""")));
    }

    [Fact]
    public async Task Client_makes_links_and_rotates_their_key_once_for_each_number()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PutAsync("/v1/customers/nora", "{}");
        using var client = new GatewayClient(server.Address, connectionLimit: 2);

        var link = await client.MakeLinkAsync("nora", LinkKind.Survey, "autumn");
        Assert.Equal(1, await client.GetLinkKeyAsync());
        Assert.Equal(2, await client.RotateLinkKeyAsync(1));

        Assert.Equal("autumn", (await server.Engine.AskAsync(new ReadLink(LinkKind.Survey, link.Token))).Link!.Subject);
        Assert.Equal(2, await client.RotateLinkKeyAsync(1));
        Assert.Equal(3, await client.RotateLinkKeyAsync(2));
        Assert.Equal((412, "version_conflict"), Of(await server.PostAsync("/v1/link-key/rotation", """{"from":1}""")));
    }

    [Fact]
    public async Task Share_code_stays_the_same_and_brings_a_referral_to_whoever_shared_it()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PutAsync("/v1/customers/nora", "{}");
        using var client = new GatewayClient(server.Address, connectionLimit: 2);
        var link = await client.MakeLinkAsync("nora", LinkKind.Share);

        Assert.Equal((link, (DateTimeOffset?)null), (await client.MakeLinkAsync("nora", LinkKind.Share), link.ExpiresAt));
        Assert.Equal("nora", await client.FindShareCodeAsync(link.Token));
        await client.MakeReferralAsync(link.Token, new() { ReferralId = "r", ReferredCustomerId = "emil" });
        await server.PostAsync("/v1/customers/emil/purchases", """{"purchaseId":"p","amount":"20.00"}""");
        await server.Engine.SettleAsync();

        Assert.Equal(1, (await server.Engine.Customer("nora").GetAsync())!.ConvertedReferrals);
        Assert.Equal("nora", (await server.Engine.Customer("emil").GetAsync())!.BroughtBy!.CustomerId);
    }

    [Fact]
    public async Task Share_code_that_is_forged_is_of_nobody_and_brings_no_referral()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.PutAsync("/v1/customers/nora", "{}");
        using var client = new GatewayClient(server.Address, connectionLimit: 2);
        var (share, page) = (await client.MakeLinkAsync("nora", LinkKind.Share), await client.MakeLinkAsync("nora", LinkKind.CustomerPage));
        foreach (var code in (string[])["none", share.Token + "A", (share.Token[0] == 'A' ? 'B' : 'A') + share.Token[1..], page.Token])
        {
            Assert.Null(await client.FindShareCodeAsync(code));
            Assert.Equal((404, "share_code_not_found"), Of(await server.PostAsync($"/v1/share-codes/{code}/referrals", """{"referralId":"r","referredCustomerId":"emil"}""")));
        }

        Assert.Null(await server.Engine.Customer("emil").GetAsync());
    }

    private static (int Status, string? Code) Of(Answer answer) => (answer.Status, answer.Json.GetProperty("code").GetString());
}
