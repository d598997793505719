using CustomerCapital.Ledger.Sql;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>How a process uses a ledger in PostgreSQL.</summary>
public sealed class PostgreSqlLedgerOptions : CommitterOptions;
