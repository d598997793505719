namespace CustomerCapital.Server.Importing.Rows;

/// <summary>Records of a file as fields of text in UTF-8, one after the other. Holds one record at a time. One thread.</summary>
internal interface IRowSource : IDisposable
{
    /// <summary>The header: the first record, or the one that was made it.</summary>
    IReadOnlyList<string> Header { get; }

    /// <summary>Line or row of the current record in the file, from 1.</summary>
    long Line { get; }

    /// <summary>Fields of the current record.</summary>
    int FieldCount { get; }

    /// <summary>A field of the current record, without outer white space; valid until the next one is read.</summary>
    ReadOnlySpan<byte> Field(int place);

    /// <summary>Goes to the next record; false at the end.</summary>
    /// <exception cref="UsageException">The rest of the file cannot be read.</exception>
    bool Read();

    /// <summary>Makes the current record the header.</summary>
    void TakeHeader();
}
