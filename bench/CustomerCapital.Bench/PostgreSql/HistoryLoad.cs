using System.Diagnostics;
using System.Globalization;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>Loads ten purchases of each of many customers through streams of commands, each customer's together, and looks at every tenth of it by itself.</summary>
internal sealed class HistoryLoad(PostgreSqlCluster cluster, ServerProcess engine, int customers)
{
    private const int Each = 10;
    private const int Parts = 10;
    private const int Streams = 4;

    private long _answered;

    public static int PurchasesOf(int customers) => customers * Each;

    /// <summary>Loads, and says what each tenth came to.</summary>
    public async Task RunAsync(string url, ResultTable table)
    {
        table.Write($"{"million: tenth",-20} {"purchases/s",12} {"engine µs",12} {"PostgreSQL µs",14} {"driver µs",12} {"engine MB",12}");
        var loading = FillAsync(url, customers, Each, () => Interlocked.Increment(ref _answered));
        var (watch, tenths, before) = (Stopwatch.StartNew(), new List<(double Rate, double Cost)>(), Look(0));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (tenths.Count < Parts)
        {
            if (loading.IsFaulted) await loading;
            await timer.WaitForNextTickAsync();
            if (Volatile.Read(ref _answered) * Parts < (long)PurchasesOf(customers) * (tenths.Count + 1)) continue;
            var now = Look(watch.Elapsed.TotalSeconds);
            var count = now.Answered - before.Answered;
            var (ofEngine, ofPostgreSql, ofDriver) = (Each(before.Engine, now.Engine), Each(before.PostgreSql, now.PostgreSql), Each(before.Driver, now.Driver));
            tenths.Add((count / (now.Seconds - before.Seconds), ofEngine + ofPostgreSql));
            table.Write(string.Create(CultureInfo.InvariantCulture,
                $"{tenths.Count,-20} {tenths[^1].Rate,12:N0} {ofEngine,12:0} {ofPostgreSql,14:0} {ofDriver,12:0} {engine.ResidentMegabytes(),12:0}"));
            before = now;

            double Each(TimeSpan from, TimeSpan to) => (to - from).TotalMicroseconds / count;
        }

        await loading;
        table.Add("million: purchases/s over the whole load", $"{before.Answered / before.Seconds:N0}");
        table.Add("million: purchases/s, last tenth / first", $"{tenths[^1].Rate / tenths[0].Rate:0.00}", "about 1");
        table.Add("million: processor time of server and PostgreSQL, last tenth / first", $"{tenths[^1].Cost / tenths[0].Cost:0.00}", "about 1");
    }

    /// <summary>Sends so many purchases of each customer, the customer's together, up to now.</summary>
    /// <param name="url">Of the server.</param>
    /// <param name="customers">How many.</param>
    /// <param name="each">Purchases of each.</param>
    /// <param name="answered">Is told of each answer; null for nobody.</param>
    public static Task FillAsync(string url, int customers, int each = Each, Action? answered = null)
    {
        var end = TimeProvider.System.GetUtcNow();
        return Task.WhenAll(Enumerable.Range(0, Streams).Select(stream => Task.Run(() => StreamLoad.OneAsync(url, (line, number) =>
        {
            var customer = (number / each * Streams) + stream;
            return customer < customers ? PurchaseMaker.WriteOfHistory(line, customer, number % each, end) : 0;
        }, _ => answered?.Invoke()))));
    }

    private (long Answered, double Seconds, TimeSpan Engine, TimeSpan PostgreSql, TimeSpan Driver) Look(double seconds) =>
        (Volatile.Read(ref _answered), seconds, ProcessFile.TimeOf(engine.Id), cluster.ProcessorTime(), ProcessFile.TimeOf(Environment.ProcessId));
}
