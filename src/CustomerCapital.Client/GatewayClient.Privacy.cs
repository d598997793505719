using System.Globalization;
using CustomerCapital.Engine.Privacy;

namespace CustomerCapital.Client;

public sealed partial class GatewayClient
{
    /// <summary>Everything that the program holds of a person, a page of it; null where there is no such customer.</summary>
    /// <param name="customerId">Whose.</param>
    /// <param name="after">The <see cref="PersonPage.NextAfter"/> of the page before; 0 for the first page, which alone has what holds now.</param>
    /// <param name="limit">Of at most so many entries, 1 to 1,000.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<PersonPage?> GetPersonalDataAsync(string customerId, long after = 0, int limit = 100, CancellationToken cancellation = default) =>
        FindAsync<PersonPage>(string.Create(CultureInfo.InvariantCulture, $"{PathOfCustomer(customerId)}/personal-data?after={after}&limit={limit}"), ["customer_not_found"], cancellation);

    /// <summary>Erases a customer; under the same id it is done once.</summary>
    /// <param name="customerId">Whom.</param>
    /// <param name="erasureId">The request's id.</param>
    /// <param name="by">Who asks for it.</param>
    /// <param name="reason">Why; null for not said.</param>
    /// <param name="cancellation">Gives up; the erasure may go on.</param>
    /// <exception cref="GatewayException">Nothing was erased; its code says why.</exception>
    public Task<Erasure> EraseCustomerAsync(string customerId, string erasureId, string by, string? reason = null, CancellationToken cancellation = default) =>
        PostAsync<ErasureBody, Erasure>(PathOfCustomer(customerId) + "/erase", new(erasureId, by, reason), cancellation);

    /// <summary>Whom retention would erase now, without doing it.</summary>
    /// <param name="eraseAfterMonths">Instead of what the policy says; null for that.</param>
    /// <param name="erasesHolders">Likewise.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<RetentionCount> CountRetentionAsync(int? eraseAfterMonths = null, bool? erasesHolders = null, CancellationToken cancellation = default)
    {
        List<string> query = [];
        if (eraseAfterMonths is { } months) query.Add(string.Create(CultureInfo.InvariantCulture, $"eraseAfterMonths={months}"));
        if (erasesHolders is { } holders) query.Add(holders ? "erasesHolders=true" : "erasesHolders=false");
        return GetAsync<RetentionCount>(query.Count == 0 ? "v1/retention" : $"v1/retention?{string.Join('&', query)}", cancellation);
    }

    /// <summary>The erasures, those under way first.</summary>
    public async Task<IReadOnlyList<Erasure>> ListErasuresAsync(CancellationToken cancellation = default) => (await GetAsync<ErasureListAnswer>("v1/erasures", cancellation)).Erasures;
}

/// <summary>Who wants a customer erased, and why.</summary>
internal sealed record ErasureBody(string ErasureId, string By, string? Reason);

/// <summary>Erasures.</summary>
internal sealed record ErasureListAnswer(IReadOnlyList<Erasure> Erasures);
