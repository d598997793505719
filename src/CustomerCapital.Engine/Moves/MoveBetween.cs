using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Moves;

/// <summary>Moves a purchase, where the other customer can take it. That customer is told in the same commit.</summary>
/// <param name="CustomerId">Who has it.</param>
/// <param name="Move">What goes to whom.</param>
/// <param name="Call">As in <see cref="ICustomer.ExecuteAsync"/>.</param>
/// <remarks>
/// Where the other records a purchase of the same id between the look and the message, the message is not taken: it is tried again, and then kept apart
/// (<c>customercapital outbox</c>), and <c>verify</c> names it.
/// </remarks>
public sealed record MoveBetween(string CustomerId, MovePurchase Move, Guid? Call) : Question<CommandOutcome>
{
    public override async Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if (Text.NewIdFaults("toCustomerId", Move.ToCustomerId).ToList() is { Count: > 0 } faults && await engine.Customer(Move.ToCustomerId).GetAsync() is null) return CommandOutcome.Malformed(faults);
        if (Move.ToCustomerId != CustomerId && !Move.Faults().Any() && await LedgerAnswer.OfAsync(CustomerId, () => RefusalAsync(engine.Ledger)) is { } refusal) return CommandOutcome.Refuse(refusal);
        return (await engine.Customer(CustomerId).ExecuteAsync([Move], Call))[0];
    }

    private async Task<Refusal?> RefusalAsync(ILedger ledger)
    {
        if ((await ledger.RecallAsync(new(CustomerId, WithRow: false, [Move.NaturalId!]))).Entries.Count > 0) return null;
        if (await AliasReading.LeadsToAsync(ledger, Move.ToCustomerId) is { } into && ErasedId.Is(into)) return Refusal.CustomerErased();
        var there = await ledger.RecallAsync(new(Move.ToCustomerId, WithRow: false, [Move.ConcernsId!]));
        return there.Entries.Count > 0 && there.Entries[^1].Event is not PurchaseMoved ? Refusal.PurchaseIdTaken(Move.ToCustomerId, Move.PurchaseId) : null;
    }
}
