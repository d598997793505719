using System.Data.Common;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Grains.Schema;
using CustomerCapital.Ledger;

namespace CustomerCapital.Cluster.Databases;

/// <summary>The one database of a cluster: its ledger, and the tables by which silos find each other.</summary>
internal abstract class ClusterDatabase
{
    /// <summary>What kind of database it is.</summary>
    public abstract ClusterDialect Dialect { get; }

    /// <summary>With user and password, for sessions of Orleans' own.</summary>
    public abstract string ConnectionString { get; }

    /// <exception cref="UsageException">It cannot be understood.</exception>
    public static ClusterDatabase Parse(string name) =>
        RestOf(name, "postgres:") is { } postgreSql ? new PostgreSqlDatabase(postgreSql)
        : RestOf(name, "sqlserver:") is { } sqlServer ? new SqlServerDatabase(sqlServer)
        : throw new UsageException("Database: name it as postgres:CONNECTION-STRING or sqlserver:CONNECTION-STRING"); // The name is not repeated: what was mistyped may hold a password.

    /// <summary>Claims a number of counters, for as long as the claim is held.</summary>
    public abstract Task<WriterClaim> ClaimWriterAsync(CancellationToken cancellation);

    /// <summary>Opens the ledger to write.</summary>
    public abstract ILedger OpenLedger(short writer);

    /// <summary>Refuses a database whose tables are not complete.</summary>
    /// <exception cref="LedgerSchemaException">They are not; the message says what to do.</exception>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        await using (var ledger = OpenLedger(writer: 0))
            if (!await ledger.IsMadeAsync(cancellation)) throw new LedgerSchemaException($"{this} is not made yet; make it with: customercapital-cluster migrate");
        await CheckLedgerAsync();
        await using var source = OpenSource();
        if (!await new ClusterSchema(Dialect, source, ToString()!).CheckAsync(cancellation))
            throw new LedgerSchemaException($"{this} lacks tables of the cluster; complete it with: customercapital-cluster migrate");
    }

    /// <summary>Completes the tables, and puts the default policy in force where there is none.</summary>
    /// <param name="timeZone">IANA zone in which a new ledger counts; null for the ledger's, UTC for a new one.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The scripts applied now, and the ledger's time zone.</returns>
    /// <exception cref="LedgerSchemaException">The ledger counts in another time zone and holds customers already.</exception>
    public async Task<(IReadOnlyList<string> Applied, string TimeZone)> MigrateAsync(string? timeZone, CancellationToken cancellation)
    {
        await using var ledger = OpenLedger(writer: 0);
        var applied = await ledger.MigrateAsync(cancellation);
        using var policy = await PolicyActor.LoadAsync(ledger, timeZone);
        await using var source = OpenSource();
        return ([.. applied, .. await new ClusterSchema(Dialect, source, ToString()!).MigrateAsync(cancellation)], policy.Program.Policy.TimeZone);
    }

    /// <exception cref="LedgerSchemaException">The ledger's tables are not complete.</exception>
    protected abstract Task CheckLedgerAsync();

    /// <summary>Where connections to it are opened.</summary>
    protected abstract DbDataSource OpenSource();

    private static string? RestOf(string name, string kind) => name.StartsWith(kind, StringComparison.Ordinal) && name.Length > kind.Length ? name[kind.Length..] : null;
}
