using CustomerCapital.Faults.Tests.Loads;

namespace CustomerCapital.Faults.Tests.Proofs;

/// <summary>Holds points and uses of vouchers, as an export tells them, against the client's own account of what was acknowledged.</summary>
internal static class RewardsProof
{
    /// <summary>What differs, one sentence each; nothing where nothing does.</summary>
    public static IReadOnlyList<string> Compare(ExportedEntries entries, Journal journal)
    {
        var accepted = journal.Intents.Where(intent => intent.Receipt is not null).ToList();
        var points = accepted.GroupBy(intent => intent.CustomerId).ToDictionary(customer => customer.Key, customer => customer.Sum(intent => intent.Points));
        var uses = accepted.Where(intent => intent.Voucher is not null).GroupBy(intent => intent.Voucher!).ToDictionary(code => code.Key, code => code.Sum(intent => intent.Uses));
        return
        [
            .. points.Keys.Union(entries.Points.Keys).Where(customer => points.GetValueOrDefault(customer) != entries.Points.GetValueOrDefault(customer))
                .Select(customer => $"{customer} has {entries.Points.GetValueOrDefault(customer)} hundredths of points, the client's sum is {points.GetValueOrDefault(customer)}"),
            .. uses.Keys.Union(entries.Uses.Keys).Where(code => uses.GetValueOrDefault(code) != entries.Uses.GetValueOrDefault(code).Now)
                .Select(code => $"{code} was used {entries.Uses.GetValueOrDefault(code).Now} times, the client's sum is {uses.GetValueOrDefault(code)}"),
            .. entries.Uses.Where(code => code.Value.Most > (code.Key == Rewards.SharedCode ? Rewards.SharedUses : 1)).Select(code => $"{code.Key} was used {code.Value.Most} times at once, which is more than it can be"),
            .. journal.Intents.Where(intent => intent.Receipt is null && intent.WasRefused && entries.Of(intent.CustomerId, intent.NaturalId).Count > 0).Select(intent => $"{intent} was refused, and is recorded"),
        ];
    }

    /// <summary>How much of it there was, for the table.</summary>
    public static string Describe(ExportedEntries entries, Journal journal)
    {
        var accepted = journal.Intents.Where(intent => intent.Receipt is not null).ToList();
        var shared = entries.Uses.GetValueOrDefault(Rewards.SharedCode);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{accepted.Count(intent => intent.PaysWithPoints):N0} purchases paid with points, {accepted.Count(intent => intent.Voucher is not null && intent.Uses > 0):N0} redemptions, " +
            $"{accepted.Count(intent => intent.Uses < 0):N0} of them returned whole, {journal.Intents.Count(intent => intent.Receipt is null && intent.WasRefused):N0} refused; " +
            $"the shared code was used {shared.Most} times at most of {Rewards.SharedUses}");
    }
}
