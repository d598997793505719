using System.Data.Common;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Ledger.Sql;

/// <summary>The row at which a reader stands, its columns counted from 0.</summary>
public readonly struct SqlRow(DbDataReader reader, SqlDialect dialect)
{
    /// <summary>A text by which rows are told apart.</summary>
    public string Text(int column) => dialect.ReadText(reader, column);

    /// <summary>The same; null where there is none.</summary>
    public string? OptionalText(int column) => reader.IsDBNull(column) ? null : dialect.ReadText(reader, column);

    /// <summary>A text that is kept as it is.</summary>
    public string Document(int column) => reader.GetString(column);

    /// <summary>The same; null where there is none.</summary>
    public string? OptionalDocument(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>The same in UTF-8.</summary>
    public byte[] Utf8(int column) => dialect.ReadUtf8(reader, column);

    /// <summary>A number of 64 bits.</summary>
    public long Bigint(int column) => reader.GetInt64(column);

    /// <summary>A number of 32 bits.</summary>
    public int Integer(int column) => reader.GetInt32(column);

    /// <summary>A number of 16 bits.</summary>
    public short Smallint(int column) => reader.GetInt16(column);

    /// <summary>A value of that type; null where there is none.</summary>
    public object? Value(int column, SqlType type) => reader.IsDBNull(column) ? null : type switch
    {
        SqlType.Text => Text(column),
        SqlType.Smallint => Smallint(column),
        SqlType.Boolean => Boolean(column),
        SqlType.Instant => Instant(column),
        _ => (object)Bigint(column),
    };

    /// <summary>An actor, in two columns.</summary>
    public ActorId Actor(int column) => new((ActorKind)Smallint(column), Text(column + 1));

    /// <summary>Whether true.</summary>
    public bool Boolean(int column) => reader.GetBoolean(column);

    /// <summary>An id of 128 bits.</summary>
    public Guid Uuid(int column) => reader.GetGuid(column);

    /// <summary>An instant.</summary>
    public DateTimeOffset Instant(int column) => dialect.ReadInstant(reader, column);

    /// <summary>The same; null where there is none.</summary>
    public DateTimeOffset? OptionalInstant(int column) => reader.IsDBNull(column) ? null : dialect.ReadInstant(reader, column);
}
