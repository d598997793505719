using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Segments;
using CustomerCapital.Engine.SignedLinks;
using CustomerCapital.Engine.Templates;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Exporting;

/// <summary>Reads a whole ledger as lines that another engine can restore: the policy with its versions, then the saved segments and the templates, then actors by id with their entries in order, then how many entries there were.</summary>
/// <param name="ledger">Which.</param>
/// <param name="policy">Its rules.</param>
/// <param name="linkKeys">Whether the keys of links are read too. Whoever has them can make links that hold.</param>
public sealed class LedgerExport(ILedger ledger, ProgramPolicy policy, bool linkKeys = false)
{
    private const int Page = 1_000;

    /// <summary>The lines. Memory holds one page of them.</summary>
    public async IAsyncEnumerable<ExportLine> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        yield return new(Policy: policy);
        yield return new(PolicyVersions: (await KeptPolicyVersions.ReadAsync(ledger, cancellation)).With(policy));
        var segments = (await KeptSegments.ReadAsync(ledger, cancellation)).Saved;
        if (segments.Saved.Count > 0) yield return new(Segments: segments);
        var templates = (await KeptTemplates.ReadAsync(ledger, cancellation)).Saved;
        if (templates.Saved.Count > 0) yield return new(Templates: templates);
        if (linkKeys && await KeptLinkKeys.FindAsync(ledger, cancellation) is { } keys) yield return new(LinkKeys: keys);
        var count = 0L;
        IReadOnlyList<ActorId> page;
        for (ActorId? after = null; (page = await ledger.ReadActorsAsync(after, Page, cancellation)).Count > 0; after = page[^1])
        {
            foreach (var actor in page)
            {
                var read = 0L;
                while (await ledger.ReadEntriesAsync(actor, read, Page, cancellation) is { Count: > 0 } entries)
                {
                    foreach (var entry in entries) yield return new(Entry: entry);
                    count += entries.Count;
                    read = entries[^1].Sequence;
                }
            }
        }

        yield return new(Entries: count);
    }
}
