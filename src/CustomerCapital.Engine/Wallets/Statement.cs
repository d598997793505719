using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Engine.Wallets;

/// <summary>A page of a wallet's movements.</summary>
/// <param name="Movements">Oldest first.</param>
/// <param name="NextAfter">The <c>after</c> of the next page. Null on the last page.</param>
public sealed record Statement(IReadOnlyList<StatementLine> Movements, long? NextAfter);

/// <summary>One movement, with what caused it.</summary>
/// <param name="Sequence">Number of the entry in the customer's history.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="Cause">The kind of entry, for example <c>purchase_recorded</c>.</param>
/// <param name="CauseId">The id under which the cause was sent, with its kind. Null for what time brought about.</param>
/// <param name="Movement">The movement.</param>
public sealed record StatementLine(long Sequence, DateTimeOffset OccurredAt, string Cause, string? CauseId, WalletMovement Movement)
{
    /// <summary>The lines of an entry.</summary>
    public static IEnumerable<StatementLine> Of(Entry entry, string wallet) =>
        ((entry.Event as IMovesWallets)?.Movements ?? []).Where(movement => movement.Wallet == wallet)
        .Select(movement => new StatementLine(entry.Sequence, entry.OccurredAt, Capabilities.NameOf(entry.Event), entry.NaturalId, movement));
}
