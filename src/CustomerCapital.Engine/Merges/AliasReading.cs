using CustomerCapital.Domain.Merges;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Merges;

/// <summary>Looks where ids lead that are not a customer's own.</summary>
internal static class AliasReading
{
    /// <summary>The row of an id that leads to another customer, or has led there, and whether it does.</summary>
    public static async Task<(ActorRow? Row, bool IsCurrent)> ReadAsync(ILedger ledger, string customerId)
    {
        if ((await ledger.RecallAsync(new(Alias.ActorOf(customerId), WithRow: true, []))).Row is { } current) return (current, true);
        return ((await ledger.RecallAsync(new(Alias.FormerOf(customerId), WithRow: true, []))).Row, false);
    }

    /// <summary>The customer to whom an id leads; null where it leads nowhere.</summary>
    public static async Task<string?> LeadsToAsync(ILedger ledger, string customerId) =>
        (await ledger.RecallAsync(new(Alias.ActorOf(customerId), WithRow: true, []))).Row is { } row ? Alias.Part.Of(row.State).Current()?.CustomerId : null;
}
