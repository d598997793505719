using CustomerCapital.Ledger.Sql;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>How a process uses a ledger in SQL Server.</summary>
public sealed class SqlServerLedgerOptions : CommitterOptions;
