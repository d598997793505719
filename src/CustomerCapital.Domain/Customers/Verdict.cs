namespace CustomerCapital.Domain.Customers;

/// <summary>What one capability says of a command: an event, a refusal, or that nothing changes.</summary>
internal readonly record struct Verdict(CustomerEvent? Event, Refusal? Refusal = null, bool NeedsHistory = false)
{
    /// <summary>The command holds already.</summary>
    public static Verdict Unchanged => default;

    /// <summary>Deciding needs the times of all orders, which the state does not keep.</summary>
    public static readonly Verdict History = new(null, null, true);

    public static implicit operator Verdict(CustomerEvent happened) => new(happened);

    public static implicit operator Verdict(Refusal refusal) => new(null, refusal);
}
