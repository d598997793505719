using System.Data.Common;
using CustomerCapital.Grains.Schema;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.PostgreSql;
using CustomerCapital.Ledger.Sqlite;
using CustomerCapital.Ledger.SqlServer;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CustomerCapital.Server.Databases;

/// <summary>One database as the settings name it: sqlite:PATH, postgres:CONNECTION-STRING, sqlserver:CONNECTION-STRING or memory:</summary>
/// <param name="Kind">What kind of database it is.</param>
/// <param name="Address">The path or connection string, which may hold a password.</param>
internal sealed record DatabaseName(DatabaseKind Kind, string Address)
{
    /// <summary>The name as it may be shown: without a password. Made before the driver's own look at a connection string, whose messages may quote a part of it.</summary>
    private readonly string _shown = Kind switch
    {
        DatabaseKind.PostgreSql => PostgreSqlLedger.NameOf(Address),
        DatabaseKind.SqlServer => SqlServerLedger.NameOf(Address),
        DatabaseKind.Sqlite => "sqlite:" + Address,
        _ => "memory:",
    };

    /// <exception cref="UsageException">It cannot be understood.</exception>
    public static DatabaseName Parse(string name)
    {
        foreach (var (prefix, kind) in new[] { ("sqlite:", DatabaseKind.Sqlite), ("postgres:", DatabaseKind.PostgreSql), ("sqlserver:", DatabaseKind.SqlServer) })
            if (name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > prefix.Length) return new(kind, name[prefix.Length..]);
        if (name == "memory:") return new(DatabaseKind.Memory, "");
        // The name is not repeated: what was mistyped may hold a password.
        throw new UsageException("--database: name it as sqlite:PATH, postgres:CONNECTION-STRING, sqlserver:CONNECTION-STRING or memory:");
    }

    /// <summary>Whether several processes can serve from it, as a cluster.</summary>
    public bool IsShared => Kind is DatabaseKind.PostgreSql or DatabaseKind.SqlServer;

    /// <summary>Whether both mean the same database, as far as their names tell.</summary>
    public bool IsSameAs(DatabaseName other) => _shown == other._shown || (Kind == DatabaseKind.Sqlite && other.Kind == Kind && Path.GetFullPath(Address) == Path.GetFullPath(other.Address));

    /// <summary>Opens it to write.</summary>
    /// <param name="writer">Number of the counters to which is added; null for the first that no other process uses.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<ILedger> OpenAsync(short? writer, CancellationToken cancellation) => Kind switch
    {
        DatabaseKind.PostgreSql => await PostgreSqlLedger.OpenAsWriterAsync(Address, writer, cancellation: cancellation),
        DatabaseKind.SqlServer when writer is { } number => SqlServerLedger.Open(Address, new() { Writer = number }),
        DatabaseKind.SqlServer => await SqlServerLedger.OpenAsWriterAsync(Address, cancellation: cancellation),
        DatabaseKind.Sqlite => SqliteLedger.Open(Address),
        _ => new InMemoryLedger(),
    };

    /// <summary>Opens it to read it as it is now.</summary>
    public async Task<ILedger> OpenToReadAsync() => Kind switch
    {
        DatabaseKind.PostgreSql => await PostgreSqlLedger.OpenToReadAsync(Address),
        DatabaseKind.SqlServer => await SqlServerLedger.OpenToReadAsync(Address),
        DatabaseKind.Sqlite => SqliteLedger.OpenToRead(Address),
        _ => new InMemoryLedger(),
    };

    /// <exception cref="UsageException">It can have no replica.</exception>
    public ILedger OpenReplica() => Kind switch
    {
        DatabaseKind.PostgreSql => PostgreSqlLedger.OpenReplica(Address),
        DatabaseKind.SqlServer => SqlServerLedger.OpenReplica(Address),
        _ => throw new UsageException($"--replica {this}: only PostgreSQL and SQL Server have replicas; write it like postgres:Host=standby.example;Database=loyalty"),
    };

    /// <summary>Lets a role serve from it.</summary>
    /// <exception cref="UsageException">It has no roles.</exception>
    /// <param name="role">The role.</param>
    /// <param name="withCluster">Whether Orleans' tables are there too.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task GrantAsync(string role, bool withCluster, CancellationToken cancellation)
    {
        switch (Kind)
        {
            case DatabaseKind.PostgreSql:
                await using (var ledger = PostgreSqlLedger.Open(Address)) await ledger.GrantAsync(role, cancellation);
                break;
            case DatabaseKind.SqlServer:
                await using (var ledger = SqlServerLedger.Open(Address)) await ledger.GrantAsync(role, cancellation);
                break;
            default:
                throw new UsageException($"--grant-to {role}: {this} has no roles; only PostgreSQL and SQL Server have");
        }

        if (!withCluster) return;
        await UseClusterSchemaAsync(async schema =>
        {
            await schema.GrantAsync(role, cancellation);
            return true;
        });
    }

    /// <summary>The connection string for sessions of Orleans' own, which are few: they read members and write signs of life and control state.</summary>
    public string OrleansConnectionString => Kind switch
    {
        DatabaseKind.PostgreSql => PostgreSqlLedger.ConnectionStringOf(Address, poolSize: 10),
        DatabaseKind.SqlServer => new SqlConnectionStringBuilder(Address) { MinPoolSize = 0, MaxPoolSize = 10 }.ConnectionString,
        DatabaseKind.Sqlite => new SqliteConnectionStringBuilder { DataSource = Address }.ConnectionString,
        _ => throw new InvalidOperationException("Memory has no connection string."),
    };

    /// <summary>What kind of database it is to Orleans; null where Orleans keeps nothing there.</summary>
    public ClusterDialect? Dialect => Kind switch
    {
        DatabaseKind.PostgreSql => ClusterDialect.PostgreSql,
        DatabaseKind.SqlServer => ClusterDialect.SqlServer,
        DatabaseKind.Sqlite => ClusterDialect.Sqlite,
        _ => null,
    };

    /// <summary>Completes the tables of Orleans' providers.</summary>
    /// <returns>The scripts applied now.</returns>
    public async Task<IReadOnlyList<string>> MigrateClusterAsync(CancellationToken cancellation) =>
        // Looked at first: a role that may serve need not be one that may make tables.
        await UseClusterSchemaAsync(async schema => await schema.CheckAsync(cancellation) ? [] : await schema.MigrateAsync(cancellation)) ?? [];

    /// <summary>Whether the tables of Orleans' providers are complete.</summary>
    public Task<bool> IsClusterMadeAsync(CancellationToken cancellation) => UseClusterSchemaAsync(schema => schema.CheckAsync(cancellation));

    /// <summary>What no other cluster's tables have.</summary>
    public Task<Guid> ClusterIdentityAsync(CancellationToken cancellation) => UseClusterSchemaAsync(schema => schema.ReadIdentityAsync(cancellation));

    public override string ToString() => _shown;

    private async Task<T?> UseClusterSchemaAsync<T>(Func<ClusterSchema, Task<T>> use)
    {
        if (Dialect is not { } dialect) return default;
        var factory = dialect switch { ClusterDialect.PostgreSql => NpgsqlFactory.Instance, ClusterDialect.SqlServer => SqlClientFactory.Instance, _ => (DbProviderFactory)SqliteFactory.Instance };
        await using var source = factory.CreateDataSource(OrleansConnectionString);
        try
        {
            return await use(new(dialect, source, _shown));
        }
        catch (DbException failure)
        {
            throw new LedgerUnavailableException($"{this}: {failure.Message}", failure);
        }
    }
}

/// <summary>What kinds of database there are.</summary>
internal enum DatabaseKind
{
    /// <summary>Ends with the program.</summary>
    Memory = 1,

    /// <summary>A file.</summary>
    Sqlite = 2,

    /// <summary>On a PostgreSQL server.</summary>
    PostgreSql = 3,

    /// <summary>On a SQL Server.</summary>
    SqlServer = 4,
}
