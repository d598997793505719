using System.Globalization;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger.Reading;
using FoundPage = CustomerCapital.Ledger.Reading.CustomerPage;

namespace CustomerCapital.ConsolePages.Customers;

/// <summary>The customers of a segment, a page at a time, in the order that the address wishes.</summary>
/// <param name="lists">Lists that no index has the order of.</param>
internal sealed class CustomersTable(SortedLists lists) : ITableSource
{
    /// <summary>So many customers are on one page.</summary>
    public const int PageSize = 25;

    public string Name => "customers";

    public Scope Needs => Scope.CustomersRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => await ReadAsync(ask, lists, SegmentOf(ask), PageSize);

    /// <summary>Everybody of the segment, as the segment is when the first page is read.</summary>
    public async IAsyncEnumerable<ConsoleTable> PagesAsync(ConsoleRequest ask)
    {
        var (form, sort, moment) = (SegmentOf(ask), SortOf(ask), ask.Capital.Now);
        var (segment, _, _) = await form.ExpandAsync(ask);
        SortPlace? after = null;
        do
        {
            var page = await PageAsync(ask, segment, sort, after, FindCustomers.PageLimit, moment);
            after = page.More ? sort.PlaceOf(page.Lines[^1]) : null;
            yield return await TableOfAsync(ask, form, sort, page, null);
        }
        while (after is not null);
    }

    /// <summary>The segment of an address: a view of this name, else what the form says.</summary>
    internal static SegmentForm SegmentOf(ConsoleRequest ask) =>
        SegmentForm.Read(name => ask[name] ?? (name == "segment" && ask["view"] == "at-risk" ? SegmentJson.Write(Today.Attention.AtRisk) : null), ask.Capital.Policy.Program.Calendar);

    internal static async Task<ConsoleTable> ReadAsync(ConsoleRequest ask, SortedLists lists, SegmentForm form, int limit)
    {
        var (segment, _, _) = await form.ExpandAsync(ask);
        var (sort, after) = (SortOf(ask), PlaceOf(ask, SortOf(ask)));
        if (segment is null || IsById(sort)) return await TableOfAsync(ask, form, sort, await PageAsync(ask, segment, sort, after, limit, null), null);
        var (page, asOf) = await lists.PageAsync(ask.Capital, segment, sort, after, limit);
        return await TableOfAsync(ask, form, sort, page, asOf);
    }

    /// <summary>The order that the address wishes; by id where it names none that there is.</summary>
    private static CustomerSort SortOf(ConsoleRequest ask) => CustomerSort.Of(ask["order"] ?? "") ?? new(CustomerFields.CustomerId, false);

    private static bool IsById(CustomerSort sort) => sort.Field == CustomerFields.CustomerId && !sort.Descending;

    private static async Task<FoundPage> PageAsync(ConsoleRequest ask, Segment? segment, CustomerSort sort, SortPlace? after, int limit, DateTimeOffset? moment) =>
        segment is null ? new([], false) : IsById(sort)
            ? await ask.AskAsync(new FindCustomers(segment, after?.CustomerId, limit, moment))
            : await ask.AskAsync(new FindSortedCustomers(segment, sort.ToString(), after, limit, moment));

    private static async Task<ConsoleTable> TableOfAsync(ConsoleRequest ask, SegmentForm form, CustomerSort sort, FoundPage page, DateTimeOffset? asOf)
    {
        var say = ask.Speech;
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
                new(say.Word(line.Of<Rung>(LadderFields.Rung)), line.Of<Rung>(LadderFields.Rung)), new(say.Word(line.Of<bool>(LadderFields.Lapsed)), line.Of<bool>(LadderFields.Lapsed)),
                new(say.Number(line.Of<long>(PurchaseFields.Orders)), line.Of<long>(PurchaseFields.Orders)), MoneyCell(line.Of<Money>(PurchaseFields.Revenue)),
                state is null ? Cell.Of(null) : MoneyCell(Domain.Value.HistoricValue.Of(state, policy)),
                new(say.Day((DateTimeOffset?)line[PurchaseFields.LastPurchaseAt]), line[PurchaseFields.LastPurchaseAt]),
            ]))])
        {
            PagedBy = ["after", "after.number", "after.text"],
            Next = page.More ? NextOf(ask, sort, page.Lines[^1]) : null,
            Note = asOf is { } read ? say.Say("customers.asof", say.Second(read)) : null,
            Call = ConsoleAddress.Of("/v1/customers", ("segment", form.IsEveryone ? null : form.Json), ("sort", IsById(sort) ? null : sort.ToString())),
        };

        Cell MoneyCell(Money amount) => new(say.Money(amount), amount.ToDecimal());
    }

    private static SortPlace? PlaceOf(ConsoleRequest ask, CustomerSort sort)
    {
        if (ask["after"] is not { } id || Text.IdFaults("after", id).Any()) return null;
        if (IsById(sort)) return new(id);
        var text = ask["after.text"] is { } said && !Text.TextFaults("after.text", said, Text.LongLimit).Any() ? said : null;
        var place = new SortPlace(id, long.TryParse(ask["after.number"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null, text);
        return sort.CanHold(place) ? place : null;
    }

    private static string NextOf(ConsoleRequest ask, CustomerSort sort, CustomerLine last)
    {
        var place = sort.PlaceOf(last);
        return ask.WithAt(ConsoleAddress.Root + "/customers", ("after", place.CustomerId), ("after.number", place.Number?.ToString(CultureInfo.InvariantCulture)), ("after.text", place.Text));
    }
}
