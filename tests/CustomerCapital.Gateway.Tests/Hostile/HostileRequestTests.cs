using System.Text;
using CustomerCapital.Gateway.Tests.OpenApi;

namespace CustomerCapital.Gateway.Tests.Hostile;

public sealed class HostileRequestTests
{
    private const int Connections = 8;

    [Theory]
    [InlineData(LedgerKind.Memory, 20_260_315, 8_000)]
    [InlineData(LedgerKind.Sqlite, 7, 2_000)]
    public async Task Hostile_requests_are_answered_without_a_fault_and_the_counters_stay_exact(LedgerKind kind, int seed, int requests)
    {
        await using var server = await GatewayServer.StartAsync(kind);

        var routes = (await DescribedOperation.AllAsync(server)).Where(operation => operation.IsCommand && operation.Path.StartsWith("/v1/customers/{id}/", StringComparison.Ordinal))
            .Select(operation => operation.PathWithExamples.Split('/', 5)[4]).ToArray();
        Assert.True(routes.Length > 10);

        var statuses = await Task.WhenAll(Enumerable.Range(0, Connections).Select(number => SendAsync(server, new HostileRequests(seed + number, routes), requests / Connections)));

        var counts = statuses.SelectMany(some => some).CountBy(status => status).ToDictionary();
        Assert.All(counts.Keys, status => Assert.True(status is 0 or (>= 200 and < 500) or 505, $"Status {status}, seed {seed}"));
        Assert.True(counts.Where(count => count.Key is >= 400 and < 500).Sum(count => count.Value) > requests / 2, $"Seed {seed}: few requests were rejected.");
        Assert.True(counts[201] > requests / 50, $"Seed {seed}: few requests changed anything.");
        Assert.True(server.Complaints.Count == 0, string.Join("\n", server.Complaints));
        Assert.Equal(200, (await server.GetAsync("/health/ready")).Status);
        Assert.True(await server.AssertCountersEqualRecountAsync() > 0);
        foreach (var report in new[] { "customers?limit=1000", "cohorts", "periods", "metrics", "ladder", "value" }) Assert.Equal(200, (await server.GetAsync("/v1/" + report)).Status);
    }

    /// <summary>Sends them one after the other; each is answered, or its connection closed, before the next.</summary>
    private static async Task<List<int>> SendAsync(GatewayServer server, HostileRequests requests, int count)
    {
        var statuses = new List<int>(count);
        for (var i = 0; i < count; i++)
        {
            // One connection each: what is left of a broken request must not be taken for the next.
            using var connection = new RawConnection(server.Address);
            var request = requests.Next();
            var (status, body) = await connection.SendAsync(request);
            if (status >= 500 && status != 505) Assert.Fail($"{status} {body} for {Encoding.Latin1.GetString(request)}");
            statuses.Add(status);
        }

        return statuses;
    }
}
