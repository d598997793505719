using CustomerCapital.Grains.Schema;
using CustomerCapital.Ledger;

namespace CustomerCapital.Cluster.Databases;

/// <summary>The one database of a cluster: its ledger, and the tables by which silos find each other.</summary>
internal abstract class ClusterDatabase
{
    /// <summary>Name under which Orleans knows the way to it.</summary>
    public abstract string Invariant { get; }

    /// <summary>With user and password.</summary>
    public abstract string ConnectionString { get; }

    /// <exception cref="UsageException">It cannot be understood.</exception>
    public static ClusterDatabase Parse(string name) =>
        RestOf(name, "postgres:") is { } postgreSql ? new PostgreSqlDatabase(postgreSql)
        : throw new UsageException("Database: name it as postgres:CONNECTION-STRING"); // The name is not repeated: what was mistyped may hold a password.

    /// <summary>Claims a number of counters, for as long as the claim is held.</summary>
    public abstract Task<IWriterClaim> ClaimWriterAsync(CancellationToken cancellation);

    /// <summary>Opens the ledger to write.</summary>
    public abstract ILedger OpenLedger(short writer);

    /// <summary>Refuses a database whose tables are not complete.</summary>
    /// <exception cref="LedgerSchemaException">They are not; the message says what to do.</exception>
    public abstract Task CheckAsync(CancellationToken cancellation);

    /// <summary>Completes the tables.</summary>
    /// <returns>The scripts applied now.</returns>
    public abstract Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation);

    private static string? RestOf(string name, string kind) => name.StartsWith(kind, StringComparison.Ordinal) && name.Length > kind.Length ? name[kind.Length..] : null;
}

/// <summary>A number of counters that no other silo uses while the claim is held.</summary>
internal interface IWriterClaim : IAsyncDisposable
{
    short Number { get; }
}
