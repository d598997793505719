using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Gateway.Customers;

/// <summary>Which customers to list.</summary>
public sealed record CustomerQuery
{
    /// <summary>Who belongs.</summary>
    public Segment? Segment { get; init; }

    /// <summary>The <c>nextCursor</c> of the page before; left out for the first page.</summary>
    public string? Cursor { get; init; }

    /// <summary>Names of the fields that are shown, besides the id; those that lists show when left out.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>How many at most, 1 to 1,000; 100 when left out.</summary>
    public long? Limit { get; init; }
}

/// <summary>Which customers to count.</summary>
public sealed record CustomerCountQuery
{
    /// <summary>Who belongs.</summary>
    public Segment? Segment { get; init; }
}

/// <summary>How many customers.</summary>
/// <param name="Customers">As of the moment of the answer.</param>
public sealed record CustomerCount(long Customers);
