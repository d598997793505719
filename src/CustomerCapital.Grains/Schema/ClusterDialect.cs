namespace CustomerCapital.Grains.Schema;

/// <summary>The databases in which a cluster can keep its membership, control state and reminders.</summary>
public enum ClusterDialect
{
    /// <summary>PostgreSQL 15 or later, through Npgsql.</summary>
    PostgreSql = 1,

    /// <summary>SQL Server 2016 or later, through Microsoft.Data.SqlClient.</summary>
    SqlServer = 2,

    /// <summary>SQLite, through Microsoft.Data.Sqlite: control state alone, for one process.</summary>
    Sqlite = 3,
}
