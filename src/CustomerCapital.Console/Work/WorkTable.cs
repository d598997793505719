using System.Globalization;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.FollowUps;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.ConsolePages.Work;

/// <summary>Follow-ups that are due or to come, the earliest first.</summary>
public sealed class WorkTable : ITableSource
{
    public string Name => "work";

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask)
    {
        var say = ask.Speech;
        var list = await ReadListAsync(ask, FindCustomers.PageLimit);
        return new(
            [
                new("due_at", say["followup.due"]), new("kind", say["followup.kind"]), new("customer_id", say["customers.id"]), new("name", say["customers.name"]), new("note", say["followup.note"]),
                new("overdue", say["work.overdue"]), new("follow_up_id", say["timeline.id"]),
            ],
            [.. list.FollowUps.Where(due => KindOf(ask) is not { } kind || due.Kind == kind).Select(due => new Row(
            [
                new(say.Moment(due.DueAt), due.DueAt), new(say.Word(due.Kind), due.Kind.ToString()), Cell.Of(due.CustomerId, ConsoleAddress.Customer(due.CustomerId)), Cell.Of(due.Name), Cell.Of(due.Note),
                new(say.Word(due.Overdue), due.Overdue.ToString()), Cell.Of(due.FollowUpId),
            ]))])
        { Call = "/v1/follow-ups", IsPaged = true };
    }

    internal static FollowUpKind? KindOf(ConsoleRequest ask) => ask.Number("kind", 0, 0, 3) is > 0 and var kind ? (FollowUpKind)kind : null;

    internal static Task<WorkList> ReadListAsync(ConsoleRequest ask, int limit)
    {
        var after = DateTimeOffset.TryParse(ask["after"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var dueAt) && ask["after.customer"] is { } customer && ask["after.id"] is { } id
            ? new FollowUpPlace(dueAt, customer, id) : null;
        return ask.AskAsync(new ReadWorkList(after, limit, ask.DayOf("through")));
    }
}
