using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Partitioning;

/// <summary>Lists of customers, put together from all partitions.</summary>
public sealed partial class PartitionedLedger
{
    public async Task<CustomerPage> ReadCustomersAsync(Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation = default)
    {
        var pages = await OfCustomersAsync(ledger => ledger.ReadCustomersAsync(segment, afterCustomerId, limit, cancellation), cancellation);
        var lines = pages.SelectMany(page => page.Lines).DistinctBy(line => line.CustomerId).OrderBy(line => line.CustomerId, CodePointOrder.Instance).ToList();
        return new([.. lines.Take(limit)], More: lines.Count > limit || pages.Any(page => page.More));
    }

    public async Task<CustomerPage> ReadSortedAsync(Segment segment, CustomerSort sort, SortPlace? after, int limit, CancellationToken cancellation = default)
    {
        var pages = await OfCustomersAsync(ledger => ledger.ReadSortedAsync(segment, sort, after, limit, cancellation), cancellation);
        var lines = pages.SelectMany(page => page.Lines).DistinctBy(line => line.CustomerId).OrderBy(sort.PlaceOf, Comparer<SortPlace>.Create(sort.Compare)).ToList();
        return new([.. lines.Take(limit)], More: lines.Count > limit || pages.Any(page => page.More));
    }

    public async Task<SearchPage> SearchCustomersAsync(Segment segment, string prefix, SearchPlace? after, int limit, CancellationToken cancellation = default)
    {
        var pages = await OfCustomersAsync(ledger => ledger.SearchCustomersAsync(segment, prefix, after, limit, cancellation), cancellation);
        var matches = pages.SelectMany(page => page.Matches).DistinctBy(match => match.Place).OrderBy(match => match.Place, SearchPlace.Order).ToList();
        return new([.. matches.Take(limit)], More: matches.Count > limit || pages.Any(page => page.More));
    }

    public async Task<IReadOnlyList<FollowUpPlace>> ReadFollowUpsAsync(DateTimeOffset through, FollowUpPlace? after, int limit, CancellationToken cancellation = default)
    {
        var pages = await OfCustomersAsync(ledger => ledger.ReadFollowUpsAsync(through, after, limit, cancellation), cancellation);
        return [.. pages.SelectMany(page => page).Distinct().Order(FollowUpPlace.Order).Take(limit)];
    }

    public async Task<IReadOnlyDictionary<string, IndexedCustomer>> ReadIndexedAsync(IReadOnlyCollection<string> customerIds, CancellationToken cancellation = default)
    {
        var found = await AsOfMapAsync(
            map => Task.WhenAll(customerIds.ToLookup(id => map.PartitionOf(id)).Select(part => _partitions[part.Key].Ledger.ReadIndexedAsync([.. part], cancellation))), cancellation);
        return found.SelectMany(indexed => indexed).ToDictionary();
    }

    public async Task<IReadOnlyList<SearchPlace>> ReadSearchKeysAsync(SearchPlace? after, int limit, CancellationToken cancellation = default)
    {
        var pages = await OfCustomersAsync(ledger => ledger.ReadSearchKeysAsync(after, limit, cancellation), cancellation);
        return [.. pages.SelectMany(page => page).Distinct().Order(SearchPlace.Order).Take(limit)];
    }

    public async Task<long> CountCustomersAsync(Segment segment, CancellationToken cancellation = default) =>
        (await OfCustomersAsync(ledger => ledger.CountCustomersAsync(segment, cancellation), cancellation)).Sum();
}
