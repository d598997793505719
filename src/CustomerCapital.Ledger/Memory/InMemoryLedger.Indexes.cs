using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Memory;

/// <summary>What databases find by an index, found in all states.</summary>
public sealed partial class InMemoryLedger
{
    public override Task<SearchPage> SearchCustomersAsync(Segment segment, string prefix, SearchPlace? after, int limit, CancellationToken cancellation = default)
    {
        var belongs = SegmentRule.Of(segment);
        lock (_lock)
        {
            CheckBought(segment);
            return Task.FromResult(SearchPage.Of(
                [.. Of(ActorKind.Customer, null)
                    .Select(row => (row.Value.State, row.Value.Beside))
                    .Where(customer => belongs(customer.State, customer.Beside))
                    .Select(customer => (Key: FirstKeyOf(customer.State), customer.State))
                    .Where(found => found.Key is not null)
                    .Select(found => new SearchMatch(found.Key!, CustomerLine.Of(found.State)))
                    .Where(match => after is null || SearchPlace.Compare(match.Place, after) > 0)
                    .OrderBy(match => match.Place, SearchPlace.Order)
                    .Take(limit + 1)],
                limit));
        }

        string? FirstKeyOf(ActorState state) => IndexedCustomer.Of(state).SearchKeys.FirstOrDefault(key => key.StartsWith(prefix, StringComparison.Ordinal));
    }

    public override Task<IReadOnlyList<FollowUpPlace>> ReadFollowUpsAsync(DateTimeOffset through, FollowUpPlace? after, int limit, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<FollowUpPlace>>(
                [.. Of(ActorKind.Customer, null)
                    .SelectMany(row => IndexedCustomer.FollowUpsOf(row.Value.State))
                    .Where(open => open.DueAt <= through && (after is null || FollowUpPlace.Compare(open, after) > 0))
                    .Order(FollowUpPlace.Order)
                    .Take(limit)]);
        }
    }

    public override Task<IReadOnlyList<SearchPlace>> ReadSearchKeysAsync(SearchPlace? after, int limit, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<SearchPlace>>(
                [.. Of(ActorKind.Customer, null)
                    .SelectMany(row => IndexedCustomer.Of(row.Value.State).SearchKeys, (row, key) => new SearchPlace(key, row.Key.Key))
                    .Where(place => after is null || SearchPlace.Compare(place, after) > 0)
                    .Order(SearchPlace.Order)
                    .Take(limit)]);
        }
    }

    public override Task<IReadOnlyDictionary<string, IndexedCustomer>> ReadIndexedAsync(IReadOnlyCollection<string> customerIds, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyDictionary<string, IndexedCustomer>>(
                customerIds.Where(id => _actors.ContainsKey(id)).ToDictionary(id => id, id => IndexedCustomer.Of(_actors[id].State)));
        }
    }
}
