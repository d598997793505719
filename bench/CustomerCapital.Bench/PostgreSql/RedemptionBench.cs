using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>Purchases that redeem vouchers: each a code of its own that can be used once, or all the same code; beside a plain service that does it in one transaction.</summary>
internal static class RedemptionBench
{
    private const int Connections = 64;
    private const int Streams = 4;

    /// <summary>As often as the hot code can be used.</summary>
    private const int MostUses = 1_000_000;

    /// <summary>More than are redeemed in a second.</summary>
    private const int CodesPerSecond = 12_000;

    public static async Task RunAsync(BenchOptions options, ResultTable table)
    {
        using var both = await BesidePlainService.StartAsync(options, table);
        var (cluster, customers, engine, engineUrl, plain, plainUrl) = (both.Cluster, both.Customers, both.Engine, both.EngineUrl, both.Plain, both.PlainUrl);
        using var client = new HttpClient { BaseAddress = new(engineUrl), Timeout = TimeSpan.FromMinutes(10) };
        var (engineOnce, engineHot, plainOnce, plainHot) = (VoucherRoll.Once(), VoucherRoll.Hot(), VoucherRoll.Once(), VoucherRoll.Hot());
        await IssueAsync(client, engineHot, MostUses, MostUses);
        await FillPlainAsync(cluster, plainHot, MostUses, MostUses);

        var makers = 0;
        PurchaseMaker Maker(VoucherRoll? vouchers) => new(seed: makers, customers, string.Create(CultureInfo.InvariantCulture, $"m{makers++}"), vouchers: vouchers);
        Task<Measurement> StreamsAsync(VoucherRoll? vouchers) => Measurement.OfAsync(
            cluster, engine.Id, () => StreamLoad.RunAsync(engineUrl, options.Duration, [.. Enumerable.Range(0, Streams).Select(_ => Maker(vouchers))]));
        Task<Measurement> PostsAsync(string url, ServerProcess server, VoucherRoll? vouchers) => Measurement.OfAsync(
            cluster, server.Id, () => Task.Run(() => PostLoad.Run(url, Connections, options.Duration, Maker(vouchers))));

        var codes = (int)(CodesPerSecond * Math.Max(1, options.Duration.TotalSeconds));
        var rounds = Enumerable.Range(0, 7).Select(_ => new List<Measurement>()).ToArray();
        for (var round = 0; round <= options.Rounds; round++)
        {
            if (round == 1) foreach (var warm in rounds) warm.Clear();
            await IssueAsync(client, engineOnce, codes, 1);
            await FillPlainAsync(cluster, plainOnce, codes, 1);
            rounds[0].Add(await StreamsAsync(null));
            rounds[1].Add(await StreamsAsync(engineOnce));
            rounds[2].Add(await StreamsAsync(engineHot));
            await IssueAsync(client, engineOnce, codes, 1);
            rounds[3].Add(await PostsAsync(engineUrl, engine, engineOnce));
            rounds[4].Add(await PostsAsync(plainUrl, plain, plainOnce));
            rounds[5].Add(await PostsAsync(engineUrl, engine, engineHot));
            rounds[6].Add(await PostsAsync(plainUrl, plain, plainHot));
        }

        var comparison = new ComparisonTable(table);
        comparison.Begin($"redemptions: medians of {options.Rounds} rounds, {customers:N0} customers");
        comparison.Add($"(a) no voucher, {Streams} streams", rounds[0], null);
        comparison.Add($"(b) a code each, {Streams} streams", rounds[1], ProcessFile.PeakMegabytes(engine.Id));
        comparison.Add($"(c) one code, {Streams} streams", rounds[2], null);
        comparison.Add($"(d) a code each, single posts, {Connections} connections", rounds[3], null);
        comparison.Add("(e) the same, plain service", rounds[4], ProcessFile.PeakMegabytes(plain.Id));
        comparison.Add($"(f) one code, single posts, {Connections} connections", rounds[5], null);
        comparison.Add("(g) the same, plain service", rounds[6], null);
        table.Add("redemptions: (b), purchases/s", $"{Measurement.Median(rounds[1]).PerSecond:N0}", "at least 5,000");
        table.Add("redemptions: (c), purchases/s", $"{Measurement.Median(rounds[2]).PerSecond:N0}", "at least 1,000");
        table.Add("redemptions: (b) / (e), purchases/s", $"{Measurement.Ratio(rounds[1], rounds[4], one => one.PerSecond):0.00}", "at least 5");
        table.Add("redemptions: (d) / (e), purchases/s", $"{Measurement.Ratio(rounds[3], rounds[4], one => one.PerSecond):0.00}");
        table.Add("redemptions: (c) / (g), purchases/s", $"{Measurement.Ratio(rounds[2], rounds[6], one => one.PerSecond):0.00}", "at least 20");
        table.Add("redemptions: (f) / (g), purchases/s", $"{Measurement.Ratio(rounds[5], rounds[6], one => one.PerSecond):0.00}");
        table.Add("redemptions: (b) / (a), processor time of server and PostgreSQL", $"{Measurement.Ratio(rounds[1], rounds[0], one => one.Cost):0.00}");
        var plainUses = (Once: (long)(await cluster.RunAsync("SelectPlainUses", new NpgsqlParameter { Value = false }))!, Hot: (long)(await cluster.RunAsync("SelectPlainUses", new NpgsqlParameter { Value = true }))!);
        Check("plain service", plainUses, plainOnce, plainHot);
        var uses = await UsesAsync(client);
        Check("engine", uses, engineOnce, engineHot);
        table.Add("redemptions: uses counted and purchases accepted, both", $"{uses.Once + uses.Hot + plainUses.Once + plainUses.Hot:N0}", "equal");
    }

    /// <summary>Issues what is missing for so many codes to be there that are not taken.</summary>
    private static async Task IssueAsync(HttpClient client, VoucherRoll roll, int left, int uses)
    {
        var (from, count) = roll.TopUp(left);
        foreach (var numbers in Enumerable.Range(from, uses > 1 ? Math.Min(count, 1) : count).Chunk(20_000))
        {
            var order = new JsonObject
            {
                ["terms"] = new JsonObject { ["batch"] = uses > 1 ? "hot" : "once", ["percent"] = 10, ["uses"] = uses },
                ["codes"] = new JsonArray([.. numbers.Select(number => JsonValue.Create(roll.CodeOf(number)))]),
            };
            using var answer = await client.PostAsJsonAsync("v1/vouchers", order);
            var lines = (await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length != numbers.Length || lines.FirstOrDefault(line => !line.Contains("\"accepted\"", StringComparison.Ordinal)) is { } wrong)
                throw new InvalidOperationException($"Of {numbers.Length} codes {lines.Length} were answered, the last with {lines[^1]}");
        }
    }

    private static async Task FillPlainAsync(PostgreSqlCluster cluster, VoucherRoll roll, int left, int uses)
    {
        var (from, count) = roll.TopUp(left);
        string[] codes = uses > 1 ? [roll.CodeOf(0)] : [.. Enumerable.Range(from, count).Select(roll.CodeOf)];
        await cluster.RunAsync("FillPlainVouchers", new NpgsqlParameter { Value = codes }, new NpgsqlParameter { Value = (long)uses });
    }

    /// <summary>The uses of all codes, once none is taken out any more.</summary>
    private static async Task<(long Once, long Hot)> UsesAsync(HttpClient client)
    {
        for (var attempt = 0; ; attempt++)
        {
            var uses = (Once: 0L, Hot: 0L, TakenOut: 0L);
            using var answer = await client.GetAsync("v1/vouchers", HttpCompletionOption.ResponseHeadersRead);
            using var lines = new StreamReader(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
            while (await lines.ReadLineAsync() is { } line)
            {
                var voucher = JsonNode.Parse(line)!;
                var count = (long)voucher["uses"]!;
                uses.TakenOut += (long)voucher["takenOut"]!;
                if ((string)voucher["code"]! == "HOT") uses.Hot += count;
                else if (count > 1) throw new InvalidOperationException($"A code was used more often than it can be: {line}");
                else uses.Once += count;
            }

            if (uses.TakenOut == 0) return (uses.Once, uses.Hot);
            if (attempt == 60) throw new InvalidOperationException($"{uses.TakenOut} uses are still taken out.");
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private static void Check(string server, (long Once, long Hot) uses, VoucherRoll once, VoucherRoll hot)
    {
        if (uses != (once.Taken, hot.Taken)) throw new InvalidOperationException($"{server}: {uses} uses are counted, of {(once.Taken, hot.Taken)} purchases that were accepted.");
    }
}
