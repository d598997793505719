using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Simulation.Tests.Faults;

namespace CustomerCapital.Simulation.Tests.Checks;

/// <summary>Looks at the ledger itself for customers who do not stand where the rules in force say, or will not be looked at when they say.</summary>
internal sealed class Standings(Database database, LoyaltyProgram program)
{
    /// <summary>Those of some customers.</summary>
    public async Task<IReadOnlyList<string>> WrongAsync(IEnumerable<string> customers)
    {
        var wrong = new List<string>();
        foreach (var id in customers)
        {
            if ((await database.Ledger.RecallAsync(new(id, WithRow: true, []))).Row is not { } row) continue;
            if (row.DueAt != LadderRule.NextChange(row.State, program) || row.DueAt <= database.Schedule.Time.GetUtcNow()) wrong.Add(id);
        }

        return wrong;
    }
}
