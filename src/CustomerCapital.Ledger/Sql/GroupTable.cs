using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Reading;

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
    /// <summary>What a group writes besides, where the ledger keeps what was bought.</summary>
    static readonly IGroupTable Pieces = new GroupTable<(long Key, PieceKey Piece, long Units)>("AddToPieces", "pieces", LedgerTables.Pieces, PiecesOf);

    /// <summary>What a group writes always, in the order in which it is written.</summary>
    static readonly IReadOnlyList<IGroupTable> All =
    [
        // In the order of the rows' keys: what comes side by side in an index fills its pages, and an actor's entries stand together.
        new GroupTable<KeyedEntry>("InsertEntries", "entries", LedgerTables.Entries, group => group.OrderBy(keyed => keyed.ActorKey).SelectMany(
            keyed => keyed.Append.Entries.Zip(keyed.Append.EntriesUtf8, (entry, body) => new KeyedEntry(keyed.ActorKey, entry, body)))),
        new GroupTable<KeyedEntry>("RewriteEntries", "rewritten", LedgerTables.Rewritten, group => group.SelectMany(
            keyed => keyed.Append.Rewritten.Zip(keyed.Append.RewrittenUtf8, (entry, body) => new KeyedEntry(keyed.ActorKey, entry, body)))),
        new GroupTable<(long, ActorId)>("RenameActors", "renamed", LedgerTables.Renamed, group => group.Where(keyed => keyed.Append.RenamedTo is not null).Select(
            keyed => (keyed.ActorKey, keyed.Append.RenamedTo!.Value))),
        // An actor may be there twice, in rounds: the last state of a part, and the last of its due times, stand.
        new GroupTable<(long Key, EncodedPart Part)>("UpsertParts", "parts", LedgerTables.Parts, group => LastOf(group.SelectMany(
            keyed => keyed.Append.Parts.Select(part => (Key: keyed.ActorKey, Part: part))), row => (row.Key, row.Part.Name))),
        new GroupTable<(long Key, DueChange Change)>("UpsertDue", "due", LedgerTables.Due, group => LastOf(DueOf(group), row => (row.Key, row.Change.What)).Where(row => row.Change.LookAt is not null)),
        new GroupTable<(long Key, DueChange Change)>("DeleteDue", "not_due", LedgerTables.Due, group => LastOf(DueOf(group), row => (row.Key, row.Change.What)).Where(row => row.Change.LookAt is null)),
        new GroupTable<(int, OutgoingMessage)>("InsertMessages", "messages", LedgerTables.Messages, group => group.SelectMany(
            keyed => keyed.Append.Messages).Select((message, place) => (place, message))),
        // Written anew where they change, as a purchase does not.
        new GroupTable<long>("DeleteSearchKeys", "found_holders", LedgerTables.Numbers, group => FoundAnew(group).Where(change => change.WasThere).Select(change => change.Key)),
        new GroupTable<(long, string, string)>("InsertSearchKeys", "search_keys", LedgerTables.SearchKeys, group => FoundAnew(group).SelectMany(
            change => SearchKeys.Of(change.After), (change, key) => (change.Key, change.After.CustomerId, key))),
        new GroupTable<long>("DeleteOpenFollowUps", "followed_holders", LedgerTables.Numbers, group => FollowedAnew(group).Where(change => change.WasThere).Select(change => change.Key)),
        new GroupTable<(long, FollowUpPlace)>("InsertOpenFollowUps", "follow_ups", LedgerTables.OpenFollowUps, group => FollowedAnew(group).SelectMany(
            change => IndexedCustomer.FollowUpsOf(change.After), (change, open) => (change.Key, open))),
    ];

    void AddTo(List<SqlStatement> batch, IReadOnlyList<KeyedAppend> group);

    /// <remarks>An actor may be there twice, in rounds: the changes are added up. In the order of the rows' key, for the sake of the pages that are written.</remarks>
    private static IEnumerable<(long Key, PieceKey Piece, long Units)> PiecesOf(IReadOnlyList<KeyedAppend> group)
    {
        Dictionary<long, Pieces>? changes = null;
        foreach (var (key, append) in group)
        {
            if (append.Pieces.IsEmpty) continue;
            changes ??= [];
            if (!changes.TryGetValue(key, out var sum)) changes.Add(key, sum = new());
            sum.Add(append.Pieces);
        }

        return changes is null ? [] : changes.OrderBy(actor => actor.Key).SelectMany(actor => RowsOf(actor.Key, actor.Value));
    }

    /// <summary>The rows of an actor's pieces, in the order of their key.</summary>
    static IEnumerable<(long Key, PieceKey Piece, long Units)> RowsOf(long key, Pieces pieces) =>
        pieces.Rows.OrderBy(row => row.Key.Kind).ThenBy(row => row.Key.Name, StringComparer.Ordinal).Select(row => (key, row.Key, row.Value));

    private static IEnumerable<(long Key, bool WasThere, ActorState After)> FoundAnew(IReadOnlyList<KeyedAppend> group) => ChangedIn(group, append => append.RenamedTo is not null || append.MovedTo is not null ||
        SearchKeys.MayDiffer(append.Before, append.After) && !SearchKeys.Of(append.Before).SequenceEqual(SearchKeys.Of(append.After)));

    private static IEnumerable<(long Key, bool WasThere, ActorState After)> FollowedAnew(IReadOnlyList<KeyedAppend> group) =>
        ChangedIn(group, append => append.RenamedTo is not null || append.MovedTo is not null || !OpenFollowUps.Part.Of(append.Before).Equals(OpenFollowUps.Part.Of(append.After)));

    /// <summary>The last states of those that some append of the group has changed in some respect, and whether their rows were there before; in the order of keys.</summary>
    private static IEnumerable<(long Key, bool WasThere, ActorState After)> ChangedIn(IReadOnlyList<KeyedAppend> group, Predicate<Append> isChanged)
    {
        SortedDictionary<long, (bool WasThere, ActorState After)>? changed = null;
        foreach (var (key, append) in group)
        {
            if (changed is not null && changed.TryGetValue(key, out var before)) changed[key] = (before.WasThere, append.Listed);
            else if (isChanged(append)) (changed ??= [])[key] = (append.ExpectedVersion > 0, append.Listed);
        }

        return changed is null ? [] : changed.Select(row => (row.Key, row.Value.WasThere, row.Value.After));
    }

    private static IEnumerable<(long Key, DueChange Change)> DueOf(IReadOnlyList<KeyedAppend> group) => group.SelectMany(keyed => keyed.Append.Due.Select(change => (keyed.ActorKey, change)));

    /// <remarks>In the order of keys, so that sessions lock rows in the same order.</remarks>
    private static IEnumerable<T> LastOf<T, TKey>(IEnumerable<T> rows, Func<T, TKey> key) where TKey : notnull
    {
        var last = new Dictionary<TKey, T>();
        foreach (var row in rows) last[key(row)] = row;
        return last.OrderBy(row => row.Key).Select(row => row.Value);
    }
}
