using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Gateway.Customers;

/// <summary>Which customers to list.</summary>
public sealed record CustomerQuery
{
    /// <summary>Which customers.</summary>
    public Segment? Segment { get; init; }

    /// <summary>Name of the field by which the customers are ordered, with <c>-</c> before it for the largest or latest first. If left out, the id.</summary>
    public string? Sort { get; init; }

    /// <summary>The <c>nextCursor</c> of the page before. Leave it out for the first page.</summary>
    public string? Cursor { get; init; }

    /// <summary>Names of the fields that are shown besides the id. If left out, those that lists show.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>Customers on the page at most, 1 to 1,000. If left out, 100.</summary>
    public long? Limit { get; init; }
}

/// <summary>Which customers to count.</summary>
public sealed record CustomerCountQuery
{
    /// <summary>Which customers.</summary>
    public Segment? Segment { get; init; }
}

/// <summary>How many customers.</summary>
/// <param name="Customers">How many customers there are at the moment of the answer.</param>
public sealed record CustomerCount(long Customers);
