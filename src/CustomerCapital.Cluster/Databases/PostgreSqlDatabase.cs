using System.Data.Common;
using CustomerCapital.Grains.Schema;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.PostgreSql;
using Npgsql;

namespace CustomerCapital.Cluster.Databases;

/// <summary>A cluster's database in PostgreSQL.</summary>
internal sealed class PostgreSqlDatabase(string connectionString) : ClusterDatabase
{
    private const short Committers = 3;

    /// <summary>Before the driver's own look at the connection string: its messages may quote a part of the password.</summary>
    private readonly string _name = PostgreSqlLedger.NameOf(connectionString);

    public override ClusterDialect Dialect => ClusterDialect.PostgreSql;

    /// <summary>Orleans' own sessions are few: they read the members and write heartbeats.</summary>
    public override string ConnectionString { get; } = new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 10 }.ConnectionString;

    public override Task<WriterClaim> ClaimWriterAsync(CancellationToken cancellation) => PostgreSqlWriterClaim.MakeAsync(connectionString, Committers, cancellation);

    public override ILedger OpenLedger(short writer) => PostgreSqlLedger.Open(connectionString, new() { Writer = writer, Committers = Committers });

    /// <summary>The name as it may be shown: without user and password.</summary>
    public override string ToString() => _name;

    protected override DbDataSource OpenSource() => NpgsqlDataSource.Create(connectionString);

    /// <summary>Opening to read refuses what is not complete.</summary>
    protected override async Task CheckLedgerAsync() => await (await PostgreSqlLedger.OpenToReadAsync(connectionString)).DisposeAsync();
}
