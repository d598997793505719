using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Duplicates;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Duplicates;

/// <summary>The forms that ids and e-mail addresses of several customers share, from two passes over the index of search keys. Memory holds eight bytes for each id and address, and what is shared.</summary>
/// <param name="ledger">What is read.</param>
/// <param name="advance">Told how many keys a page had.</param>
internal sealed class AlikeKeys(ILedger ledger, Action<int> advance)
{
    private const int Page = 5_000;

    /// <summary>The customers of each form that several share, by id.</summary>
    /// <param name="most">At most so many forms.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>One more customer of a form than a group can have, at most; and whether there are more forms.</returns>
    public async Task<(IReadOnlyDictionary<string, SortedSet<string>> Shared, bool More)> ReadAsync(int most, CancellationToken cancellation)
    {
        var hashes = new List<ulong>();
        await foreach (var (form, _) in FormsAsync(cancellation)) hashes.Add(HashOf(form));
        var twice = TwiceIn(hashes);
        hashes = [];
        var shared = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        if (twice.Count == 0) return (shared, false);
        await foreach (var (form, customerId) in FormsAsync(cancellation))
        {
            if (!twice.Contains(HashOf(form))) continue;
            if (!shared.TryGetValue(form, out var customers)) shared.Add(form, customers = new(StringComparer.Ordinal));
            if (customers.Count <= DuplicateGroup.Most) customers.Add(customerId);
        }

        // One customer's id and address may be alike, and two forms of one hash.
        foreach (var (form, _) in shared.Where(found => found.Value.Count < DuplicateGroup.Fewest).ToList()) shared.Remove(form);
        return shared.Count <= most ? (shared, false) : (shared.OrderBy(found => found.Key, StringComparer.Ordinal).Take(most).ToDictionary(), true);
    }

    /// <summary>The forms of all ids and addresses, with their customers, in the order of search keys.</summary>
    private async IAsyncEnumerable<(string Form, string CustomerId)> FormsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        IReadOnlyList<SearchPlace> page;
        for (SearchPlace? after = null; (page = await ledger.ReadSearchKeysAsync(after, Page, cancellation)).Count > 0; after = page[^1])
        {
            advance(page.Count);
            foreach (var (key, customerId) in page)
                if (FormOf(key, customerId) is { } form) yield return (form, customerId);
        }
    }

    /// <summary>The form of a key that is an id or looks like an address; null for names.</summary>
    private static string? FormOf(string key, string customerId) =>
        !SearchKeys.IsOfHousehold(key) && (key.Contains('@', StringComparison.Ordinal) || key == SearchKeys.PrefixOf(customerId)) ? AlikeText.Of(key) : null;

    private static HashSet<ulong> TwiceIn(List<ulong> hashes)
    {
        hashes.Sort();
        var twice = new HashSet<ulong>();
        for (var at = 1; at < hashes.Count; at++)
            if (hashes[at] == hashes[at - 1]) twice.Add(hashes[at]);
        return twice;
    }

    private static ulong HashOf(string form) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(form)));
}
