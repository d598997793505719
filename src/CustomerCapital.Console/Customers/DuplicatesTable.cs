using System.Text.Json;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Duplicates;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Duplicates;

namespace CustomerCapital.ConsolePages.Customers;

/// <summary>Customers who are likely to be one person: a row for each of a group.</summary>
public sealed class DuplicatesTable : ITableSource
{
    private const int PageSize = 20;

    public string Name => "duplicates";

    public Scope Needs => Scope.CustomersRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => Of(ask, await ReadListAsync(ask));

    /// <summary>All groups.</summary>
    public async IAsyncEnumerable<ConsoleTable> PagesAsync(ConsoleRequest ask)
    {
        string? after = null;
        do
        {
            var list = await ask.AskAsync(new ListDuplicates(ListDuplicates.PageLimit, VerdictOf(ask), after));
            yield return Of(ask, list);
            after = list.Next;
        }
        while (after is not null);
    }

    /// <summary>The name of a verdict in addresses.</summary>
    internal static string NameOf(DuplicateVerdict verdict) => JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString());

    /// <summary>Of which verdict the address wishes to see groups: of none where it names none.</summary>
    internal static DuplicateVerdict VerdictOf(ConsoleRequest ask) => ask["verdict"] == NameOf(DuplicateVerdict.NotTheSame) ? DuplicateVerdict.NotTheSame : DuplicateVerdict.Undecided;

    /// <summary>The page that the address asks for.</summary>
    internal static Task<DuplicateList> ReadListAsync(ConsoleRequest ask) => ask.AskAsync(new ListDuplicates(PageSize, VerdictOf(ask), ask["after"]));

    /// <summary>The call that gives the same list.</summary>
    internal static string CallOf(ConsoleRequest ask) => ConsoleAddress.Of("/v1/duplicates", ("verdict", NameOf(VerdictOf(ask))));

    private static ConsoleTable Of(ConsoleRequest ask, DuplicateList list)
    {
        var say = ask.Speech;
        return new(
            [
                new("group_id", say["duplicates.group"]), new("form", say["duplicates.form"]), new("customer_id", say["customers.id"]), new("name", say["customers.name"]), new("email", say["customers.email"]),
                new("orders", say["ladder.orders"], true), new("revenue", say["ladder.revenue"], true), new("last_purchase", say["customers.last"]), new("known_since", say["duplicates.known"]),
                new("verdict", say["duplicates.verdict"]), new("by", say["duplicates.by"]), new("reason", say["campaign.reason"]),
            ],
            [.. list.Groups.SelectMany(group => group.Customers, (group, customer) => new Row(
            [
                Cell.Of(group.GroupId), Cell.Of(group.Form), Cell.Of(customer.CustomerId, ConsoleAddress.Customer(customer.CustomerId)), Cell.Of(customer.Name), Cell.Of(customer.Email),
                new(say.Number(customer.Orders), customer.Orders), new(say.Money(customer.Revenue), customer.Revenue.ToDecimal()), new(say.Day(customer.LastPurchaseAt), customer.LastPurchaseAt),
                new(say.Day(customer.KnownSince), customer.KnownSince), new(say.Word(group.Decided?.Verdict ?? DuplicateVerdict.Undecided), group.Decided?.Verdict ?? DuplicateVerdict.Undecided),
                Cell.Of(group.Decided?.By), Cell.Of(group.Decided?.Reason),
            ]))])
        { Call = CallOf(ask), PagedBy = ["after"] };
    }
}
