using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Ledger.Sql;

/// <summary>Replays entries for what the states of earlier versions lack, and for the pieces that are with customers.</summary>
/// <remarks>Entries are folded as they come, so that memory is bounded however many there are.</remarks>
/// <param name="refills">What is taken from the replayed state.</param>
internal sealed class HistoryReplay(IReadOnlyList<Func<ActorState, ActorState, ActorState>> refills)
{
    /// <summary>Not the program's, which of several databases one alone knows: what is taken does not depend on it.</summary>
    private static readonly ProgramCalendar Calendar = new("UTC");

    /// <summary>The states with what they lacked, and the pieces. One of which an entry cannot be read stays as it is, without pieces: verification names it.</summary>
    public async ValueTask<List<(ActorState State, Pieces Pieces)>> RefillAsync(SqlSession session, IReadOnlyList<ActorState> states, CancellationToken cancellation)
    {
        if (states.Count == 0) return [];
        var (replayed, unreadable) = (new Dictionary<ActorId, (ActorState State, Pieces Pieces)>(states.Count), new HashSet<ActorId>());
        // Entries come by actor: of one actor at a time the purchases are held.
        var (current, history) = (default(ActorId), new PieceHistory());
        var select = new SqlStatement("SelectHistories")
        {
            Rows = LedgerTables.Ids.Of("actors", [.. states.Select(state => state.Id)]),
            IsPatient = true,
            Each = row =>
            {
                var actor = row.Actor(8);
                if (unreadable.Contains(actor)) return;
                try
                {
                    var entry = SqlReader.ReadEntry(row, actor, row.Utf8(7));
                    if (actor != current) (current, history) = (actor, new());
                    history.Take(entry);
                    var before = replayed.TryGetValue(actor, out var known) ? known.State : ActorState.New(actor);
                    replayed[actor] = (Decider.Evolve(before, entry.Event, entry.OccurredAt, Calendar), history.Pieces);
                }
                catch (Exception malformed) when (ActorUnreadableException.IsOfContent(malformed))
                {
                    unreadable.Add(actor);
                }
            },
        };
        await session.RunAsync(select, cancellation);
        return [.. states.Select(state => !unreadable.Contains(state.Id) && replayed.TryGetValue(state.Id, out var known)
            ? (refills.Aggregate(state, (kept, refill) => refill(kept, known.State)), known.Pieces)
            : (state, new Pieces()))];
    }
}
