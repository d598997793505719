using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.ConsolePages.Customers;

/// <summary>Customers whose id, name or e-mail address begins as somebody typed.</summary>
public sealed class SearchTable : ITableSource
{
    private const int PageSize = 50;

    public string Name => "search";

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask)
    {
        var say = ask.Speech;
        var found = ask["q"] is { } text
            ? await ask.AskAsync(new SearchCustomers(text, PageSize) { After = ask["after"] is { } key && ask["after.id"] is { } id ? new SearchPlace(key, id) : null }) : new([], null);
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
            IsPaged = true, Next = found.Next is { } next ? ask.WithAt(ConsoleAddress.Root + "/search", ("after", next.Key), ("after.id", next.CustomerId)) : null,
            Call = ConsoleAddress.Of("/v1/customers", ("search", ask["q"])),
        };

        Cell RungCell(Rung rung) => new(say.Word(rung), Ladder.LadderTable.RungName(rung));

        Cell MoneyCell(Money amount) => new(say.Money(amount), amount.ToDecimal());
    }
}
