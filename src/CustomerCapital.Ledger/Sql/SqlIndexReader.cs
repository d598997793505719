using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Sql;

/// <summary>What is found by search keys and by when follow-ups are due, over whichever session.</summary>
internal static class SqlIndexReader
{
    /// <summary>A page of the customers of a segment whom a search finds.</summary>
    public static async ValueTask<SearchPage> FoundAsync(SqlSession session, Segment segment, string prefix, SearchPlace? after, int limit, CancellationToken cancellation)
    {
        if (!session.Dialect.Holds(prefix)) return new([], false);
        // No id comes before the empty one: so the first page begins with the first key that begins so.
        var from = after ?? new(prefix, "");
        var select = SqlStatement.Over(
            new(segment, session.Dialect), "SelectFoundCustomers",
            SqlValue.Text("prefix", prefix), SqlValue.Text("end", SearchKeys.EndOf(prefix)), SqlValue.Text("after_key", from.Key), SqlValue.Text("after_id", from.CustomerId),
            SqlValue.Bigint("limit", limit + 1L));
        return SearchPage.Of(await session.ReadAsync(select, row => new SearchMatch(row.Text(CustomerLine.Fields.Count), FieldColumns.ReadLine(row)), cancellation), limit);
    }

    /// <summary>A page of the follow-ups that are not done.</summary>
    public static async ValueTask<IReadOnlyList<FollowUpPlace>> FollowUpsAsync(
        SqlSession session, DateTimeOffset through, FollowUpPlace? after, int limit, CancellationToken cancellation) => await session.ReadAsync(
        new(
            "SelectOpenFollowUps", SqlValue.Instant("through", through), SqlValue.Instant("after_due", after?.DueAt ?? DateTimeOffset.MinValue),
            SqlValue.Text("after_id", after?.CustomerId ?? ""), SqlValue.Text("after_follow_up", after?.FollowUpId ?? ""), SqlValue.Bigint("limit", limit)),
        ReadFollowUp, cancellation);

    /// <summary>By what some customers are found.</summary>
    public static async ValueTask<IReadOnlyDictionary<string, IndexedCustomer>> IndexedAsync(SqlSession session, IReadOnlyCollection<string> customerIds, CancellationToken cancellation)
    {
        var held = customerIds.Where(session.Dialect.Holds).Select(id => new ActorId(ActorKind.Customer, id)).ToList();
        if (held.Count == 0) return new Dictionary<string, IndexedCustomer>();
        var (keys, followUps) = (new List<(string CustomerId, string Key)>(), new List<FollowUpPlace>());
        await session.RunAsync(new SqlStatement("SelectSearchKeys") { Rows = LedgerTables.Ids.Of("actors", held), Each = row => keys.Add((row.Text(0), row.Text(1))) }, cancellation);
        await session.RunAsync(new SqlStatement("SelectFollowUpsOf") { Rows = LedgerTables.Ids.Of("actors", held), Each = row => followUps.Add(ReadFollowUp(row)) }, cancellation);
        var (keysOf, followUpsOf) = (keys.ToLookup(found => found.CustomerId, found => found.Key), followUps.ToLookup(open => open.CustomerId));
        return keysOf.Select(found => found.Key).Union(followUpsOf.Select(found => found.Key)).ToDictionary(id => id, id => IndexedCustomer.Of(keysOf[id], followUpsOf[id]));
    }

    /// <summary>A page of the search keys of all customers.</summary>
    public static async ValueTask<IReadOnlyList<SearchPlace>> SearchKeysAsync(SqlSession session, SearchPlace? after, int limit, CancellationToken cancellation) => await session.ReadAsync(
        new("SelectKeysInOrder", SqlValue.Text("after_key", after?.Key ?? ""), SqlValue.Text("after_id", after?.CustomerId ?? ""), SqlValue.Bigint("limit", limit)),
        row => new SearchPlace(row.Text(0), row.Text(1)), cancellation);

    private static FollowUpPlace ReadFollowUp(SqlRow row) => new(row.Instant(0), row.Text(1), row.Text(2));
}
