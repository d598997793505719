using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.ConsolePages.Customers;

/// <summary>Customers whose id, name or e-mail address begins as somebody typed.</summary>
public sealed class SearchTable : ITableSource
{
    private const int PageSize = 50;

    public string Name => "search";

    public Scope Needs => Scope.CustomersRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => Of(ask, await FindAsync(ask, PlaceOf(ask), PageSize));

    /// <summary>Everybody who is found.</summary>
    public async IAsyncEnumerable<ConsoleTable> PagesAsync(ConsoleRequest ask)
    {
        SearchPlace? after = null;
        do
        {
            var found = await FindAsync(ask, after, FindCustomers.PageLimit);
            yield return Of(ask, found);
            after = found.Next;
        }
        while (after is not null);
    }

    /// <summary>What the API takes to search by; null where it would take it for a fault.</summary>
    private static string? TextOf(ConsoleRequest ask) => ask["q"] is { } text && !Text.TextFaults("q", text).Any() && SearchKeys.PrefixOf(text) is not null ? text : null;

    private static SearchPlace? PlaceOf(ConsoleRequest ask) =>
        ask["after"] is { } key && !Text.TextFaults("after", key).Any() && ask["after.id"] is { } id && !Text.IdFaults("after.id", id).Any() ? new(key, id) : null;

    private static async Task<FoundCustomers> FindAsync(ConsoleRequest ask, SearchPlace? after, int limit) =>
        TextOf(ask) is { } text ? await ask.AskAsync(new SearchCustomers(text, limit) { After = after }) : new([], null);

    private static ConsoleTable Of(ConsoleRequest ask, FoundCustomers found)
    {
        var say = ask.Speech;
        return new(
            [
                new("customer_id", say["customers.id"]), new("name", say["customers.name"]), new("email", say["customers.email"]), new("rung", say["ladder.rung"]), new("orders", say["ladder.orders"], true),
                new("revenue", say["ladder.revenue"], true), new("last_purchase", say["customers.last"]),
            ],
            [.. found.Customers.Select(customer => new Row(
            [
                Cell.Of(customer.Line.CustomerId, ConsoleAddress.Customer(customer.Line.CustomerId)), Cell.Of(customer.Name), Cell.Of(customer.Email), RungCell(customer.Line.Of<Rung>(LadderFields.Rung)),
                new(say.Number(customer.Line.Of<long>(PurchaseFields.Orders)), customer.Line.Of<long>(PurchaseFields.Orders)), MoneyCell(customer.Line.Of<Money>(PurchaseFields.Revenue)),
                new(say.Day((DateTimeOffset?)customer.Line[PurchaseFields.LastPurchaseAt]), customer.Line[PurchaseFields.LastPurchaseAt]),
            ]))])
        {
            PagedBy = ["after", "after.id"], Next = found.Next is { } next ? ask.WithAt(ConsoleAddress.Root + "/search", ("after", next.Key), ("after.id", next.CustomerId)) : null,
            Call = ConsoleAddress.Of("/v1/customers", ("search", TextOf(ask))),
        };

        Cell RungCell(Rung rung) => new(say.Word(rung), rung);

        Cell MoneyCell(Money amount) => new(say.Money(amount), amount.ToDecimal());
    }
}
