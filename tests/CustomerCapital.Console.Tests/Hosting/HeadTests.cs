using CustomerCapital.ConsolePages.Tests.Serving;

namespace CustomerCapital.ConsolePages.Tests.Hosting;

/// <summary>HEAD is answered as GET is, without a body: by pages, and by files.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class HeadTests(ConsoleServer server)
{
    [Theory]
    [InlineData("/console", 200)]
    [InlineData("/console/campaigns", 200)]
    [InlineData("/console/customer?id=nobody-at-all", 404)]
    [InlineData("/console/csv/ladder", 200)]
    public async Task Head_has_the_status_of_get_and_no_body(string address, int status)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Head, address);

        using var answer = await client.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(status, (int)(await client.GetAsync(new Uri(address, UriKind.Relative))).StatusCode);
    }
}
