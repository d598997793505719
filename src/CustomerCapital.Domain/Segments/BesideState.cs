using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Value;

namespace CustomerCapital.Domain.Segments;

/// <summary>What segments can ask of a customer that the state does not hold.</summary>
/// <param name="Pieces">The pieces that are with the customer; none where they are not kept.</param>
/// <param name="Score">What the model in force said last; null where it said nothing.</param>
public sealed record BesideState(Pieces Pieces, CustomerScore? Score = null)
{
    /// <summary>Nothing.</summary>
    public BesideState() : this(new Pieces())
    {
    }
}
