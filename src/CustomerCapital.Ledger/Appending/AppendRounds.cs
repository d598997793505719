namespace CustomerCapital.Ledger.Appending;

/// <summary>Splits a group so that each part has a customer once: a statement over a set changes a row once.</summary>
public static class AppendRounds
{
    /// <summary>Places in the group, part by part; a customer's appends keep their order.</summary>
    /// <param name="group">The appends.</param>
    /// <param name="results">Those that are not committed already are in no part. Set to a conflict for those that cannot win, which are in none either: an earlier one of the group moves the row on from the same version.</param>
    public static IReadOnlyList<List<int>> Of(IReadOnlyList<Append> group, AppendResult[] results)
    {
        var rounds = new List<List<int>>();
        var next = new Dictionary<string, int>();
        var moved = new HashSet<(string CustomerId, long Version)>();
        for (var at = 0; at < group.Count; at++)
        {
            var append = group[at];
            if (results[at] != AppendResult.Committed) continue;
            if (moved.Contains((append.CustomerId, append.ExpectedVersion)))
            {
                results[at] = AppendResult.VersionConflict;
                continue;
            }

            if (append.Entries.Count > 0) moved.Add((append.CustomerId, append.ExpectedVersion));
            var round = next.GetValueOrDefault(append.CustomerId);
            next[append.CustomerId] = round + 1;
            if (round == rounds.Count) rounds.Add([]);
            rounds[round].Add(at);
        }

        return rounds;
    }
}
