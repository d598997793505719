using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Ledger.Sql;

/// <summary>Counts what an earlier version did not, or counted otherwise, from the history of all customers; and completes the parts of their states on which such counters rest.</summary>
/// <remarks>A control state, whose version is the generation of counters that the database has, says what is missing. It is written here alone.</remarks>
internal static class CounterRefill
{
    /// <summary>The name of the control state.</summary>
    public const string Name = "counter-generation";

    private const int CustomersAtOnce = 100;

    /// <summary>Does it in one transaction, during which nothing is appended.</summary>
    /// <returns>Whether any customer was there to be counted.</returns>
    public static ValueTask<bool> CountAsync(SqlSession session, ProgramCalendar calendar, short writer, CancellationToken cancellation) => session.CommitAsync(
        async () =>
        {
            await session.RunAsync(new SqlStatement("LockSchema") { Each = _ => { }, IsPatient = true }, cancellation);
            await GateQuestion.AskAsync(session, new([], alone: true), cancellation);
            var generation = (await SqlReader.ControlAsync(session, Name, cancellation))?.Version ?? 0;
            if (generation >= CounterKind.LatestGeneration) return false;
            var missing = Capabilities.Counters.Values.Where(kind => kind.Generation > generation).ToHashSet();
            var (counted, customers) = (new Counters(), false);
            IReadOnlyList<string> page;
            for (string? after = null; (page = await SqlReader.KeysAsync(session, ActorKind.Customer, after, CustomersAtOnce, cancellation)).Count > 0; after = page[^1], customers = true)
                await CountAsync(session, [.. page.Select(key => new ActorId(ActorKind.Customer, key))], calendar, Take, cancellation);
            var rows = counted.Rows.OrderBy(row => (row.Key.Kind.Number, row.Key.A, row.Key.B)).ThenBy(row => row.Key.Name, StringComparer.Ordinal).ToList();
            if (rows.Count > 0) await session.RunAsync(new SqlStatement("AddToCounters", SqlValue.Smallint("writer", writer)) { Rows = LedgerTables.Counters.Of("counters", rows), Each = _ => { } }, cancellation);
            await MarkAsync(session, cancellation);
            return customers;

            void Take(Counters of, bool isAdded)
            {
                foreach (var (key, count) in of.Rows)
                    if (missing.Contains(key.Kind) == isAdded) counted.Add(key, count);
            }
        },
        mayRepeat: true, cancellation);

    /// <summary>Says that nothing is missing.</summary>
    public static ValueTask MarkAsync(SqlSession session, CancellationToken cancellation) =>
        session.RunAsync(new SqlStatement("RaiseFence", SqlValue.Text("name", Name), SqlValue.Bigint("version", CounterKind.LatestGeneration)), cancellation);

    private static async ValueTask CountAsync(SqlSession session, IReadOnlyList<ActorId> customers, ProgramCalendar calendar, Action<Counters, bool> take, CancellationToken cancellation)
    {
        var found = new FoundRows();
        await session.RunAsync(found.Of(customers), cancellation);
        var (replayed, unreadable) = (new Dictionary<ActorId, (ActorState State, Counters Happened)>(), new HashSet<ActorId>());
        var select = new SqlStatement("SelectHistories")
        {
            Rows = LedgerTables.Ids.Of("actors", customers),
            IsPatient = true,
            Each = row =>
            {
                var actor = row.Actor(8);
                if (unreadable.Contains(actor)) return;
                try
                {
                    var entry = SqlReader.ReadEntry(row, actor, row.Utf8(7));
                    var (state, happened) = replayed.TryGetValue(actor, out var so) ? so : (ActorState.New(actor), new());
                    entry.Event.Count(new(entry.OccurredAt, calendar), happened);
                    replayed[actor] = (Decider.Evolve(state, entry, calendar), happened);
                }
                catch (Exception malformed) when (ActorUnreadableException.IsOfContent(malformed))
                {
                    // Verification names it.
                    unreadable.Add(actor);
                    replayed.Remove(actor);
                }
            },
        };
        await session.RunAsync(select, cancellation);
        var changed = new List<Append>();
        foreach (var kept in found.Readable())
        {
            if (!replayed.TryGetValue(kept.Id, out var known)) continue;
            var state = Capabilities.Of(ActorKind.Customer).Aggregate(kept, (refilled, capability) => capability.Refill(refilled, known.State));
            take(Counters.Of(state, calendar), true);
            take(known.Happened, true);
            if (state.Equals(kept)) continue;
            var moved = new Counters();
            moved.Move(kept, state, [], calendar);
            take(moved, false);
            changed.Add(new(ActorState.New(state.Id) with { Sequence = state.Sequence }, [], state, new(), [], []));
        }

        if (changed.Count > 0) await SqlSchema.WriteAnewAsync(session, changed, cancellation);
    }
}
