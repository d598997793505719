using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Ledger.Sql;

/// <summary>Begins to keep what was bought, from the history of all customers, and ends that.</summary>
internal static class PieceRefill
{
    /// <summary>Few at once, because one customer can have thousands of rows.</summary>
    private const int CustomersAtOnce = 100;

    /// <summary>Does either in one transaction, during which nothing is appended: no append is committed that has not read what holds for it.</summary>
    /// <returns>Whether that was a change.</returns>
    public static ValueTask<bool> KeepAsync(SqlSession session, bool keep, CancellationToken cancellation) => session.CommitAsync(
        async () =>
        {
            await session.RunAsync(new SqlStatement("LockSchema") { Each = _ => { }, IsPatient = true }, cancellation);
            var version = (await GateQuestion.AskAsync(session, new([], alone: true), cancellation)).Bought;
            if (KeptBought.Is(version) == keep) return false;
            await session.RunAsync(new SqlStatement("DeletePieces") { IsPatient = true }, cancellation);
            IReadOnlyList<string> page;
            for (string? after = null; keep && (page = await SqlReader.KeysAsync(session, ActorKind.Customer, after, CustomersAtOnce, cancellation)).Count > 0; after = page[^1])
                await FillAsync(session, [.. page.Select(key => new ActorId(ActorKind.Customer, key))], cancellation);
            await session.RunAsync(new SqlStatement("RaiseFence", SqlValue.Text("name", KeptBought.Name), SqlValue.Bigint("version", version + 1)), cancellation);
            return true;
        },
        mayRepeat: true, cancellation);

    private static async ValueTask FillAsync(SqlSession session, IReadOnlyList<ActorId> customers, CancellationToken cancellation)
    {
        var (pieces, unreadable) = (new SortedDictionary<long, Pieces>(), new HashSet<long>());
        // Entries come by actor: of one actor at a time the purchases are held.
        var (current, history) = (0L, new PieceHistory());
        var select = new SqlStatement("SelectHistories")
        {
            Rows = LedgerTables.Ids.Of("actors", customers),
            IsPatient = true,
            Each = row =>
            {
                var key = row.Bigint(10);
                if (unreadable.Contains(key)) return;
                if (key != current) (current, history) = (key, new());
                try
                {
                    history.Take(SqlReader.ReadEntry(row, row.Actor(8), row.Utf8(7)));
                    pieces[key] = history.Pieces;
                }
                catch (Exception malformed) when (ActorUnreadableException.IsOfContent(malformed))
                {
                    // Verification names it.
                    unreadable.Add(key);
                    pieces.Remove(key);
                }
            },
        };
        await session.RunAsync(select, cancellation);
        var rows = pieces.SelectMany(actor => IGroupTable.RowsOf(actor.Key, actor.Value)).ToList();
        if (rows.Count > 0) await session.RunAsync(new SqlStatement("AddToPieces") { Rows = LedgerTables.Pieces.Of("pieces", rows) }, cancellation);
    }
}
