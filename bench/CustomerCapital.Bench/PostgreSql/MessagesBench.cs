using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>What webhooks cost: how many a second one process sends, what purchases lose meanwhile, and what a receiver that hangs costs another.</summary>
internal static class MessagesBench
{
    private const int Streams = 4;

    public static async Task RunAsync(BenchOptions options, ResultTable table)
    {
        var customers = options.Customers ?? options.Size(20_000, 50);
        using var cluster = await PostgreSqlCluster.StartAsync(options.Folder);
        var url = ServerProcess.FreeUrl();
        using var engine = ServerProcess.Start("serve", "--url", url, "--database", "postgres:" + cluster.ConnectionString, "--webhook-hosts", "127.0.0.1");
        await engine.WaitForAsync("Serving");
        using var client = new HttpClient { BaseAddress = new(url) };
        using var sink = new WebhookSink();
        var makers = 0;
        PurchaseMaker Maker() => new(seed: makers, customers, string.Create(CultureInfo.InvariantCulture, $"m{makers++}"));
        Task<Load> StreamAsync() => StreamLoad.RunAsync(url, options.Duration, [.. Enumerable.Range(0, Streams).Select(_ => Maker())]);

        // The first load warms the server up, and is what a new subscription is sent: nothing else competes with that.
        await StreamAsync();
        await PutAsync(client, "shop", sink.Url);
        await ReplayAsync(options, table, cluster, client, engine, sink);
        await MeanwhileAsync(options, table, cluster, client, engine, sink, StreamAsync);
        await BesideHangingAsync(options, table, client, url, sink, Maker);
        table.Add("messages: peak memory of the server, MB", $"{ProcessFile.PeakMegabytes(engine.Id):0}");
    }

    /// <summary>Everything is sent once more, several times, with nothing else to do.</summary>
    private static async Task ReplayAsync(BenchOptions options, ResultTable table, PostgreSqlCluster cluster, HttpClient client, ServerProcess engine, WebhookSink sink)
    {
        var rounds = new List<Measurement>();
        for (var round = 0; round < options.Rounds; round++)
        {
            rounds.Add(await Measurement.OfAsync(cluster, engine.Id, async () =>
            {
                var (before, began) = (sink.Count, Stopwatch.GetTimestamp());
                await SendAsync(client, "shop/replay", new() { ["since"] = "2000-01-01T00:00:00Z" });
                await CaughtUpAsync(client, "shop", sink);
                return new(sink.Count - before, Stopwatch.GetElapsedTime(began, sink.LastAt), [0]);
            }));
        }

        var median = Measurement.Median(rounds);
        table.Add($"messages: webhooks/s of one process, nothing else to do, median of {options.Rounds}", $"{median.PerSecond:N0}", "at least 5,000");
        table.Add("messages: the same the first time, while the code of webhooks is compiled", $"{rounds[0].PerSecond:N0}");
        table.Add("messages: microseconds of processor a webhook: server, PostgreSQL, receiver", $"{median.Server:0}, {median.PostgreSql:0}, {median.Driver:0}");
    }

    /// <summary>Purchases in streams, and posts that fall due evenly, with the subscription disabled and enabled in turn.</summary>
    private static async Task MeanwhileAsync(BenchOptions options, ResultTable table, PostgreSqlCluster cluster, HttpClient client, ServerProcess engine, WebhookSink sink, Func<Task<Load>> streamAsync)
    {
        var (without, with) = (new List<Measurement>(), new List<Measurement>());
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var enabled in round % 2 == 0 ? (bool[])[false, true] : [true, false])
            {
                await SendAsync(client, enabled ? "shop/enable" : "shop/disable", []);
                if (enabled) await CaughtUpAsync(client, "shop", sink);
                (enabled ? with : without).Add(await Measurement.OfAsync(cluster, engine.Id, streamAsync));
            }
        }

        table.Add($"messages: medians of {options.Rounds} rounds, purchases/s in {Streams} streams without webhooks", $"{Measurement.Median(without).PerSecond:N0}");
        table.Add("messages: purchases/s with webhooks sent meanwhile / without", $"{Measurement.Ratio(with, without, one => one.PerSecond):0.00}", "at least 0.9");
    }

    /// <summary>From recording to receiving, before another subscription's receiver hangs and while it does.</summary>
    private static async Task BesideHangingAsync(BenchOptions options, ResultTable table, HttpClient client, string url, WebhookSink sink, Func<PurchaseMaker> maker)
    {
        await SendAsync(client, "shop/enable", []);
        await CaughtUpAsync(client, "shop", sink);
        sink.TakeMilliseconds();
        var perSecond = options.Size(500, 50);
        PostLoad.Run(url, 16, options.Duration, maker(), perSecond);
        await CaughtUpAsync(client, "shop", sink);
        var before = sink.TakeMilliseconds();
        using var hanging = new WebhookSink(hangs: true);
        await PutAsync(client, "hangs", hanging.Url);
        for (var attempt = 0; hanging.Count == 0; attempt++)
        {
            if (attempt == 120) throw new InvalidOperationException("Nothing came to the receiver that hangs.");
            PostLoad.Run(url, 1, TimeSpan.FromMilliseconds(500), maker(), 10);
        }

        await CaughtUpAsync(client, "shop", sink);
        sink.TakeMilliseconds();
        PostLoad.Run(url, 16, options.Duration, maker(), perSecond);
        await CaughtUpAsync(client, "shop", sink);
        var during = sink.TakeMilliseconds();
        table.Add($"messages: ms from recording to receiving at {perSecond} posts/s, p50 and p99", $"{At(before, 0.5):0} and {At(before, 0.99):0}");
        table.Add("messages: the same while another receiver hangs, p50 and p99", $"{At(during, 0.5):0} and {At(during, 0.99):0}", "the same");
    }

    private static double At(IReadOnlyList<double> milliseconds, double share) => milliseconds.Order().ElementAt((int)(share * (milliseconds.Count - 1)));

    /// <summary>Waits until nothing has come for two seconds, and nothing waits.</summary>
    private static async Task CaughtUpAsync(HttpClient client, string subscriptionId, WebhookSink sink)
    {
        for (var (before, quiet) = (-1L, 0); quiet < 4;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500));
            var delivery = (await client.GetFromJsonAsync<JsonObject>($"v1/subscriptions/{subscriptionId}/deliveries"))!;
            quiet = sink.Count == before && (int)delivery["waiting"]! == 0 ? quiet + 1 : 0;
            before = sink.Count;
        }
    }

    private static async Task PutAsync(HttpClient client, string subscriptionId, string url)
    {
        using var response = await client.PutAsJsonAsync($"v1/subscriptions/{subscriptionId}", new JsonObject { ["rules"] = new JsonObject { ["url"] = url } });
        response.EnsureSuccessStatusCode();
    }

    private static async Task SendAsync(HttpClient client, string path, JsonObject body)
    {
        using var response = await client.PostAsJsonAsync($"v1/subscriptions/{path}", body);
        response.EnsureSuccessStatusCode();
    }
}
