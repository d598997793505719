namespace CustomerCapital.Ledger.Sql;

/// <summary>A table into which a group writes, once the keys of its rows are known.</summary>
/// <param name="insert">Name of the operation.</param>
/// <param name="name">Name of its rows.</param>
/// <param name="table">Their columns.</param>
/// <param name="rowsOf">The group's rows in it.</param>
internal sealed class GroupTable<TRow>(string insert, string name, SqlTable<TRow> table, Func<IReadOnlyList<KeyedAppend>, IEnumerable<TRow>> rowsOf) : IGroupTable
{
    public void AddTo(List<SqlStatement> batch, IReadOnlyList<KeyedAppend> group)
    {
        var rows = rowsOf(group).ToList();
        if (rows.Count > 0) batch.Add(new(insert) { Rows = table.Of(name, rows) });
    }
}

internal interface IGroupTable
{
    /// <summary>What a group writes, in the order in which it is written.</summary>
    static readonly IReadOnlyList<IGroupTable> All =
    [
        new GroupTable<KeyedEntry>("InsertEntries", "entries", LedgerTables.Entries, group => group.SelectMany(
            keyed => keyed.Append.Entries.Zip(keyed.Append.EntriesUtf8, (entry, body) => new KeyedEntry(keyed.CustomerKey, entry, body)))),
        new GroupTable<(int, Appending.OutgoingMessage)>("InsertMessages", "messages", LedgerTables.Messages, group => group.SelectMany(
            keyed => keyed.Append.Messages).Select((message, place) => (place, message))),
    ];

    void AddTo(List<SqlStatement> batch, IReadOnlyList<KeyedAppend> group);
}
