using System.Diagnostics;
using CustomerCapital.Ledger.PostgreSql;
using Npgsql;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>
/// What PostgreSQL can do at most over one connection: rows that the engine has written, ready in memory, written into tables like the engine's in the engine's
/// own groups: each a transaction of a few statements over sets, all sent at once.
/// </summary>
internal sealed class BareGroups
{
    private readonly PostgreSqlCluster _cluster;
    private long _last;

    private BareGroups(PostgreSqlCluster cluster) => _cluster = cluster;

    /// <summary>Makes tables like the engine's.</summary>
    public static async Task<BareGroups> CreateAsync(PostgreSqlCluster cluster)
    {
        await using (var ledger = PostgreSqlLedger.Open($"{cluster.ConnectionString};Search Path=bare;Pooling=false")) await ledger.MigrateAsync();
        return new(cluster);
    }

    /// <summary>From now on the engine writes what is to be written again.</summary>
    public async Task BeginAsync()
    {
        await _cluster.RunAsync("CopyRows");
        _last = (long)(await _cluster.RunAsync("SelectLastEntry"))!;
    }

    /// <summary>Reads what the engine has written since, and how it was grouped.</summary>
    public async Task<BareWork> ReadAsync()
    {
        var connection = new NpgsqlConnection($"{_cluster.ConnectionString};Pooling=false;Max Auto Prepare=20;Auto Prepare Min Usages=1");
        await connection.OpenAsync();
        var (customers, entries, counters) =
            (await BareTable.OfAsync(connection, "actors"), await BareTable.OfAsync(connection, "entries"), await BareTable.OfAsync(connection, "counters"));
        var known = await KeysAsync(connection);
        var rowOf = (await customers.ReadAsync(connection, "SelectActorsSince", new NpgsqlParameter { Value = _last })).ToDictionary(row => (long)row.Row[customers.PlaceOf("actor_key")]!, row => row.Row);
        var sums = (await counters.ReadAsync(connection, "SelectCounterRows")).ConvertAll(row => row.Row);
        var written = await entries.ReadAsync(connection, "SelectGroups", new NpgsqlParameter { Value = _last });

        var groups = new List<NpgsqlBatch>();
        var appends = 0;
        foreach (var group in written.GroupBy(entry => entry.Group, entry => entry.Row))
        {
            var keys = group.Select(entry => (long)entry[entries.PlaceOf("actor_key")]!).Distinct().ToList();
            var (changed, added) = (keys.FindAll(known.Contains), keys.FindAll(known.Add));
            var batch = new NpgsqlBatch(connection);
            if (added.Count > 0) batch.BatchCommands.Add(customers.Insert(added.ConvertAll(key => rowOf[key])));
            if (changed.Count > 0) batch.BatchCommands.Add(customers.Update("actor_id", "version", changed.ConvertAll(key => rowOf[key])));
            batch.BatchCommands.Add(entries.Insert([.. group]));
            batch.BatchCommands.Add(counters.Add(["kind", "a", "b", "name", "writer"], sums));
            groups.Add(batch);
            appends += keys.Count;
        }

        var purchases = written.Count(entry => entry.Row[entries.PlaceOf("natural_id")] is not null);
        return new(connection, groups, purchases, (double)appends / groups.Count);
    }

    private static async Task<HashSet<long>> KeysAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT actor_key FROM bare.actors", connection);
        await using var rows = await command.ExecuteReaderAsync();
        var keys = new HashSet<long>();
        while (await rows.ReadAsync()) keys.Add(rows.GetInt64(0));
        return keys;
    }
}

/// <summary>Groups that are ready to be written.</summary>
/// <param name="Connection">Over which.</param>
/// <param name="Groups">A transaction each.</param>
/// <param name="Purchases">In all of them.</param>
/// <param name="GroupSize">Customers in one, on average.</param>
internal sealed record BareWork(NpgsqlConnection Connection, IReadOnlyList<NpgsqlBatch> Groups, long Purchases, double GroupSize) : IAsyncDisposable
{
    public async Task<Load> RunAsync()
    {
        var watch = Stopwatch.StartNew();
        var milliseconds = new List<double>(Groups.Count);
        foreach (var group in Groups)
        {
            var begun = watch.Elapsed;
            await group.ExecuteNonQueryAsync();
            milliseconds.Add((watch.Elapsed - begun).TotalMilliseconds);
        }

        return new(Purchases, watch.Elapsed, milliseconds);
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
