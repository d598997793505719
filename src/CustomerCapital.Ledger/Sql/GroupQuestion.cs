using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Ledger.Sql;

/// <summary>Asks which of a group must be left out: those that do not pass the gate, and those of which a natural id is taken that nobody has looked for.</summary>
/// <param name="group">The group.</param>
/// <param name="results">Their results so far: of those that are not committed nothing is asked.</param>
/// <param name="asksForIds">Whether it is asked which natural ids are taken: only where one is, since that is rare, and to ask costs a look into two indexes for each purchase.</param>
/// <param name="gate">What there is to pass, where it was read and passed already.</param>
internal sealed class GroupQuestion(IReadOnlyList<Append> group, AppendResult[] results, bool asksForIds, Gate? gate)
{
    private readonly GateQuestion? _gate = gate is null ? GateQuestion.Of(group) : null;
    private readonly HashSet<ActorId> _taken = [];

    /// <summary>What there is to pass, once the batch was run.</summary>
    public Gate Gate => gate ?? _gate!.Answer;

    /// <summary>Asks with a batch.</summary>
    public void AddTo(List<SqlStatement> batch)
    {
        _gate?.AddTo(batch);
        if (!asksForIds) return;
        var ids = group.Where((append, at) => append.IdsUnchecked && results[at] == AppendResult.Committed)
            .SelectMany(append => append.Members).Where(member => member.ExpectedVersion != 0)
            .SelectMany(member => member.Entries.Where(entry => entry.NaturalId is not null), (member, entry) => (member.Actor, entry.NaturalId!)).ToList();
        if (ids.Count > 0) batch.Add(new("SelectTaken") { Rows = LedgerTables.NaturalIds.Of("unchecked", ids), Each = row => _taken.Add(row.Actor(0)) });
    }

    /// <summary>Once the batch was run, adds those that must be left out.</summary>
    /// <returns>Whether there were more of them than before.</returns>
    public bool LeavesOut(Dictionary<Append, AppendResult> leftOut)
    {
        var known = leftOut.Count;
        var answer = _gate?.Answer;
        foreach (var append in group)
        {
            if (answer?.Refusal(append) is { } refusal) leftOut[append] = refusal;
            else if (append.IdsUnchecked && _taken.Count > 0 && append.Members.Any(member => _taken.Contains(member.Actor))) leftOut.TryAdd(append, AppendResult.NaturalIdTaken);
        }

        return leftOut.Count > known;
    }
}
