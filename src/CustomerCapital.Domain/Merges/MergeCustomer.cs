using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Merges;

/// <summary>Makes one history of a customer's own and of another's, who is the same person. Sent by the engine, not by callers, to the customer who stays.</summary>
/// <remarks>Whoever carries it out writes the history anew: see <see cref="MergedHistory"/>.</remarks>
public sealed record MergeCustomer : ActorCommand
{
    /// <summary>The merge's id, 1 to 128 characters. Under the same id a merge takes place once.</summary>
    public string MergeId { get; init; } = "";

    /// <summary>Id of the other customer, which leads to this one from then on.</summary>
    public string CustomerId { get; init; } = "";

    /// <summary>Who merges, at most 200 characters. May be left out.</summary>
    public string? By { get; init; }

    /// <summary>Why, at most 200 characters. May be left out.</summary>
    public string? Reason { get; init; }

    public override IEnumerable<FieldFault> Faults() =>
        [.. Text.IdFaults("mergeId", MergeId), .. Text.IdFaults("customerId", CustomerId), .. Text.TextFaults("by", By), .. Text.TextFaults("reason", Reason)];

    public override Verdict Decide(in Situation situation) => throw new InvalidOperationException("A merge is more than an entry: it is carried out by whoever writes histories.");
}

/// <summary>Takes a merge back: both customers are what they were. Sent by the engine, not by callers, to the customer who has stayed.</summary>
public sealed record UndoMerge : ActorCommand
{
    /// <summary>The merge's id.</summary>
    public string MergeId { get; init; } = "";

    /// <summary>Id of the other customer.</summary>
    public string CustomerId { get; init; } = "";

    /// <summary>Whether what was recorded since, and concerns neither of the two alone, is to stay with the one who has stayed. Else a merge since which there is such is not taken back.</summary>
    public bool SinceStays { get; init; }

    /// <summary>Who takes it back, at most 200 characters. May be left out.</summary>
    public string? By { get; init; }

    /// <summary>Why, at most 200 characters. May be left out.</summary>
    public string? Reason { get; init; }

    public override IEnumerable<FieldFault> Faults() =>
        [.. Text.IdFaults("mergeId", MergeId), .. Text.IdFaults("customerId", CustomerId), .. Text.TextFaults("by", By), .. Text.TextFaults("reason", Reason)];

    public override Verdict Decide(in Situation situation) => throw new InvalidOperationException("A merge is more than an entry: it is taken back by whoever writes histories.");
}

/// <summary>What is done is that the histories of this actor were changed by another: whatever is held of it in memory is read anew. Sent by the engine, not by callers.</summary>
public sealed record ReadAnew : ActorCommand
{
    public override long KnownSequence => long.MaxValue;

    public override Verdict Decide(in Situation situation) => Verdict.Unchanged;
}
