using System.Net.Http.Headers;
using System.Text;
using CustomerCapital.Bench.PostgreSql;
using CustomerCapital.Engine.Access;

namespace CustomerCapital.Bench;

/// <summary>What it costs a single post to ask for a key: the same posts, in turn, to a server that asks nobody and to one that asks, each with a database of its own.</summary>
internal static class AccessBench
{
    private const int Connections = 64;
    private const int Customers = 10_000;

    public static async Task RunAsync(BenchOptions options, TemporaryFolder folder, ResultTable table)
    {
        var (openUrl, askingUrl) = (ServerProcess.FreeUrl(), ServerProcess.FreeUrl());
        using var open = ServerProcess.Start("serve", "--url", openUrl, "--database", "sqlite:" + folder.File("open.db"));
        await open.WaitForAsync("Serving");
        using var asking = ServerProcess.Start("serve", "--open", "false", "--url", askingUrl, "--database", "sqlite:" + folder.File("asking.db"));
        var key = (await asking.WaitForAsync("The first key"))[^AccessKey.Length..];
        using var openLoad = new HttpLoad(openUrl, Connections);
        using var askingLoad = new HttpLoad(askingUrl, Connections);
        var number = 0L;
        HttpRequestMessage Purchase() => new(HttpMethod.Post, $"v1/customers/c{Interlocked.Increment(ref number) % Customers}/purchases")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes($"{{\"purchaseId\":\"p{Interlocked.Read(ref number)}-{Guid.NewGuid():n}\",\"amount\":\"12.50\",\"channel\":\"web\"}}")) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            Headers = { Authorization = new("Bearer", key) },
        };

        var warm = TimeSpan.FromMilliseconds(options.Size(3_000, 300));
        await openLoad.RunAsync(warm, _ => Purchase());
        await askingLoad.RunAsync(warm, _ => Purchase());
        var (without, with) = (new List<(double Rate, double Microseconds)>(), new List<(double Rate, double Microseconds)>());
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var asks in round % 2 == 0 ? (bool[])[false, true] : [true, false])
            {
                var (load, server) = asks ? (askingLoad, asking) : (openLoad, open);
                var before = ProcessFile.TimeOf(server.Id);
                var sent = 0L;
                var result = await load.RunAsync(options.Duration, _ =>
                {
                    Interlocked.Increment(ref sent);
                    return Purchase();
                });
                (asks ? with : without).Add((result.PerSecond, (ProcessFile.TimeOf(server.Id) - before).TotalMicroseconds / sent));
            }
        }

        table.Add($"access: medians of {options.Rounds} rounds, POST purchases/s of a server that asks for a key", $"{Median(with, one => one.Rate):N0}");
        table.Add("access: its rate / that of a server that asks nobody", $"{Median(with, one => one.Rate) / Median(without, one => one.Rate):0.00}");
        table.Add("access: processor time of the server for a post, µs, asking nobody and asking", $"{Median(without, one => one.Microseconds):0} and {Median(with, one => one.Microseconds):0}");
        table.Add("access: processor time asking / asking nobody", $"{Median(with, one => one.Microseconds) / Median(without, one => one.Microseconds):0.00}", "at most 1.05");
    }

    private static double Median<T>(IEnumerable<T> all, Func<T, double> of)
    {
        var ordered = all.Select(of).Order().ToList();
        return (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }
}
