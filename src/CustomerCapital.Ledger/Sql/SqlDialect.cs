using System.Collections.Concurrent;
using System.Data.Common;
using CustomerCapital.Ledger.Reading;
using CustomerCapital.Ledger.Schema;

namespace CustomerCapital.Ledger.Sql;

/// <summary>All in which one database differs from the others, but for its sessions: its SQL, how it holds values, and what its errors mean.</summary>
/// <param name="sql">Its SQL.</param>
/// <param name="name">The database as messages name it, without a password.</param>
/// <remarks>
/// The SQL of a statement that is run for rows may name their columns by placeholders, which are filled from the one list in which they are declared:
/// <c>{columns}</c> those that the table has; <c>{sent}</c> all, and <c>{parameters}</c> a parameter for each;
/// <c>{values}</c> what is written into those that the table has; <c>{assignments}</c> the same for all that a change of a row changes.
/// In any statement, <c>{fields}</c> are the columns of fields, <c>{segment}</c> the condition of its segment, and <c>{order}</c> the order in which that is listed. Thread-safe.
/// </remarks>
public abstract class SqlDialect(ProviderSql sql, string name)
{
    private readonly ConcurrentDictionary<(string Operation, string? Rows), string> _texts = new();

    /// <summary>The SQL.</summary>
    public ProviderSql Sql { get; } = sql;

    /// <summary>The database as messages name it.</summary>
    public string Name { get; } = name;

    /// <summary>The database as an argument of the command line.</summary>
    public virtual string Argument => Name;

    /// <summary>What to name instead, where a database is not a ledger: "another path".</summary>
    public abstract string Another { get; }

    /// <summary>What stands before the name of a table.</summary>
    public virtual string TablePrefix => "";

    /// <summary>SQL that begins to read as of one moment: that of the first statement after it.</summary>
    public abstract string BeginSnapshot { get; }

    /// <summary>SQL that removes from the files what was overwritten and deleted: one statement after the other, outside of a transaction.</summary>
    public abstract IReadOnlyList<string> Scrub { get; }

    /// <summary>SQL that makes a savepoint, in place of one that was made before.</summary>
    public virtual string Save => "SAVEPOINT one_append";

    /// <summary>SQL that undoes what was written since the savepoint.</summary>
    public virtual string UndoToSave => "ROLLBACK TO SAVEPOINT one_append";

    /// <summary>SQL that gives the savepoint up; null where it need not be.</summary>
    public virtual string? ReleaseSave => "RELEASE SAVEPOINT one_append";

    /// <summary>Whether a question costs no round trip: it is then answered before anything is written.</summary>
    public virtual bool AsksFirst => false;

    /// <summary>Whether rows can be sent with some of their columns only: without a type of rows for it.</summary>
    public virtual bool SendsSomeColumns => true;

    /// <summary>Whether an operation has to be run; a database for one process needs no locks.</summary>
    public virtual bool Needs(string operation) => true;

    /// <summary>Whether the database could hold a text.</summary>
    public virtual bool Holds(string text) => StorableText.Is(text);

    /// <summary>Whether the database refuses what an append holds, so that it fails whenever it is tried.</summary>
    public abstract bool IsOfContent(Exception error);

    /// <summary>Whether it is there already.</summary>
    public abstract bool IsUnique(Exception error);

    /// <summary>Whether the database rolled everything back because of others, so that trying again can succeed.</summary>
    public virtual bool IsPassing(Exception error) => false;

    /// <summary>Whether the session is gone, and others of the same pool may be.</summary>
    public virtual bool EndsSessions(Exception error) => false;

    /// <summary>Whether there was no answer in time to what may still be worked on.</summary>
    public virtual bool IsTimeout(Exception error) => false;

    /// <summary>Whether, after such an error at COMMIT, it is not known whether that took place.</summary>
    public virtual bool LeavesInDoubt(Exception error) => EndsSessions(error);

    /// <summary>The same as an error of the ledger.</summary>
    /// <param name="error">What the driver reports, or a <see cref="SessionException"/>.</param>
    public abstract Exception ToLedger(Exception error);

    /// <summary>Reads a text by which rows are told apart.</summary>
    public virtual string ReadText(DbDataReader row, int column) => row.GetString(column);

    /// <summary>Reads a text that is kept as it is, in UTF-8.</summary>
    public virtual byte[] ReadUtf8(DbDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    /// <summary>Reads an instant.</summary>
    public virtual DateTimeOffset ReadInstant(DbDataReader row, int column) => row.GetFieldValue<DateTimeOffset>(column);

    /// <summary>How a column of that type is defined, and what stands in it where nothing else is said.</summary>
    public abstract (string Type, string Default) DefinitionOf(SqlType type);

    /// <summary>A condition that holds where a value is in a list.</summary>
    /// <param name="value">The value.</param>
    /// <param name="list">Name of the parameter.</param>
    public abstract string IsIn(string value, string list);

    /// <summary>SQL that makes what rows are sent in, unless it is there; null where that needs nothing.</summary>
    public virtual string? MakeRowsOf(SqlTable table) => null;

    /// <summary>The SQL of a statement; always the same for its operation, its rows' columns and the form of its segment.</summary>
    public string TextOf(SqlStatement statement)
    {
        if (!_texts.TryGetValue(statement.Form, out var text))
            text = _texts.GetOrAdd(statement.Form, Filled(Sql.Of(statement.Operation), statement.Rows?.Table));
        return statement.Segment is { } segment ? Over(text, segment) : text;
    }

    /// <summary>The SQL of a statement with its segment in it.</summary>
    protected virtual string Over(string text, SegmentSql segment) => text
        .Replace("{segment}", segment.Condition, StringComparison.Ordinal).Replace("{order}", segment.Order, StringComparison.Ordinal);

    /// <summary>What a row's value is called in a statement that writes it.</summary>
    protected virtual string ValueOf(SqlColumn column) => $"sent.{column.Name}";

    private string Filled(string text, SqlTable? rows)
    {
        text = text.Replace("{fields}", string.Join(", ", CustomerLine.Fields.Select(field => field.Column)), StringComparison.Ordinal);
        if (rows is null) return text;
        var stored = rows.Columns.Where(column => column.Use != ColumnUse.Sent).ToList();
        return text
            .Replace("{columns}", string.Join(", ", stored.Select(column => column.Name)), StringComparison.Ordinal)
            .Replace("{sent}", string.Join(", ", rows.Columns.Select(column => column.Name)), StringComparison.Ordinal)
            .Replace("{parameters}", string.Join(", ", rows.Columns.Select(column => "@" + column.Name)), StringComparison.Ordinal)
            .Replace("{values}", string.Join(", ", stored.Select(ValueOf)), StringComparison.Ordinal)
            .Replace(
                "{assignments}",
                string.Join(", ", stored.Where(column => column.Use == ColumnUse.Stored).Select(column => $"{column.Name} = {ValueOf(column)}")),
                StringComparison.Ordinal);
    }
}
