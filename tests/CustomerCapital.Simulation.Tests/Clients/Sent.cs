using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Simulation.Tests.Clients;

/// <summary>A command that was sent, once or often, and all that its senders know of it.</summary>
internal sealed class Sent(string customerId, ActorCommand command)
{
    /// <summary>Of whom.</summary>
    public string CustomerId => customerId;

    /// <summary>What.</summary>
    public ActorCommand Command => command;

    /// <summary>The receipt of the first answer; null until it is known to be carried out.</summary>
    public Receipt? Receipt { get; private set; }

    /// <summary>The code of the last refusal.</summary>
    public string? Refused { get; private set; }

    /// <summary>Whether a sending ended so that nobody knows what came of it.</summary>
    public bool InDoubt { get; private set; }

    /// <summary>Sendings that were not answered yet.</summary>
    public int OnItsWay { get; private set; }

    /// <summary>Whether a sending of it was made twice on the way, so that the one copy may be told of what the other has done.</summary>
    public bool Copied { get; set; }

    private bool Accepted { get; set; }

    /// <summary>It is sent.</summary>
    /// <returns>Whether it was known by then to be carried out.</returns>
    public bool Send()
    {
        OnItsWay++;
        return Receipt is not null;
    }

    /// <summary>A sending brought no answer.</summary>
    /// <param name="unknown">Whether it may have been carried out; false where the engine has said that nothing was done.</param>
    public void Fail(bool unknown)
    {
        OnItsWay--;
        InDoubt |= unknown;
    }

    /// <summary>A sending was answered.</summary>
    /// <param name="outcome">With what.</param>
    /// <param name="known">Whether it was known to be carried out when it was sent.</param>
    public void Answer(CommandOutcome outcome, bool known)
    {
        OnItsWay--;
        switch (outcome.Status)
        {
            case OutcomeStatus.Accepted:
                Violation.Unless(!Accepted || command.NaturalId is null, () => $"{this} was accepted twice: {Receipt} and {outcome.Receipt}");
                Accepted = true;
                Take(outcome.Receipt!);
                break;
            case OutcomeStatus.Duplicate:
                Violation.Unless(Accepted || InDoubt || Copied || OnItsWay > 0, () => $"{this} is called a duplicate, but no sending of it can have been carried out");
                Take(outcome.Receipt!);
                break;
            case OutcomeStatus.Unchanged:
                Violation.Unless(command.NaturalId is null, () => $"{this} is called unchanged");
                Take(outcome.Receipt!);
                break;
            case OutcomeStatus.Refused:
                Violation.Unless(!known, () => $"{this} is refused ({outcome.Code}), but was answered with {Receipt}");
                if (Receipt is null) Refused = outcome.Code;
                break;
            default:
                throw new Violation($"{this} ended as {outcome.Status}: {outcome.Message}");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{customerId} {LedgerJson.Encode(command)}";

    private void Take(Receipt receipt)
    {
        Violation.Unless(receipt.CustomerId == customerId && receipt.Id == command.NaturalId, () => $"{this} got a receipt of something else: {receipt}");
        Violation.Unless(Receipt is null || Receipt == receipt || command.NaturalId is null, () => $"{this} got another receipt than before: {receipt} after {Receipt}");
        Receipt = receipt;
        Refused = null;
    }
}
