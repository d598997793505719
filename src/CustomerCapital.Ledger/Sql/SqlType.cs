namespace CustomerCapital.Ledger.Sql;

/// <summary>What a column or a parameter holds, in the kinds that every database has a type for.</summary>
public enum SqlType
{
    /// <summary>A text by which rows are told apart and ordered, by its code points.</summary>
    Text,

    /// <summary>A text that is kept as it is: a string, or its UTF-8.</summary>
    Document,

    /// <summary>64 bits.</summary>
    Bigint,

    /// <summary>32 bits.</summary>
    Integer,

    /// <summary>16 bits.</summary>
    Smallint,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>128 bits.</summary>
    Uuid,

    /// <summary>An instant in UTC, in whole microseconds.</summary>
    Instant,
}
