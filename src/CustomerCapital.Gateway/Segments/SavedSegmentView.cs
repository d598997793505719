using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Gateway.Segments;

/// <summary>What is saved under a name.</summary>
public sealed record SegmentDefinition
{
    /// <summary>Who belongs. What it says relative to now is taken at the moment of each question.</summary>
    public Segment? Segment { get; init; }
}

/// <summary>A saved segment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Segment">Who belongs, as it was saved.</param>
/// <param name="Version">Grows with each change; it is the ETag.</param>
public sealed record SavedSegmentView(string Name, Segment Segment, long Version)
{
    internal static SavedSegmentView Of(SavedSegment saved) => new(saved.Name, saved.Segment, saved.Version);
}

/// <summary>The saved segments.</summary>
/// <param name="Segments">All of them, by name.</param>
public sealed record SavedSegmentList(IReadOnlyList<SavedSegmentView> Segments);
