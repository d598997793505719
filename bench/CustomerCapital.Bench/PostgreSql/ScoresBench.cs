using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>From the ledger to scored columns: fits models to everybody's ten purchases and scores everybody, beside purchases that go on.</summary>
internal static class ScoresBench
{
    private const int PurchasesPerSecond = 100;

    public static async Task RunAsync(BenchOptions options, ResultTable table)
    {
        var customers = options.Customers ?? options.Size(1_000_000, 100);
        using var cluster = await PostgreSqlCluster.StartAsync(options.Folder, "scores");
        var url = ServerProcess.FreeUrl();
        using var engine = ServerProcess.Start("serve", "--url", url, "--database", "postgres:" + cluster.ConnectionStringOf("scores"));
        await engine.WaitForAsync("Serving");
        using var client = new HttpClient { BaseAddress = new(url) };
        var policy = (await client.GetFromJsonAsync<JsonNode>("v1/policy"))!;
        policy["value"]!["refit"] = "never";
        (await client.PutAsJsonAsync("v1/policy", policy)).EnsureSuccessStatusCode();
        await HistoryLoad.FillAsync(url, customers);
        var loaded = ProcessFile.PeakMegabytes(engine.Id);
        var of = string.Create(CultureInfo.InvariantCulture, $"scores: {customers:N0} customers of ten purchases");
        foreach (var traffic in (bool[])[false, true])
        {
            using var ended = new CancellationTokenSource();
            var purchases = traffic ? BuyAsync(client, customers, ended.Token) : Task.FromResult(0);
            var (watch, server, database) = (Stopwatch.StartNew(), ProcessFile.TimeOf(engine.Id), cluster.ProcessorTime());
            var scored = await FitAsync(client);
            var seconds = watch.Elapsed.TotalSeconds;
            await ended.CancelAsync();
            var bought = await purchases;
            if (scored < customers) throw new InvalidOperationException($"{scored:N0} of {customers:N0} customers were scored.");
            var beside = traffic ? string.Create(CultureInfo.InvariantCulture, $"beside {bought / seconds:N0} purchases/s") : "alone";
            table.Add($"{of}, fitted and scored {beside}", $"{seconds:0.0} s", customers == 1_000_000 ? "at most 60 s" : "");
            table.Add($"{of}, processor time of server + PostgreSQL {beside}", $"{(ProcessFile.TimeOf(engine.Id) - server).TotalSeconds:0.0} + {(cluster.ProcessorTime() - database).TotalSeconds:0.0} s");
        }

        table.Add($"{of}, peak memory of the server, before and with it", $"{loaded:0}, {ProcessFile.PeakMegabytes(engine.Id):0} MB");
    }

    /// <summary>Asks for a fit, and waits until everybody is scored by it.</summary>
    /// <returns>How many were.</returns>
    private static async Task<long> FitAsync(HttpClient client)
    {
        (await client.PostAsJsonAsync("v1/value/models/fits", new JsonObject { ["force"] = true })).EnsureSuccessStatusCode();
        while (true)
        {
            var models = (await client.GetFromJsonAsync<JsonNode>("v1/value/models"))!;
            if (models["request"] is null && models["versions"]!.AsArray() is [{ } version, ..] && (await client.GetFromJsonAsync<JsonNode>("v1/value"))!["predicted"] is { } predicted
                && (long)predicted["modelVersion"]! == (long)version["version"]!)
                return (long)predicted["scores"]!["all"]!["customers"]!;
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>Purchases of customers in turn, so many a second, until it ends.</summary>
    private static async Task<int> BuyAsync(HttpClient client, int customers, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / PurchasesPerSecond));
        var bought = 0;
        try
        {
            for (; await timer.WaitForNextTickAsync(cancellation); bought++)
            {
                var purchase = new JsonObject { ["purchaseId"] = $"beside-{bought}", ["amount"] = "10.00" };
                (await client.PostAsJsonAsync($"v1/customers/c{bought % customers}/purchases", purchase, cancellation)).EnsureSuccessStatusCode();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The measurement has ended.
        }

        return bought;
    }
}
