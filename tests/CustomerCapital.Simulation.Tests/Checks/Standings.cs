using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Ledger;
using CustomerCapital.Simulation.Tests.Faults;

namespace CustomerCapital.Simulation.Tests.Checks;

/// <summary>Looks at the ledger itself for customers who do not stand where the rules in force say, or will not be looked at when they say.</summary>
internal sealed class Standings(Database database, LoyaltyProgram program)
{
    /// <summary>Those of some customers. A ledger too busy to say how somebody stands has not come to rest.</summary>
    public async Task<IReadOnlyList<string>> WrongAsync(IEnumerable<string> customers)
    {
        var wrong = new List<string>();
        foreach (var id in customers)
        {
            if (!await IsRightAsync(id)) wrong.Add(id);
        }

        return wrong;
    }

    private async Task<bool> IsRightAsync(string customerId)
    {
        try
        {
            var row = (await database.Ledger.RecallAsync(new(customerId, WithRow: true, []))).Row;
            return row is null || LadderRule.NextChange(row.State, program) is not { } due || (due > database.Schedule.Time.GetUtcNow() && row.Due.Values.Any(look => look <= due));
        }
        catch (LedgerOverloadedException)
        {
            return false;
        }
    }
}
