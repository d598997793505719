using CustomerCapital.Grains.Schema;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.PostgreSql;
using Npgsql;

namespace CustomerCapital.Cluster.Databases;

/// <summary>A cluster's database in PostgreSQL.</summary>
internal sealed class PostgreSqlDatabase(string connectionString) : ClusterDatabase
{
    private const short Committers = 3;

    public override string Invariant => "Npgsql";

    /// <summary>Orleans' own sessions are few: they read the members and write heartbeats.</summary>
    public override string ConnectionString { get; } = new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 10 }.ConnectionString;

    public override async Task<IWriterClaim> ClaimWriterAsync(CancellationToken cancellation) => await PostgreSqlWriterClaim.MakeAsync(connectionString, Committers, cancellation);

    public override ILedger OpenLedger(short writer) => PostgreSqlLedger.Open(connectionString, new() { Writer = writer, Committers = Committers });

    public override async Task CheckAsync(CancellationToken cancellation)
    {
        await using (await PostgreSqlLedger.OpenToReadAsync(connectionString))
        {
            // Opening refuses what is not complete.
        }

        await ClusterSchema.CheckAsync(ClusterDialect.PostgreSql, () => new NpgsqlConnection(connectionString), cancellation);
    }

    public override async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation)
    {
        await using var ledger = PostgreSqlLedger.Open(connectionString);
        return [.. await ledger.MigrateAsync(cancellation), .. await ClusterSchema.MigrateAsync(ClusterDialect.PostgreSql, () => new NpgsqlConnection(connectionString), cancellation)];
    }

    /// <summary>The name as it may be shown: without user and password.</summary>
    public override string ToString() => PostgreSqlLedger.NameOf(connectionString);
}
