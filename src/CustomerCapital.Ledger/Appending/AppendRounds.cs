using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Ledger.Appending;

/// <summary>Splits a group so that each part has an actor once: a statement over a set changes a row once.</summary>
public static class AppendRounds
{
    /// <summary>The members of the appends, part by part, each with the place of its append in the group; an actor's keep their order.</summary>
    /// <param name="group">The appends.</param>
    /// <param name="results">Those that are not committed already are in no part. Set to a conflict for those that cannot win, which are in none either: an earlier one of the group moves a row on from the same version.</param>
    public static IReadOnlyList<List<(int At, Append Member)>> Of(IReadOnlyList<Append> group, AppendResult[] results)
    {
        var rounds = new List<List<(int At, Append Member)>>();
        var next = new Dictionary<ActorId, int>();
        var moved = new HashSet<(ActorId Actor, long Version)>();
        for (var at = 0; at < group.Count; at++)
        {
            if (results[at] != AppendResult.Committed) continue;
            if (group[at].Members.Any(member => moved.Contains((member.Actor, member.ExpectedVersion))))
            {
                results[at] = AppendResult.VersionConflict;
                continue;
            }

            foreach (var member in group[at].Members)
            {
                if (member.After.Sequence != member.ExpectedVersion || member.MovedTo is not null) moved.Add((member.Actor, member.ExpectedVersion));
                var to = member.MovedTo ?? member.Actor;
                var round = Math.Max(next.GetValueOrDefault(member.Actor), next.GetValueOrDefault(to));
                next[member.Actor] = next[to] = round + 1;
                while (round >= rounds.Count) rounds.Add([]);
                rounds[round].Add((at, member));
            }
        }

        return rounds;
    }
}
