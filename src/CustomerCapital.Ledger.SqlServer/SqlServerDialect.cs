using System.Data.Common;
using CustomerCapital.Ledger.Schema;
using CustomerCapital.Ledger.Sql;
using Microsoft.Data.SqlClient;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>SQL Server, with its errors by their number and severity: messages are in the server's language.</summary>
internal sealed class SqlServerDialect(string name) : SqlDialect(Text, name)
{
    /// <summary>The SQL of this provider.</summary>
    public static readonly ProviderSql Text = new(typeof(SqlServerDialect).Assembly);

    public override string Another => "another database";

    public override string TablePrefix => "customercapital.";

    public override string BeginSnapshot => "SET TRANSACTION ISOLATION LEVEL SNAPSHOT; BEGIN TRANSACTION";

    public override IReadOnlyList<string> Scrub { get; } =
    [
        .. ((string[])["entries", "actors", "parts", "search_keys", "open_follow_ups", "outbox", "dead_letters", "control_states"]).Select(table => $"ALTER INDEX ALL ON customercapital.{table} REBUILD"),
        "DECLARE @database sysname = DB_NAME(); EXEC sp_clean_db_free_space @dbname = @database",
    ];

    public override string IsIn(string value, string list) => $"{value} IN (SELECT value FROM {list})";

    public override (string Type, string Default) DefinitionOf(SqlType type) => (SqlServerRows.DefinitionOf(type, textLimit: 800), type switch
    {
        SqlType.Text => "0x",
        SqlType.Instant => "'1970-01-01'",
        _ => "0",
    });

    public override bool SendsSomeColumns => false;

    public override string MakeRowsOf(SqlTable table) => SqlServerRows.Make(table);

    /// <remarks>Whatever the server's default: a refused statement is undone, and not the whole transaction with it.</remarks>
    public override string Save => "SET XACT_ABORT OFF; SAVE TRANSACTION one_append";

    public override string UndoToSave => "ROLLBACK TRANSACTION one_append";

    public override string? ReleaseSave => null;

    public override bool IsOfContent(Exception error) => error is TextNotKeptException or OverflowException || (error is SqlException told && SqlServerErrors.IsOfContent(told.Number));

    public override bool IsUnique(Exception error) => error is SqlException told && SqlServerErrors.IsUnique(told.Number);

    public override bool IsPassing(Exception error) => error is SqlException told && SqlServerErrors.IsPassing(told.Number);

    public override bool EndsSessions(Exception error) => error is SqlException told && SqlServerErrors.EndsSessions(told.Number, told.Class);

    public override bool IsTimeout(Exception error) => error is SqlException { Number: SqlServerErrors.Timeout };

    /// <remarks>The driver says of a transaction whose session is gone that it is no longer usable.</remarks>
    public override bool LeavesInDoubt(Exception error) => error is InvalidOperationException || EndsSessions(error) || IsTimeout(error);

    public override Exception ToLedger(Exception error) => SqlServerErrors.ToLedger((error as SqlException)?.Number, error, Name);

    public override string ReadText(DbDataReader row, int column) => Utf8Text.Read(row.GetFieldValue<byte[]>(column));

    public override byte[] ReadUtf8(DbDataReader row, int column) => System.Text.Encoding.UTF8.GetBytes(row.GetString(column));

    public override DateTimeOffset ReadInstant(DbDataReader row, int column) => new(row.GetDateTime(column), TimeSpan.Zero);
}
