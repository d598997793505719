using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Server;
using CustomerCapital.Server.Importing;
using CustomerCapital.Server.Importing.Control;
using CustomerCapital.Server.Importing.Formats;

namespace CustomerCapital.Importing.Tests;

/// <summary>How the import of a mangled file ended.</summary>
/// <param name="Refused">Why nothing was recorded; null where something could be.</param>
/// <param name="Rows">Rows of the file.</param>
/// <param name="Rejected">Rows that were rejected.</param>
/// <param name="Checked">Whether what the rows come to was compared with what was written.</param>
/// <param name="Violation">The promise that was broken; null for none.</param>
internal sealed record MangledOutcome(string? Refused, long Rows, long Rejected, bool Checked, string? Violation);

/// <summary>
/// Imports a mangled file into a ledger of its own, and looks at what was promised: it ends with figures or with a sentence that says what to do; every row is recorded,
/// known, skipped or rejected; what was recorded and what was rejected come to what the file comes to; the ledger says the same; and importing it again changes nothing.
/// </summary>
internal static class MangledRun
{
    /// <summary>Plays one seed.</summary>
    public static async Task<MangledOutcome> PlayAsync(int seed)
    {
        var file = MangledFile.Make(seed);
        var path = Path.Combine(Path.GetTempPath(), $"customercapital-mangled-{Environment.ProcessId}-{seed}.csv");
        try
        {
            await File.WriteAllBytesAsync(path, file.Content);
            await using var engine = await InProcessHost.StartAsync(new InMemoryLedger(), new(), TimeProvider.System);
            var first = await ImportAsync(engine, path, file.Said);
            if (first.Refused is not null) return await IsEmptyAsync(engine) ? new(first.Refused, 0, 0, false, null) : new(first.Refused, 0, 0, false, "something was recorded though the file was refused");
            var before = await RevenueAsync(engine);
            var violation = first.Violation ?? Compare("the ledger's revenue", before, first.Recorded) ?? (file.Revenue is { } written && first.Rejected == first.EngineRejected
                ? Compare("what the rows come to as they were written", written, first.Examined)
                : null);
            if (violation is not null) return new(null, first.Rows, first.Rejected, file.Revenue is not null, violation);
            var second = await ImportAsync(engine, path, file.Said);
            violation = second.Violation ?? (second.Entries > 0 ? $"importing again recorded {second.Entries} purchases or returns" : Compare("the revenue after importing again", await RevenueAsync(engine), before));
            return new(null, first.Rows, first.Rejected, file.Revenue is not null, violation);
        }
        catch (Exception fault)
        {
            return new(null, 0, 0, false, fault.ToString());
        }
        finally
        {
            File.Delete(path);
            File.Delete(path + ".rejected.csv");
        }
    }

    private static string? Compare(string what, decimal is_, decimal expected) => is_ == expected ? null : $"{what}: {is_} is not {expected}";

    private static async Task<decimal> RevenueAsync(InProcessHost engine) => (await engine.AskAsync(new ReportMetrics(null))).Revenue.ToDecimal();

    private static async Task<bool> IsEmptyAsync(InProcessHost engine) => (await engine.AskAsync(new ReportMetrics(null))).Customers == 0;

    private static async Task<Imported> ImportAsync(InProcessHost engine, string path, ImportFormat said)
    {
        try
        {
            var input = new InputFile(path);
            var (rows, format) = PurchaseFileOpening.Open(input, null, said);
            using var opened = rows;
            using var rejected = new RejectedFile(path + ".rejected.csv");
            rejected.Clear();
            var import = new PurchaseImport(engine, engine.Policy, rejected, format) { LedgerWasEmpty = await IsEmptyAsync(engine) };
            using var spool = import.Sort(rows, input.ExpectedBytes, _ => { }, CancellationToken.None);
            var examination = import.Examine(spool, rows.SplitDecimals, _ => { }, CancellationToken.None);
            if (examination.Found.Values.Any(doubt => doubt.Count <= 0)) return new() { Violation = "a doubt without a reason" };
            _ = DoubtReport.Of(examination, new HashSet<Doubt>());
            var (unread, unreadAmount) = (rejected.Count, rejected.Reasons.Amount);
            await import.RecordAsync(spool, _ => { }, CancellationToken.None);
            var summary = import.Summary;
            var accounted = summary.Recorded.Rows + summary.KnownRows.Rows + summary.Skipped + rejected.Count;
            return new()
            {
                Rows = summary.Rows, Rejected = rejected.Count, EngineRejected = rejected.Count - unread, Recorded = summary.Recorded.Amount, Entries = summary.Purchases + summary.Returns + summary.TakenBack,
                Examined = examination.Sum,
                Violation = accounted != summary.Rows
                    ? $"{summary.Rows} rows, of which {summary.Recorded.Rows} were recorded, {summary.KnownRows.Rows} known, {summary.Skipped} skipped and {rejected.Count} rejected"
                    : Compare("recorded, known and rejected revenue", summary.Recorded.Amount + summary.KnownRows.Amount + rejected.Reasons.Amount - unreadAmount, examination.Sum),
            };
        }
        catch (UsageException refused)
        {
            return new() { Refused = refused.Message };
        }
    }

    private sealed record Imported
    {
        public string? Refused { get; init; }

        public string? Violation { get; init; }

        public long Rows { get; init; }

        public long Rejected { get; init; }

        public long EngineRejected { get; init; }

        public long Entries { get; init; }

        public decimal Recorded { get; init; }

        public decimal Examined { get; init; }
    }
}
