using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>What pages of the console cost on a large ledger: twenty people click through them, each with a second to look at what came.</summary>
internal static class ConsoleBench
{
    private const int People = 20;
    private const int Each = 2;

    /// <summary>The pages by their names, with the customer who is looked at for <c>{0}</c>.</summary>
    private static readonly (string Name, string Address)[] Pages =
    [
        ("today", "console"), ("ladder", "console/ladder"), ("cohorts", "console/cohorts"), ("periods", "console/periods"), ("customers", "console/customers"), 
        ("customers of a rung", "console/customers?rung=customer"),
        ("customers by revenue", "console/customers?order=-revenue"), ("search", "console/search?q={0}"), ("customer", "console/customer?id={0}"), ("campaigns", "console/campaigns"),
        ("campaign editor", "console/campaign-editor"), ("rewards", "console/rewards"), ("raffles", "console/raffles"), ("work", "console/work"), ("value", "console/value"), ("program", "console/program"),
    ];

    /// <summary>Everybody clicks for so long, that each page is seen some 75 times: of 20 times the 95th of a hundred is the worst.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(BenchOptions options, ResultTable table)
    {
        var customers = options.Customers ?? options.Size(1_000_000, 100);
        using var cluster = await PostgreSqlCluster.StartAsync(options.Folder, "console");
        var url = ServerProcess.FreeUrl();
        using var engine = ServerProcess.Start("serve", "--url", url, "--database", "postgres:" + cluster.ConnectionStringOf("console"));
        await engine.WaitForAsync("Serving");
        await HistoryLoad.FillAsync(url, customers, Each);
        await cluster.RunAsync("Vacuum");
        await FirstClicksAsync(url, customers, table);
        var duration = options.Smallest || options.Duration > Long ? options.Duration : Long;
        var before = ProcessFile.PeakMegabytes(engine.Id);
        var clicks = await Task.WhenAll(Enumerable.Range(0, People).Select(person => ClickAsync(url, customers, person, duration)));
        foreach (var page in clicks.SelectMany(clicked => clicked).GroupBy(click => click.Page).OrderBy(page => Array.FindIndex(Pages, known => known.Name == page.Key)))
        {
            var times = page.Select(click => click.Milliseconds).Order().ToList();
            table.Add(
                $"console: {page.Key}, {customers:N0} customers, {People} people: p50, p95, on the wire",
                string.Create(CultureInfo.InvariantCulture, $"{times[times.Count / 2]:0}, {times[(int)(times.Count * 0.95)]:0} ms, {page.Max(click => click.Bytes) / 1000.0:0.0} kB"), "p95 under 200 ms, 60 kB");
        }

        table.Add($"console: memory of the server, before and after", $"{before:0}, {ProcessFile.PeakMegabytes(engine.Id):0} MB");
    }

    /// <summary>The first click of each page, which compiles it, and the first with a style sheet and a script, as a browser that was never here loads them.</summary>
    private static async Task FirstClicksAsync(string url, int customers, ResultTable table)
    {
        using var client = ClientOf(url);
        var total = 0L;
        var page = await client.GetAsync("console");
        var body = await page.Content.ReadAsByteArrayAsync();
        total += body.LongLength;
        foreach (var link in new[] { "href=\"/console/assets/", "src=\"/console/assets/" })
        {
            var text = Unpacked(body);
            for (var at = text.IndexOf(link, StringComparison.Ordinal); at >= 0; at = text.IndexOf(link, at + 1, StringComparison.Ordinal))
            {
                var start = at + link.IndexOf('"', StringComparison.Ordinal) + 1;
                total += (await client.GetByteArrayAsync(text[start..text.IndexOf('"', start)].TrimStart('/'))).LongLength;
            }
        }

        table.Add("console: first page with style sheet, script and icon, on the wire", string.Create(CultureInfo.InvariantCulture, $"{total / 1000.0:0.0} kB"), "at most 60 kB");
        foreach (var (_, address) in Pages) (await client.GetAsync(Filled(address, customers, 1))).EnsureSuccessStatusCode();
    }

    private static async Task<IReadOnlyList<(string Page, double Milliseconds, long Bytes)>> ClickAsync(string url, int customers, int person, TimeSpan duration)
    {
        using var client = ClientOf(url);
        var (watch, clicks) = (Stopwatch.StartNew(), new List<(string, double, long)>());
        // Everybody begins at another page and another moment, and sees each once at least.
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1_000));
        await Task.Delay(TimeSpan.FromMilliseconds(person * 1_000.0 / People));
        for (var number = person; number < person + Pages.Length || watch.Elapsed < duration; number++)
        {
            var (name, address) = Pages[number % Pages.Length];
            var begun = watch.Elapsed;
            using var answer = await client.GetAsync(Filled(address, customers, number));
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{name} answered {(int)answer.StatusCode} after {(watch.Elapsed - begun).TotalSeconds:0.0} s.");
            var bytes = (await answer.Content.ReadAsByteArrayAsync()).LongLength;
            clicks.Add((name, (watch.Elapsed - begun).TotalMilliseconds, bytes));
            await timer.WaitForNextTickAsync();
        }

        return clicks;
    }

    private static string Filled(string address, int customers, int number) => address.Replace("{0}", "c" + (number * 7919 % customers).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>A client that takes packed answers and counts them as they come.</summary>
    private static HttpClient ClientOf(string url) => new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = new Uri(url), DefaultRequestHeaders = { { "Accept-Encoding", "br" }, { "Accept-Language", "de" } } };

    private static string Unpacked(byte[] packed)
    {
        using var stream = new System.IO.Compression.BrotliStream(new MemoryStream(packed), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
