using System.Collections.Concurrent;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Ledger.Sql;

/// <summary>Writes groups of appends, one transaction and a handful of statements each. Thread-safe.</summary>
/// <param name="dialect">What the errors mean.</param>
/// <param name="sessions">Where sessions come from.</param>
/// <param name="numbers">Numbers of the counters' rows to add to, one for each group that may be written at the same time.</param>
internal sealed class SqlWriter(SqlDialect dialect, SqlSessions sessions, IEnumerable<short> numbers)
{
    /// <summary>How often a group is tried that the database rolls back because of other sessions.</summary>
    private const int Attempts = 5;

    private readonly ConcurrentBag<short> _numbers = [.. numbers];

    /// <summary>
    /// Commits a group at once, taking it that natural ids are new. Where one is not, the group is written once more without those whose ids are taken; where the database
    /// refuses the content of one, or the sum of all leaves 64 bits, once more with each behind its own savepoint.
    /// </summary>
    /// <exception cref="CommitInDoubtException">Whether the group was committed is not known.</exception>
    public async ValueTask<IReadOnlyList<AppendResult>> WriteAsync(IReadOnlyList<Append> group)
    {
        if (!_numbers.TryTake(out var number)) throw new InvalidOperationException("More groups are written at once than there are numbers of writers.");
        try
        {
            return await WriteAsync(group, number);
        }
        finally
        {
            _numbers.Add(number);
        }
    }

    private async ValueTask<AppendResult[]> WriteAsync(IReadOnlyList<Append> group, short number)
    {
        var (together, asks) = (true, false);
        var leftOut = new Dictionary<Append, AppendResult>();
        for (var tried = 1; ; tried++)
        {
            try
            {
                var results = await sessions.RunAsync((session, token) => session.CommitAsync(
                    () => together ? WriteTogetherAsync(session, group, leftOut, number, asks) : WriteEachAsync(session, group, number), cancellation: token));
                if (results is not null) return results;
            }
            catch (Exception taken) when (!asks && dialect.IsUnique(taken))
            {
                // Whose id it is, the error does not say.
                asks = true;
            }
            catch (Exception refused) when (together && dialect.IsOfContent(refused))
            {
                together = false;
            }
            catch (Exception passing) when (tried < Attempts && (passing is RowMadeByOtherException || dialect.IsPassing(passing)))
            {
                // Rolled back, and nothing answered: the same again.
            }
        }
    }

    private async ValueTask<AppendResult[]?> WriteEachAsync(SqlSession session, IReadOnlyList<Append> group, short number)
    {
        var results = new AppendResult[group.Count];
        var gate = await GateQuestion.AskAsync(session, GateQuestion.Of(group));
        for (var at = 0; at < results.Length; at++)
            results[at] = gate.Refusal(group[at]) ?? await WriteAloneAsync(session, group[at], number, gate);
        return results;
    }

    private async ValueTask<AppendResult> WriteAloneAsync(SqlSession session, Append append, short number, Gate gate)
    {
        await session.RunSqlAsync(dialect.Save);
        AppendResult result;
        try
        {
            var leftOut = new Dictionary<Append, AppendResult>();
            var written = await WriteTogetherAsync(session, [append], leftOut, number, asks: true, gate);
            if (written is null) await session.RunSqlAsync(dialect.UndoToSave);
            result = written is null ? leftOut[append] : written[0];
        }
        catch (Exception refused) when (dialect.IsOfContent(refused))
        {
            await session.RunSqlAsync(dialect.UndoToSave);
            result = dialect.IsUnique(refused) ? AppendResult.NaturalIdTaken : AppendResult.Rejected;
        }

        if (dialect.ReleaseSave is { } release) await session.RunSqlAsync(release);
        return result;
    }

    /// <param name="session">Where, in a transaction.</param>
    /// <param name="group">What.</param>
    /// <param name="leftOut">Those of the group that are left out: a natural id is taken, they do not pass the gate, or one of several actors has moved on. More may be found.</param>
    /// <param name="number">Number of the counters' rows.</param>
    /// <param name="asks">Whether the natural ids that nobody has looked for are looked for first.</param>
    /// <param name="gate">What there is to pass, where this transaction has read it; it is read with the first round where not.</param>
    /// <returns>Null when more were found: nothing may be committed.</returns>
    private async ValueTask<AppendResult[]?> WriteTogetherAsync(
        SqlSession session, IReadOnlyList<Append> group, Dictionary<Append, AppendResult> leftOut, short number, bool asks, Gate? gate = null)
    {
        var results = new AppendResult[group.Count];
        for (var at = 0; at < results.Length; at++) results[at] = leftOut.GetValueOrDefault(group[at], AppendResult.Committed);
        var rounds = AppendRounds.Of(group, results);
        var batch = new List<SqlStatement>();
        var question = new GroupQuestion(group, results, asks, gate);
        question.AddTo(batch);
        if (dialect.AsksFirst)
        {
            await session.RunAsync(batch);
            if (question.LeavesOut(leftOut)) return null;
            batch.Clear();
        }

        var (committed, difference) = (new List<KeyedAppend>(group.Count), new Counters());
        foreach (var round in rounds)
        {
            var keys = await WriteRowsAsync(session, batch, round.ConvertAll(placed => placed.Member));
            if (question.LeavesOut(leftOut)) return null;
            batch.Clear();
            var known = leftOut.Count;
            foreach (var (at, member) in round)
            {
                if (keys.TryGetValue(member.Actor, out var key))
                {
                    committed.Add(new(key, member));
                    difference.Add(member.Difference);
                    continue;
                }

                results[at] = AppendResult.VersionConflict;
                // The rows of the others are written: again without all of them.
                if (group[at].Also.Count > 0) leftOut.TryAdd(group[at], AppendResult.VersionConflict);
            }

            if (leftOut.Count > known) return null;
        }

        await WriteRestAsync(session, committed, difference, number, KeptBought.Is(question.Gate.Bought));
        return results;
    }

    /// <summary>Writes the rows of different actors, after what else is in the batch.</summary>
    /// <returns>The keys of those whose row had the version expected.</returns>
    private async ValueTask<Dictionary<ActorId, long>> WriteRowsAsync(SqlSession session, List<SqlStatement> batch, List<Append> appends)
    {
        // Sessions that write the same actors lock them in the same order, as far as the planner keeps it; a deadlock is tried again.
        var ordered = appends.OrderBy(append => append.Actor.Key, StringComparer.Ordinal).ToList();
        var (added, changed) = (ordered.FindAll(append => append.ExpectedVersion == 0), ordered.FindAll(append => append.ExpectedVersion != 0));
        var keys = new Dictionary<ActorId, long>(appends.Count);
        if (added.Count > 0) batch.Add(new("InsertActors") { Rows = LedgerTables.Actors.Of("added", added), Each = row => keys.Add(row.Actor(0), row.Bigint(2)) });
        var columns = dialect.SendsSomeColumns && changed.TrueForAll(FieldColumns.ChangesPurchasesAlone) ? LedgerTables.Buyers : LedgerTables.Actors;
        if (changed.Count > 0) batch.Add(new("UpdateActors") { Rows = columns.Of("changed", changed), Each = row => keys.Add(row.Actor(0), row.Bigint(2)) });
        try
        {
            await session.RunAsync(batch);
        }
        // Nothing else is unique here than the actors' ids.
        catch (Exception duplicate) when (dialect.IsUnique(duplicate))
        {
            throw new RowMadeByOtherException(duplicate);
        }

        // Before others of the group take the ids that are given up.
        var moved = appends.FindAll(append => append.MovedTo is not null && keys.ContainsKey(append.Actor)).ConvertAll(append => (keys[append.Actor], append.MovedTo!.Value));
        if (moved.Count > 0) await session.RunAsync(new SqlStatement("MoveActors") { Rows = LedgerTables.Moved.Of("moved", moved) });
        return keys;
    }

    private static async ValueTask WriteRestAsync(SqlSession session, IReadOnlyList<KeyedAppend> committed, Counters difference, short number, bool withPieces)
    {
        var batch = new List<SqlStatement>();
        foreach (var table in IGroupTable.All) table.AddTo(batch, committed);
        if (withPieces) IGroupTable.Pieces.AddTo(batch, committed);
        // Always in the same order, so that two sessions of one writer's number wait for each other and do not block each other.
        var counters = difference.Rows.OrderBy(row => (row.Key.Kind.Number, row.Key.A, row.Key.B)).ThenBy(row => row.Key.Name, StringComparer.Ordinal).ToList();
        var isNearLimit = false;
        if (counters.Count > 0)
        {
            batch.Add(new("AddToCounters", SqlValue.Smallint("writer", number))
            {
                Rows = LedgerTables.Counters.Of("counters", counters),
                Each = row => isNearLimit = row.Boolean(0),
            });
        }

        await session.RunAsync(batch);
        if (!isNearLimit) return;
        await session.RunAsync(new SqlStatement("LockCounters") { Each = _ => { } });
        await session.RunAsync(new SqlStatement("CheckCounters") { Each = _ => { } });
    }
}
