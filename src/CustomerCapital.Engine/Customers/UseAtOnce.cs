using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Engine.Customers;

/// <summary>A command of a customer, such as a purchase, that is to commit together with its use of a voucher (docs/adr/0065).</summary>
/// <param name="customerId">The customer.</param>
/// <param name="useId">What uses the voucher: the purchase, or the grant.</param>
/// <param name="call">The call by which it comes; null where there are no copies of it.</param>
/// <param name="with">The command with what the voucher says of it.</param>
/// <remarks>While the voucher's turn has it, the customer's own turn waits: one of the two at a time touches it, and the customer's actor.</remarks>
internal sealed class UseAtOnce(string customerId, string useId, Guid? call, Func<VoucherClaim, ActorCommand> with)
{
    /// <summary>The customer.</summary>
    public string CustomerId => customerId;

    /// <summary>What uses the voucher.</summary>
    public string UseId => useId;

    /// <summary>The call by which it comes; null where there are no copies of it.</summary>
    public Guid? Call => call;

    /// <summary>The customer's actor, which waits in its own turn.</summary>
    public CustomerActor? Customer { get; set; }

    /// <summary>What the customer's decision needs of the past.</summary>
    public Recollection Past { get; set; } = new([]);

    /// <summary>What the customer appends with it; null while that is not decided.</summary>
    public Append? Append { get; set; }

    /// <summary>How it ended; null where it was not accepted in this way.</summary>
    public CommandOutcome? Outcome { get; set; }

    /// <summary>Why it is not known how it ended, or why nothing was done; null where neither is so.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Whether the voucher's turn had no room for it.</summary>
    public bool IsLeft { get; set; }

    /// <summary>The command with what the voucher says of it.</summary>
    public ActorCommand With(VoucherClaim claim) => with(claim);
}
