using System.Data.Common;
using CustomerCapital.Grains.Schema;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.SqlServer;
using Microsoft.Data.SqlClient;

namespace CustomerCapital.Cluster.Databases;

/// <summary>A cluster's database in SQL Server.</summary>
internal sealed class SqlServerDatabase(string connectionString) : ClusterDatabase
{
    private const short Committers = 3;

    /// <summary>Before the driver's own look at the connection string: its messages may quote a part of the password.</summary>
    private readonly string _name = SqlServerLedger.NameOf(connectionString);

    public override ClusterDialect Dialect => ClusterDialect.SqlServer;

    /// <summary>Orleans' own sessions are few: they read the members and write heartbeats.</summary>
    public override string ConnectionString { get; } = new SqlConnectionStringBuilder(connectionString) { MinPoolSize = 0, MaxPoolSize = 10 }.ConnectionString;

    public override Task<WriterClaim> ClaimWriterAsync(CancellationToken cancellation) => SqlServerWriterClaim.MakeAsync(connectionString, Committers, cancellation);

    public override ILedger OpenLedger(short writer) => SqlServerLedger.Open(connectionString, new() { Writer = writer, Committers = Committers });

    /// <summary>The name as it may be shown: without user and password.</summary>
    public override string ToString() => _name;

    protected override DbDataSource OpenSource() => SqlClientFactory.Instance.CreateDataSource(connectionString);

    /// <summary>Opening to read refuses what is not complete.</summary>
    protected override async Task CheckLedgerAsync() => await (await SqlServerLedger.OpenToReadAsync(connectionString)).DisposeAsync();
}
