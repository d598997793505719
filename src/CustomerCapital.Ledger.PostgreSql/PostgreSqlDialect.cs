using System.Text;
using CustomerCapital.Ledger.Schema;
using CustomerCapital.Ledger.Sql;
using Npgsql;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>PostgreSQL, with its errors by their SQLSTATE: messages are in the server's language.</summary>
internal sealed class PostgreSqlDialect(string name) : SqlDialect(Text, name)
{
    /// <summary>The SQL of this provider.</summary>
    public static readonly ProviderSql Text = new(typeof(PostgreSqlDialect).Assembly);

    public override string Another => "another database, or another schema with Search Path=…";

    public override string BeginSnapshot => "SET idle_in_transaction_session_timeout = 0; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    public override IReadOnlyList<string> Scrub { get; } =
    [
        "VACUUM (FULL) entries", "VACUUM (FULL) actors", "VACUUM (FULL) parts", "VACUUM (FULL) search_keys", "VACUUM (FULL) open_follow_ups", "VACUUM (FULL) outbox",
        "VACUUM (FULL) dead_letters", "VACUUM (FULL) control_states",
    ];

    public override string IsIn(string value, string list) => $"{value} = ANY ({list})";

    public override (string Type, string Default) DefinitionOf(SqlType type) => type switch
    {
        SqlType.Text => ("text COLLATE \"C\"", "''"),
        SqlType.Smallint => ("smallint", "0"),
        SqlType.Boolean => ("boolean", "false"),
        SqlType.Instant => ("timestamptz", "'epoch'"),
        _ => ("bigint", "0"),
    };

    /// <remarks>Classes 22 (data: a sum beyond 64 bits, a text with U+0000) and 23 (constraints), and texts too long for an index. A broken surrogate does not even leave the process.</remarks>
    public override bool IsOfContent(Exception error) => error switch
    {
        PostgresException told => told.SqlState.StartsWith("22", StringComparison.Ordinal) || told.SqlState.StartsWith("23", StringComparison.Ordinal)
            || told.SqlState == PostgresErrorCodes.ProgramLimitExceeded,
        OverflowException or EncoderFallbackException => true,
        _ => false,
    };

    public override bool IsUnique(Exception error) => error is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    public override bool IsPassing(Exception error) => error is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    public override bool EndsSessions(Exception error) => error switch
    {
        PostgresException told => told.SqlState.StartsWith("57P", StringComparison.Ordinal) || told.SqlState.StartsWith("08", StringComparison.Ordinal),
        _ => error is NpgsqlException,
    };

    public override bool IsTimeout(Exception error) => error is NpgsqlException { InnerException: TimeoutException };

    public override Exception ToLedger(Exception error) => (error as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.InvalidCatalogName => new LedgerUnavailableException($"{Name} does not exist; make it first, with: CREATE DATABASE … ENCODING 'UTF8'", error),
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            new LedgerUnavailableException($"{Name} does not let this user in; check user and password.", error),
        PostgresErrorCodes.InsufficientPrivilege => new LedgerUnavailableException($"{Name}: the user lacks a privilege ({error.Message}). Where tables are to be made or completed, or customers to be moved, let their owner run: migrate, or grow", error),
        PostgresErrorCodes.ReadOnlySqlTransaction => new LedgerUnavailableException($"{Name} cannot be written to; name the primary server.", error),
        PostgresErrorCodes.DiskFull => new LedgerUnavailableException($"There is no room left for {Name}; free some and try again with the same natural id.", error),
        PostgresErrorCodes.TooManyConnections => new LedgerUnavailableException($"{Name} takes no more connections; try again later.", error),
        PostgresErrorCodes.UndefinedTable => new LedgerSchemaException($"{Name} is not a ledger, or lacks tables; complete it with: migrate"),
        _ => new LedgerUnavailableException($"{Name}: {error.Message}", error),
    };
}
