using System.Runtime.CompilerServices;
using System.Text.Json;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Gateway.Tests.Campaigns;

/// <summary>What README tells a manager to write can be scheduled.</summary>
public sealed class ReadmeRecipesTests
{
    [Fact]
    public async Task Every_recipe_of_README_for_the_days_of_members_is_scheduled()
    {
        await using var server = await GatewayServer.StartAsync();
        var policy = (await server.GetAsync("/v1/policy")).Text;
        Assert.Equal(200, (await server.PutAsync("/v1/policy", policy.Replace("\"rewards\":[]", """ "rewards":[{"name":"gift","voucher":{"value":"5.00"}}] """, StringComparison.Ordinal))).Status);
        var recipes = (await File.ReadAllLinesAsync(Readme())).SkipWhile(line => !line.StartsWith("| what | `schedule`", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|')).Select(cells => (Schedule: cells[2].Trim(' ', '`'), Audience: cells[3].Trim(' ', '`'))).ToList();
        Assert.Equal(7, recipes.Count);

        foreach (var (at, (schedule, audience)) in recipes.Index())
        {
            Assert.NotNull(SegmentJson.Read(audience, out IReadOnlyList<FieldFault> _));
            var put = await server.PutAsync($"/v1/campaigns/recipe-{at}", $$$"""{"terms":{"reward":"gift","schedule":{{{schedule}}},"audience":{{{audience}}}}}""");
            Assert.True(put.Status is 200 or 201, put.Text);
            Assert.Equal(schedule.Contains("cron", StringComparison.Ordinal), put.Json.GetProperty("terms").GetProperty("schedule").GetProperty("cron").ValueKind == JsonValueKind.String);
        }
    }

    private static string Readme([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "README.md"));
}
