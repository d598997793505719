using System.Globalization;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.ConsolePages.Customers;

/// <summary>The customers of a segment, a page at a time, in the order that the address wishes.</summary>
public sealed class CustomersTable : ITableSource
{
    /// <summary>So many customers are on one page, and in one file.</summary>
    public const int PageSize = 25;

    private const int FileSize = FindCustomers.PageLimit;

    public string Name => "customers";

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => await ReadAsync(ask, SegmentOf(ask), FileSize);

    /// <summary>The segment of an address: a view of this name, else what the form says.</summary>
    internal static SegmentForm SegmentOf(ConsoleRequest ask) =>
        SegmentForm.Read(name => ask[name] ?? (name == "segment" && ask["view"] == "at-risk" ? SegmentJson.Write(Today.Attention.AtRisk) : null), ask.Capital.Policy.Program.Calendar);

    internal static async Task<ConsoleTable> ReadAsync(ConsoleRequest ask, SegmentForm form, int limit)
    {
        var say = ask.Speech;
        var (segment, _, _) = await form.ExpandAsync(ask);
        var sort = CustomerSort.Of(ask["order"] ?? "") ?? new(CustomerFields.CustomerId, false);
        var page = segment is null ? new([], false) : sort.Field == CustomerFields.CustomerId && !sort.Descending
            ? await ask.AskAsync(new FindCustomers(segment, ask["after"], limit))
            : await ask.AskAsync(new FindSortedCustomers(segment, sort.ToString(), PlaceOf(ask, sort), limit));
        var states = await Task.WhenAll(page.Lines.Select(line => ask.Capital.Customer(line.CustomerId).GetAsync()));
        var policy = ask.Capital.Policy.Program.Policy;
        return new(
            [
                new("customer_id", say["customers.id"]), new("name", say["customers.name"]), new("email", say["customers.email"]), new("rung", say["ladder.rung"]), new("lapsed", say["ladder.lapsed"]),
                new("orders", say["ladder.orders"], true), new("revenue", say["ladder.revenue"], true), new("historic_value", say["ladder.historic"], true), new("last_purchase", say["customers.last"]),
            ],
            [.. page.Lines.Zip(states, (line, state) => new Row(
            [
                Cell.Of(line.CustomerId, ConsoleAddress.Customer(line.CustomerId)), Cell.Of(state?.Profile.Name), Cell.Of(state?.Profile.Email),
                new(say.Word(line.Of<Rung>(LadderFields.Rung)), Ladder.LadderTable.RungName(line.Of<Rung>(LadderFields.Rung))), new(say.Word(line.Of<bool>(LadderFields.Lapsed)), line.Of<bool>(LadderFields.Lapsed)),
                new(say.Number(line.Of<long>(PurchaseFields.Orders)), line.Of<long>(PurchaseFields.Orders)), MoneyCell(line.Of<Money>(PurchaseFields.Revenue)),
                state is null ? Cell.Of(null) : MoneyCell(Domain.Value.HistoricValue.Of(state, policy)),
                new(say.Day((DateTimeOffset?)line[PurchaseFields.LastPurchaseAt]), line[PurchaseFields.LastPurchaseAt]),
            ]))])
        {
            IsPaged = true,
            Next = page.More ? NextOf(ask, sort, page.Lines[^1]) : null,
            Call = ConsoleAddress.Of("/v1/customers", ("segment", form.IsEveryone ? null : form.Json), ("sort", ask["order"])),
        };

        Cell MoneyCell(Money amount) => new(say.Money(amount), amount.ToDecimal());
    }

    private static SortPlace? PlaceOf(ConsoleRequest ask, CustomerSort sort)
    {
        if (ask["after"] is not { } id) return null;
        var place = new SortPlace(id, long.TryParse(ask["after.number"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null, ask["after.text"]);
        return sort.CanHold(place) ? place : null;
    }

    private static string NextOf(ConsoleRequest ask, CustomerSort sort, CustomerLine last)
    {
        var place = sort.PlaceOf(last);
        return ask.WithAt(ConsoleAddress.Root + "/customers", ("after", place.CustomerId), ("after.number", place.Number?.ToString(CultureInfo.InvariantCulture)), ("after.text", place.Text));
    }
}
