using System.Text.Json.Nodes;

namespace CustomerCapital.Faults.Tests.Loads;

/// <summary>What the load's purchases earn, and what takes something off them: a point for each euro, of which each pays a cent, and vouchers of one euro.</summary>
internal static class Rewards
{
    /// <summary>What a voucher takes off.</summary>
    public const int DiscountCents = 100;

    /// <summary>As often as <see cref="SharedCode"/> can be used.</summary>
    public const int SharedUses = 150;

    /// <summary>The code that everybody uses.</summary>
    public const string SharedCode = "EVERYBODY";

    /// <summary>Points that a purchase is paid with.</summary>
    public const int PaidPoints = 10;

    private const int SingleCodes = 2_000;

    /// <summary>What a purchase can be refused for, after which it counts as one that was not made.</summary>
    public static readonly string[] Refusals = ["voucher_used_up", "insufficient_balance"];

    /// <summary>A code that can be used once.</summary>
    public static string SingleCode(int number) => FormattableString.Invariant($"ONCE-{number % SingleCodes}");

    /// <summary>Puts the rules in force and issues the codes.</summary>
    public static async Task SetUpAsync(EngineClient client)
    {
        var policy = (await client.SendAsync(HttpMethod.Get, "v1/policy", null))!;
        policy["wallets"] = JsonNode.Parse("""[{"name":"points","decimals":2,"worth":"0.01","earn":[{"rate":1}]}]""");
        await client.SendAsync(HttpMethod.Put, "v1/policy", policy);
        await client.SendAsync(HttpMethod.Post, "v1/vouchers", Order(1, Enumerable.Range(0, SingleCodes).Select(SingleCode)));
        await client.SendAsync(HttpMethod.Post, "v1/vouchers", Order(SharedUses, [SharedCode]));
    }

    private static JsonObject Order(int uses, IEnumerable<string> codes) => new()
    {
        ["terms"] = new JsonObject { ["batch"] = "faults", ["value"] = "1.00", ["uses"] = uses },
        ["codes"] = new JsonArray([.. codes.Select(code => JsonValue.Create(code))]),
    };
}
