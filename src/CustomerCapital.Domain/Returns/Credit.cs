using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Returns;

/// <summary>A return that is not linked to a purchase: it lowers revenue in the month when it happens, and undoes no order.</summary>
internal static class Credit
{
    public static Verdict Decide(RecordReturn command)
    {
        var lines = (command.Lines ?? []).Select(line => new ReturnedLine(null, line.Sku, line.Quantity!.Value, line.UnitPrice!.Value.Times(line.Quantity.Value))).ToArray();
        var units = lines.Length > 0 ? lines.Aggregate((Int128)0, (sum, line) => sum + line.Amount.Units) : command.Amount!.Value.Units;
        if (units > Money.Limit.Units) return Refusal.TotalLimitReached();
        var amount = new Money((long)units);
        if (lines.Length > 0 && command.Amount is { } stated && stated != amount)
            return new Refusal("amount_mismatch", $"The amount is {stated}, but the lines come to {amount}.");
        return new ReturnRecorded(command.ReturnId, null, amount, lines.Length == 0 ? null : lines, command.Reason);
    }
}
