using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Ledger.Sql;

/// <summary>Replays entries for what the states of earlier versions lack.</summary>
/// <remarks>Entries are folded as they come, so that memory is bounded however many there are.</remarks>
/// <param name="refills">What is taken from the replayed state.</param>
internal sealed class HistoryReplay(IReadOnlyList<Func<ActorState, ActorState, ActorState>> refills)
{
    /// <summary>Not the program's, which of several databases one alone knows: what is taken does not depend on it.</summary>
    private static readonly ProgramCalendar Calendar = new("UTC");

    /// <summary>The states with what they lacked. One of which an entry cannot be read stays as it is: verification names it.</summary>
    public async ValueTask<List<ActorState>> RefillAsync(SqlSession session, IReadOnlyList<ActorState> states, CancellationToken cancellation)
    {
        if (states.Count == 0) return [];
        var (replayed, unreadable) = (new Dictionary<ActorId, ActorState>(states.Count), new HashSet<ActorId>());
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
                    replayed[actor] = Decider.Evolve(replayed.GetValueOrDefault(actor) ?? ActorState.New(actor), entry, Calendar);
                }
                catch (Exception malformed) when (ActorUnreadableException.IsOfContent(malformed))
                {
                    unreadable.Add(actor);
                }
            },
        };
        await session.RunAsync(select, cancellation);
        return [.. states.Select(state => !unreadable.Contains(state.Id) && replayed.TryGetValue(state.Id, out var known) ? refills.Aggregate(state, (kept, refill) => refill(kept, known)) : state)];
    }
}
