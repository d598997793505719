using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Exporting;

/// <summary>Reads a whole ledger as lines that another engine can restore: the policy, then customers by id with their entries in order, then how many entries there were.</summary>
public sealed class LedgerExport(ILedger ledger, ProgramPolicy policy)
{
    private const int Page = 1_000;

    /// <summary>The lines. Memory holds one page of them.</summary>
    public async IAsyncEnumerable<ExportLine> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        yield return new(Policy: policy);
        var count = 0L;
        for (string? after = null; ;)
        {
            var page = await ledger.ReadCustomersAsync(Segment.Everyone, after, Page, cancellation);
            foreach (var customer in page.Lines)
            {
                var read = 0L;
                while (await ledger.ReadEntriesAsync(customer.CustomerId, read, Page, cancellation) is { Count: > 0 } entries)
                {
                    foreach (var entry in entries) yield return new(Entry: entry);
                    count += entries.Count;
                    read = entries[^1].Sequence;
                }
            }

            if (!page.More) break;
            after = page.Lines[^1].CustomerId;
        }

        yield return new(Entries: count);
    }
}
