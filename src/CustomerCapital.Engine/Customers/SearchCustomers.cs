using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Customers;

/// <summary>Customers of whom the id, the e-mail address, or the name from one of its words on, begins with a text, as <see cref="SearchKeys"/> says.</summary>
/// <remarks>
/// By a whole id that leads to another customer, as it is written, that one is found, before those whose own begins so.
/// A page costs what it holds, however many customers there are. A customer whose register changes between two pages may be on both, or on none. Of a customer whose row cannot be
/// read, neither name nor address is told.
/// </remarks>
/// <param name="Text">What was typed. Of a text without anything to search by, nobody is found.</param>
/// <param name="Limit">At most so many, 1 to <see cref="FindCustomers.PageLimit"/>.</param>
public sealed record SearchCustomers(string Text, int Limit) : Question<FoundCustomers>
{
    /// <summary>Of whom, as <see cref="FindCustomers"/> takes it; everyone where nothing else is said. Who is found, and not of the segment, costs as much as who is.</summary>
    public Segment Segment { get; init; } = Segment.Everyone;

    /// <summary><see cref="FoundCustomers.Next"/> of the page before; null for the first page.</summary>
    public SearchPlace? After { get; init; }

    /// <summary>When what the segment says relative to now is taken, the same for every page; null for now.</summary>
    public DateTimeOffset? Moment { get; init; }

    public override async Task<FoundCustomers> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Limit, FindCustomers.PageLimit);
        if (SearchKeys.PrefixOf(Text) is not { } prefix) return new([], null);
        var segment = Segment.At(Moment ?? engine.Time.GetUtcNow(), engine.Policy.Program.Calendar);
        var led = After is null || After.Key == prefix ? await LedToAsync(engine, segment, prefix, cancellation) : null;
        var page = await engine.Lists.SearchCustomersAsync(segment, prefix, After is not null && After == led?.Place ? null : After, Limit, cancellation);
        if (led is not null && After is null) page = SearchPage.Of([led, .. page.Matches], Limit);
        var states = await RecalledStates.OfAsync(engine.Lists, page.Matches.Select(match => match.Line.CustomerId));
        return new([.. page.Matches.Select(Found)], page.More ? page.Matches[^1].Place : null);

        FoundCustomer Found(SearchMatch match)
        {
            var profile = states.GetValueOrDefault(match.Line.CustomerId)?.Profile ?? Profile.Unknown;
            return new(match.Line, profile.Name, profile.Email);
        }
    }

    /// <summary>The customer of the segment to whom the text leads as an id, before all whose keys begin with the text; null for none, and where that one is found as these are.</summary>
    private async Task<SearchMatch?> LedToAsync(EngineParts engine, Segment segment, string prefix, CancellationToken cancellation)
    {
        var id = Text.Trim();
        if (Domain.Program.Text.IdFaults("search", id).Any() || await new FindAlias(id).AnswerAsync(engine, cancellation) is not { } into || SearchKeys.PrefixOf(into) is not { } own) return null;
        if (!(await RecalledStates.OfAsync(engine.Lists, [into])).TryGetValue(into, out var state) || SearchKeys.Of(state).Any(key => key.StartsWith(prefix, StringComparison.Ordinal))) return null;
        var found = await engine.Lists.SearchCustomersAsync(segment, own, null, FindCustomers.PageLimit, cancellation);
        return found.Matches.FirstOrDefault(match => match.Line.CustomerId == into) is { } match ? new(prefix, match.Line) : null;
    }
}

/// <summary>A page of customers whom a search found.</summary>
/// <param name="Customers">By the key by which each was found, then by id.</param>
/// <param name="Next">The place of the last, where others follow; null on the last page.</param>
public sealed record FoundCustomers(IReadOnlyList<FoundCustomer> Customers, SearchPlace? Next);

/// <summary>A customer whom a search found.</summary>
/// <param name="Line">What the row holds.</param>
/// <param name="Name">Name as the person writes it. Null if it is not known.</param>
/// <param name="Email">E-mail address. Null if it is not known.</param>
public sealed record FoundCustomer(CustomerLine Line, string? Name, string? Email);

/// <summary>The states of some customers, read together.</summary>
internal static class RecalledStates
{
    /// <summary>Reads them.</summary>
    /// <returns>By id. Of whom nothing is known, and whose row cannot be read, is not there.</returns>
    public static async Task<IReadOnlyDictionary<string, ActorState>> OfAsync(ILedger ledger, IEnumerable<string> customerIds)
    {
        var states = await customerIds.Distinct().ReadEachAsync(RecallAsync);
        return states.OfType<ActorState>().ToDictionary(state => state.CustomerId);

        async Task<ActorState?> RecallAsync(string customerId)
        {
            try
            {
                return (await ledger.RecallAsync(new(customerId, WithRow: true, []))).Row?.State;
            }
            catch (ActorUnreadableException)
            {
                // Whoever asks for that customer is told; the others of the page are not at fault.
                return null;
            }
        }
    }
}
