using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>Mails a second of one process, by connections, by how many may wait for their answer at once, and by where the mail server is slow.</summary>
internal static class MailsBench
{
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(BenchOptions options, ResultTable table)
    {
        var mails = options.Customers ?? options.Size(400, 10);
        using var cluster = await PostgreSqlCluster.StartAsync(options.Folder);
        var database = "postgres:" + cluster.ConnectionString;
        var planned = 0;
        (string, TimeSpan, TimeSpan)[] kinds = [("at once", TimeSpan.Zero, TimeSpan.Zero), ("after 20 ms at the end", Slow, TimeSpan.Zero), ("after 20 ms elsewhere", TimeSpan.Zero, Slow)];
        (int, int)[] gates = [(1, 1), (8, 1), (8, 8)];
        // At the smallest size one of each shows that it works: every figure starts the program twice.
        foreach (var (name, atEnd, elsewhere) in options.Smallest ? kinds[^1..] : kinds)
        {
            var figures = new List<string>();
            foreach (var (connections, unanswered) in options.Smallest ? gates[1..2] : gates)
            {
                await PlanAsync(database, planned, mails);
                planned += mails;
                figures.Add($"{await SendAsync(database, mails, connections, unanswered, atEnd, elsewhere):N0}");
            }

            table.Add($"mails: a second with 1 connection, 8, and 8 of which 8 may wait; answered {name}", string.Join(", ", figures));
        }
    }

    /// <summary>Messages are planned while no mail server is set up.</summary>
    private static async Task PlanAsync(string database, int from, int mails)
    {
        var url = ServerProcess.FreeUrl();
        using var engine = ServerProcess.Start("serve", "--url", url, "--database", database);
        await engine.WaitForAsync("Serving");
        using var client = new HttpClient { BaseAddress = new(url) };
        var template = JsonNode.Parse("""{"purpose":"service","variants":[{"language":"en","subject":"Thank you","text":"Thank you, {{ customer.id }}."}]}""");
        using var saved = await client.PutAsJsonAsync("v1/templates/receipt", template);
        saved.EnsureSuccessStatusCode();
        var lines = Enumerable.Range(from, mails).SelectMany(at => (string[])
        [
            string.Create(CultureInfo.InvariantCulture, $"{{\"customerId\":\"c{at}\",\"command\":{{\"type\":\"registration\",\"email\":\"c{at}@example.org\"}}}}"),
            string.Create(CultureInfo.InvariantCulture, $"{{\"customerId\":\"c{at}\",\"command\":{{\"type\":\"message\",\"messageId\":\"m{at}\",\"template\":\"receipt\"}}}}"),
        ]);
        using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        using var answer = await client.PostAsync("v1/commands", content);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsStringAsync();
    }

    /// <returns>Mails a second, from the first that the mail server has taken to the last.</returns>
    private static async Task<double> SendAsync(string database, int mails, int connections, int unanswered, TimeSpan atEnd, TimeSpan elsewhere)
    {
        using var server = new SlowMailServer(atEnd, elsewhere);
        server.Start();
        var number = (int of) => of.ToString(CultureInfo.InvariantCulture);
        using var engine = ServerProcess.Start(
            "serve", "--url", ServerProcess.FreeUrl(), "--database", database, "--smtp-host", "127.0.0.1", "--smtp-port", number(server.Port), "--smtp-security", "none", "--mail-from",
            "news@shop.example", "--public-url", "http://127.0.0.1:1", "--smtp-connections", number(connections), "--smtp-unanswered", number(unanswered));
        await engine.WaitForAsync("Serving");
        for (var since = Stopwatch.GetTimestamp(); server.Count < mails; await Task.Delay(TimeSpan.FromMilliseconds(20)))
            if (Stopwatch.GetElapsedTime(since) > TimeSpan.FromMinutes(5)) throw new InvalidOperationException($"Only {server.Count} of {mails} mails came in five minutes.");
        return (mails - 1) / Stopwatch.GetElapsedTime(server.FirstAt, server.LastAt).TotalSeconds;
    }
}
