using System.Globalization;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.FollowUps;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.ConsolePages.Work;

/// <summary>Follow-ups that are due or to come, the earliest first.</summary>
public sealed class WorkTable : ITableSource
{
    /// <summary>So many follow-ups are on one page.</summary>
    internal const int PageSize = 50;

    /// <summary>What in an address says where a page begins.</summary>
    internal static readonly string[] Places = ["after", "after.customer", "after.id"];

    public string Name => "work";

    public Scope Needs => Scope.CustomersRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => Of(ask, (await ReadListAsync(ask, PageSize)).FollowUps);

    /// <summary>Everything that is due or to come.</summary>
    public async IAsyncEnumerable<ConsoleTable> PagesAsync(ConsoleRequest ask)
    {
        FollowUpPlace? after = null;
        do
        {
            var list = await ask.AskAsync(new ReadWorkList(after, FindCustomers.PageLimit, ask.DayOf("through"), KindOf(ask), AssigneeOf(ask)));
            yield return Of(ask, list.FollowUps);
            after = list.Next;
        }
        while (after is not null);
    }

    private static ConsoleTable Of(ConsoleRequest ask, IReadOnlyList<PlannedFollowUp> followUps)
    {
        var say = ask.Speech;
        return new(
            [
                new("due_at", say["followup.due"]), new("kind", say["followup.kind"]), new("customer_id", say["customers.id"]), new("name", say["customers.name"]), new("note", say["followup.note"]),
                new("overdue", say["work.overdue"]), new("assignee", say["work.assignee"]), new("follow_up_id", say["timeline.id"]),
            ],
            [.. followUps.Select(due => new Row(
            [
                new(say.Moment(due.DueAt), due.DueAt), new(say.Word(due.Kind), due.Kind), Cell.Of(due.CustomerId, ConsoleAddress.Customer(due.CustomerId)), Cell.Of(due.Name), Cell.Of(due.Note),
                new(say.Word(due.Overdue), due.Overdue), Cell.Of(due.Assignee), Cell.Of(due.FollowUpId),
            ]))])
        { Call = CallOf(ask), PagedBy = Places };
    }

    /// <summary>The kind that the address wishes for; null for all, and where it names none that there is.</summary>
    internal static FollowUpKind? KindOf(ConsoleRequest ask) =>
        int.TryParse(ask["kind"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Enum.IsDefined((FollowUpKind)number) ? (FollowUpKind)number : null;

    /// <summary>Whose the address wishes for: a member of staff, an empty text for nobody, null for all.</summary>
    internal static string? AssigneeOf(ConsoleRequest ask) => ask["unassigned"] == "true" ? "" : ask["assignee"] is { } assignee && !Text.TextFaults("assignee", assignee).Any() ? assignee : null;

    /// <summary>The call that gives the same list.</summary>
    internal static string CallOf(ConsoleRequest ask) => ConsoleAddress.Of(
        "/v1/follow-ups", ("through", ask.DayOf("through")?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("kind", KindOf(ask)?.ToString().ToLowerInvariant()), ("assignee", AssigneeOf(ask)),
        ("unassigned", AssigneeOf(ask) is "" ? "true" : null));

    /// <summary>The page that the address asks for. Those of a kind or of somebody lie among others: more is read until the page is full, and it is known whether another follows.</summary>
    internal static async Task<WorkList> ReadListAsync(ConsoleRequest ask, int limit)
    {
        var found = new List<PlannedFollowUp>();
        var after = PlaceOf(ask);
        do
        {
            var list = await ask.AskAsync(new ReadWorkList(after, limit + 1 - found.Count, ask.DayOf("through"), KindOf(ask), AssigneeOf(ask)));
            found.AddRange(list.FollowUps);
            after = list.Next;
        }
        while (found.Count <= limit && after is not null);
        var page = found.Take(limit).ToList();
        return new(page, found.Count > limit ? new(page[^1].DueAt, page[^1].CustomerId, page[^1].FollowUpId) : null);
    }

    /// <summary>Where the address wishes a page to begin; null for the beginning.</summary>
    internal static FollowUpPlace? PlaceOf(ConsoleRequest ask) =>
        DateTimeOffset.TryParse(ask["after"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var dueAt)
        && ask["after.customer"] is { } customer && !Text.IdFaults("after.customer", customer).Any() && ask["after.id"] is { } id && !Text.IdFaults("after.id", id).Any()
            ? new(dueAt, customer, id) : null;
}
