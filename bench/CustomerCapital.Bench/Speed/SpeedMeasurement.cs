using System.Globalization;
using CustomerCapital.Bench.PostgreSql;

namespace CustomerCapital.Bench.Speed;

/// <summary>A load with what it made the server allocate and PostgreSQL write to its log, each per purchase.</summary>
/// <param name="Load">Rate and processor time.</param>
/// <param name="WalBytes">Of PostgreSQL's log.</param>
/// <param name="PageImages">Whole pages in that log, which follow each checkpoint. PostgreSQL counts them up to a second late.</param>
/// <param name="Allocated">Bytes of objects; 0 where the server does not tell.</param>
internal sealed record SpeedMeasurement(Measurement Load, double WalBytes, double PageImages, double Allocated)
{
    /// <summary>Runs a load of a server and looks at all three before and after it.</summary>
    public static async Task<SpeedMeasurement> OfAsync(PostgreSqlCluster cluster, ServerProcess server, ManagedMemory? memory, Func<Task<Load>> runAsync)
    {
        var purchases = 0L;
        var (wal, allocated) = (await WalAsync(cluster), memory?.Allocated() ?? 0);
        var load = await Measurement.OfAsync(cluster, server.Id, async () =>
        {
            var load = await runAsync();
            purchases = load.Purchases;
            return load;
        });
        var (walAfter, allocatedAfter) = (await WalAsync(cluster), memory?.Allocated() ?? 0);
        return new(load, Each(walAfter.Bytes - wal.Bytes), Each(walAfter.Images - wal.Images), Each(allocatedAfter - allocated));

        double Each(long all) => (double)all / purchases;
    }

    private static async Task<(long Bytes, long Images)> WalAsync(PostgreSqlCluster cluster)
    {
        var numbers = ((string)(await cluster.RunAsync("SelectWal"))!).Split(' ');
        return (long.Parse(numbers[0], CultureInfo.InvariantCulture), long.Parse(numbers[1], CultureInfo.InvariantCulture));
    }
}
