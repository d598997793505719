using System.Data.Common;
namespace CustomerCapital.Grains.Schema;
public enum ClusterDialect { PostgreSql, SqlServer }
public static class ClusterSchema
{
    public static Task CheckAsync(ClusterDialect d, Func<DbConnection> open, CancellationToken c) => Task.CompletedTask;
    public static Task<IReadOnlyList<string>> MigrateAsync(ClusterDialect d, Func<DbConnection> open, CancellationToken c) => Task.FromResult<IReadOnlyList<string>>([]);
}
