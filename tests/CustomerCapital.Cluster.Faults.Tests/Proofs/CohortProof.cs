using System.Globalization;
using CustomerCapital.Faults.Tests;

namespace CustomerCapital.Cluster.Faults.Tests.Proofs;

/// <summary>Holds the cohort report, as a gateway answers it, against a recount of what the client knows to be accepted.</summary>
internal static class CohortProof
{
    /// <remarks>Nothing may be open in the journal. What differs is a broken promise.</remarks>
    public static async Task CompareAsync(FaultRun run)
    {
        var cells = (await run.GetAsync("v1/cohorts")).EnumerateArray().ToList();
        var said = (
            Customers: cells.Where(cell => cell.GetProperty("age").GetInt32() == 0).Sum(cell => cell.GetProperty("customers").GetInt64()),
            Orders: cells.Sum(cell => cell.GetProperty("orders").GetInt64()),
            Revenue: cells.Sum(cell => decimal.Parse(cell.GetProperty("revenue").GetString()!, CultureInfo.InvariantCulture)));

        var accepted = run.Journal.Intents.Where(intent => intent.Receipt is not null).ToList();
        var recount = (
            Customers: (long)accepted.GroupBy(intent => intent.CustomerId).Count(customer => customer.Sum(intent => intent.Orders) > 0),
            Orders: accepted.Sum(intent => (long)intent.Orders),
            Revenue: accepted.Sum(intent => intent.Cents) / 100m);
        if (said != recount) run.Journal.Break($"the cohort report says {said}, a recount of what was accepted {recount}");
    }
}
