using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Grains.Customers;

/// <summary>A question to the register.</summary>
/// <param name="Segment">Of which customers.</param>
/// <param name="Moment">The moment at which it takes what it says relative to now; null for now.</param>
/// <param name="AfterCustomerId">The last id of the page before; null for the first page.</param>
/// <param name="Limit">At most so many.</param>
public sealed record SegmentQuery(Segment Segment, DateTimeOffset? Moment, string? AfterCustomerId = null, int Limit = 0);
