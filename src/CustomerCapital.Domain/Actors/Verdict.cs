namespace CustomerCapital.Domain.Actors;

/// <summary>What a command says of itself: an event, a refusal, or that nothing changes.</summary>
/// <param name="Event">What happens; null where nothing does.</param>
/// <param name="Refusal">Why nothing happens.</param>
/// <param name="NeedsHistory">Deciding needs the whole history.</param>
public readonly record struct Verdict(ActorEvent? Event, Refusal? Refusal = null, bool NeedsHistory = false)
{
    /// <summary>The command holds already.</summary>
    public static Verdict Unchanged => default;

    /// <summary>Deciding needs the times of all orders, or conversions, which the state does not keep.</summary>
    public static readonly Verdict History = new(null, null, true);

    /// <summary>It happens.</summary>
    public static implicit operator Verdict(ActorEvent happened) => new(happened);

    /// <summary>It does not happen.</summary>
    public static implicit operator Verdict(Refusal refusal) => new(null, refusal);
}
