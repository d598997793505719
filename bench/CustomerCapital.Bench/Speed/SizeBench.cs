using CustomerCapital.Bench.PostgreSql;

namespace CustomerCapital.Bench.Speed;

/// <summary>Bytes on disk of ten purchases of each customer, per purchase, table by table; of this build, and of another.</summary>
internal static class SizeBench
{
    public static async Task RunAsync(BenchOptions options, TemporaryFolder folder, ResultTable table)
    {
        string[] names = options.Beside is null ? ["this"] : ["this", "other"];
        using var cluster = await PostgreSqlCluster.StartAsync(options.Folder, [.. names]);
        List<SpeedSide> sides = [.. names.Select(name => new SpeedSide(name, Path.Combine(name == "this" ? options.Program : options.Beside!, "customercapital.dll"), cluster, folder))];
        foreach (var side in sides) await side.LoadAsync(side.Name, options.Customers ?? options.Size(50_000, 50));
        Show(sides, table);
    }

    /// <summary>Prints what loading has shown.</summary>
    public static void Show(List<SpeedSide> sides, ResultTable table)
    {
        var columns = new SpeedColumns(sides, table);
        columns.Begin();
        columns.Add("SQLite, streams of new customers: processor time, µs", side => side.SqliteCost);
        foreach (var (relation, _) in sides[0].BytesOfRelations.Where(one => one.Bytes >= 0.5)) columns.Add($"PostgreSQL: {relation}", side => side.BytesOf(relation));
        columns.Add("PostgreSQL: bytes of database", side => side.BytesOfPurchase.PostgreSql, "450 bytes");
        columns.Add("SQLite: bytes of database", side => side.BytesOfPurchase.Sqlite, "300 bytes");
    }
}
