using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Customers;

/// <summary>A page of the customers of a segment, by id.</summary>
/// <param name="Segment">Which, with saved segments that it names put in their place; what it says relative to now is taken at <paramref name="Moment"/>.</param>
/// <param name="AfterCustomerId">The last id of the page before; null for the first page.</param>
/// <param name="Limit">At most so many, 1 to <see cref="PageLimit"/>.</param>
/// <param name="Moment">The same for every page of a list; null for now.</param>
public sealed record FindCustomers(Segment Segment, string? AfterCustomerId, int Limit, DateTimeOffset? Moment = null) : Question<CustomerPage>
{
    /// <summary>Most customers of one page.</summary>
    public const int PageLimit = 1_000;

    public override Task<CustomerPage> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Limit, PageLimit);
        return engine.Lists.ReadCustomersAsync(engine.At(Segment, Moment), AfterCustomerId, Limit, cancellation);
    }
}

/// <summary>A page of the customers of a segment, in another order than that of ids.</summary>
/// <param name="Segment">Which, as <see cref="FindCustomers"/> takes it.</param>
/// <param name="Sort">The order, as <see cref="CustomerSort.Of"/> reads it.</param>
/// <param name="After">The place of the last of the page before; null for the first page.</param>
/// <param name="Limit">At most so many, 1 to <see cref="FindCustomers.PageLimit"/>.</param>
/// <param name="Moment">The same for every page of a list; null for now.</param>
public sealed record FindSortedCustomers(Segment Segment, string Sort, SortPlace? After, int Limit, DateTimeOffset? Moment = null) : Question<CustomerPage>
{
    public override Task<CustomerPage> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Limit, FindCustomers.PageLimit);
        var sort = CustomerSort.Of(Sort) ?? throw new ArgumentException($"Customers are not sorted by {Sort}.");
        return engine.Lists.ReadSortedAsync(engine.At(Segment, Moment), sort, After, Limit, cancellation);
    }
}

/// <summary>How many customers a segment has.</summary>
/// <param name="Segment">Which, with saved segments that it names put in their place; what it says relative to now is taken at <paramref name="Moment"/>.</param>
/// <param name="Moment">Null for now.</param>
public sealed record CountCustomers(Segment Segment, DateTimeOffset? Moment = null) : Question<long>
{
    public override async Task<long> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if (RungOf(Segment) is not { } rung) return await engine.Lists.CountCustomersAsync(engine.At(Segment, Moment), cancellation);
        // The census has counted these already.
        var census = await engine.Ledger.ReadCountersAsync([LadderCapability.Census], cancellation);
        return census.Rows.Where(row => row.Key.A == (int)rung).Sum(row => row.Value.Customers);
    }

    /// <summary>The rung on which a segment has everybody, and nobody else; null where it is another segment.</summary>
    private static Rung? RungOf(Segment segment) => segment switch
    {
        AllOf { Parts: [var only] } => RungOf(only),
        Condition { Operator: SegmentOperator.Equals } on when on.Of == LadderFields.Rung => (Rung)on.FixedValues[0],
        _ => null,
    };
}

file static class Moments
{
    public static Segment At(this EngineParts engine, Segment segment, DateTimeOffset? moment) =>
        segment.At(moment ?? engine.Time.GetUtcNow(), engine.Policy.Program.Calendar);
}
