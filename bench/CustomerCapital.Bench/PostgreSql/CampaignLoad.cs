using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>Campaigns that grant credit, through a gateway.</summary>
internal static class CampaignLoad
{
    /// <summary>A wallet that nothing but the reward fills, and customers of one purchase each.</summary>
    public static async Task FillAsync(string url, int customers)
    {
        using var client = new HttpClient { BaseAddress = new(url) };
        var policy = (await client.GetFromJsonAsync<JsonNode>("v1/policy"))!;
        policy["wallets"] = JsonNode.Parse("""[{"name":"points","worth":"0.01"}]""");
        policy["rewards"] = JsonNode.Parse("""[{"name":"bonus","cost":"0.50","credit":{"wallet":"points","amount":50}}]""");
        (await client.PutAsJsonAsync("v1/policy", policy)).EnsureSuccessStatusCode();
        await StreamLoad.OneAsync(url, (line, customer) => customer < customers ? PurchaseMaker.WriteFirst(line, customer) : 0, _ => { });
    }

    /// <summary>Runs a campaign for everybody.</summary>
    /// <returns>A grant to each, from the run's begin to its end by the server's own account; the time of each grant by itself is not known.</returns>
    public static async Task<Load> RunAsync(HttpClient client, string campaign, int customers, bool isTakenAtLaunch = false)
    {
        var at = TimeProvider.System.GetUtcNow().AddSeconds(5);
        var terms = new JsonObject { ["schedule"] = new JsonObject { ["at"] = at.ToString("O", CultureInfo.InvariantCulture) } };
        if (isTakenAtLaunch) terms["audienceTaken"] = "at_launch";
        await ScheduleAsync(client, campaign, terms);
        while (true)
        {
            var run = (await client.GetFromJsonAsync<JsonNode>($"v1/campaigns/{campaign}/runs"))!["runs"]!.AsArray().FirstOrDefault();
            if ((string?)run?["status"] is "finished")
            {
                var granted = (long)run["outcomes"]!.AsArray().Single()!["customers"]!;
                if (granted != customers) throw new InvalidOperationException($"Not everybody got it: {run}");
                var elapsed = (DateTimeOffset)run["endedAt"]! - (DateTimeOffset)run["begunAt"]!;
                return new(granted, elapsed, [elapsed.TotalMilliseconds]);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    public static async Task ScheduleAsync(HttpClient client, string campaign, JsonObject terms)
    {
        terms["reward"] = "bonus";
        (await client.PutAsJsonAsync("v1/campaigns/" + campaign, new JsonObject { ["terms"] = terms })).EnsureSuccessStatusCode();
        (await client.PostAsJsonAsync($"v1/campaigns/{campaign}/schedule", new JsonObject())).EnsureSuccessStatusCode();
    }

    public static async Task<long> DoneAsync(HttpClient client, string campaign) =>
        (await client.GetFromJsonAsync<JsonNode>($"v1/campaigns/{campaign}/runs"))!["runs"]!.AsArray().Sum(run => (long)run!["done"]!);
}
