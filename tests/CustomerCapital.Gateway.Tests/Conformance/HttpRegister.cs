using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Gateway.Tests.Conformance;

/// <summary>The register behind a gateway, which pages by the cursors that came with the pages before.</summary>
internal sealed class HttpRegister(HttpAnswers answers) : ICustomerRegister
{
    private readonly Dictionary<(string Segment, string AfterCustomerId), string> _cursors = [];

    public DateTimeOffset Now => throw new NotSupportedException("A gateway does not tell its engine's time.");

    public async Task<CustomerPage> FindAsync(Segment segment, string? afterCustomerId, int limit, DateTimeOffset? moment = null, CancellationToken cancellation = default)
    {
        Assert.Null(moment);
        var list = SegmentJson.Write(segment);
        var cursor = afterCustomerId is null ? null : _cursors[(list, afterCustomerId)];
        var page = await answers.PostAsync<CustomerQuery, CustomerList>("/v1/customers/query", new() { Segment = segment, Cursor = cursor, Limit = limit });
        if (page.NextCursor is not null) _cursors[(list, page.Customers[^1].CustomerId)] = page.NextCursor;
        return new([.. page.Customers.Select(LineOf)], page.NextCursor is not null);
    }

    public async Task<long> CountAsync(Segment segment, DateTimeOffset? moment = null, CancellationToken cancellation = default)
    {
        Assert.Null(moment);
        return (await answers.PostAsync<CustomerCountQuery, CustomerCount>("/v1/customer-count", new() { Segment = segment })).Customers;
    }

    /// <summary>What an item of a list tells of the row.</summary>
    private static CustomerLine LineOf(CustomerListItem item) => new(
        item.CustomerId, item.Rung, item.Lapsed, item.AcquisitionChannel, item.Orders, item.Revenue, default,
        item.FirstPurchaseAt, item.LastPurchaseAt, false, 0, default);
}
