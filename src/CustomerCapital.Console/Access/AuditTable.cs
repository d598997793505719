using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Engine.Access;

namespace CustomerCapital.ConsolePages.Access;

/// <summary>The audit log, the latest records first.</summary>
public sealed class AuditTable : ITableSource
{
    private const int Page = 100;

    public string Name => "audit";

    public Scope Needs => Scope.AuditRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask)
    {
        var log = ask.Capital.Customer(AuditChain.Actor);
        var last = (await log.GetAsync())?.Sequence ?? 0;
        var through = long.TryParse(ask["through"], System.Globalization.CultureInfo.InvariantCulture, out var wanted) && wanted > 0 ? Math.Min(wanted, last) : last;
        var after = Math.Max(0, through - Page);
        var records = await log.EntriesAsync(after, (int)(through - after) is var count && count > 0 ? count : 1);
        return new(
            [
                new("sequence", ask.Speech["audit.number"], true), new("at", ask.Speech["audit.at"]), new("by", ask.Speech["audit.by"]), new("action", ask.Speech["audit.action"]), new("target", ask.Speech["audit.target"]),
                new("status", ask.Speech["audit.status"], true), new("count", ask.Speech["audit.count"], true), new("address", ask.Speech["audit.address"]), new("changes", ask.Speech["audit.changes"]),
            ],
            [.. records.Select(AuditRecordView.Of).Where(record => record.Sequence <= through).Reverse().Select(record => RowOf(ask.Speech, record))])
        {
            Call = $"/v1/audit?after={after}",
            PagedBy = ["through"],
            Next = after > 0 ? ask.With(("through", $"{after}")) : null,
        };
    }

    /// <summary>What was changed, on a line.</summary>
    internal static string LineOf(AuditChange change) => $"{change.Path}: {change.From ?? Speech.Nothing} → {change.To ?? Speech.Nothing}";

    private static Row RowOf(Speech speech, AuditRecordView view)
    {
        var record = view.Record;
        return new(
        [
            new(speech.Number(view.Sequence), view.Sequence), new(speech.Moment(view.At), view.At), Cell.Of(record.By), Cell.Of(record.Action), Cell.Of(record.Person is { } person ? record.Target?.Replace("{id}", person.CustomerId, StringComparison.Ordinal) : record.Target),
            record.Status == 0 ? new(speech["audit.begun"], 0) : new($"{record.Status}", record.Status), new(speech.Number(record.Count), record.Count), Cell.Of(record.Address),
            Cell.Of(record.Changes.Count == 0 ? null : string.Join("; ", record.Changes.Select(LineOf))),
        ], record.Status >= 400 ? "trouble" : null);
    }
}
