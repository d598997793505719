using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Segments;
using CustomerCapital.Engine.SignedLinks;
using CustomerCapital.Engine.Templates;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Exporting;

/// <summary>Appends the entries of an export, actors side by side, each one's in order. Restoring again changes nothing.</summary>
/// <remarks>Takes one line at a time, from one caller.</remarks>
/// <param name="actors">An actor by id.</param>
/// <param name="policy">Takes over the policy and its versions.</param>
/// <param name="ledger">Where saved segments, templates and keys of links are taken over.</param>
public sealed class LedgerRestore(Func<ActorId, ICustomer> actors, PolicyActor policy, ILedger ledger)
{
    private const int EntriesAtOnce = 500;

    /// <summary>Lines of purchases and returns that are appended together, about: a few megabytes of JSON, whatever number of entries they are of.</summary>
    private const int LinesAtOnce = 10_000;

    private const int ActorsAtOnce = 128;

    private readonly List<Entry> _waiting = [];
    private readonly List<Task<int>> _restoring = [];
    private Task<int> _sameActor = Task.FromResult(0);
    private ActorKind? _kind;
    private int _waitingLines;
    private long _taken;
    private long? _expected;

    /// <summary>Entries appended; those that were there already do not count.</summary>
    public long Appended { get; private set; }

    /// <summary>Takes the next line.</summary>
    public async Task TakeAsync(ExportLine line)
    {
        if (line.Policy is not null) await policy.RestoreAsync(line.Policy);
        if (line.PolicyVersions is not null) await policy.RestoreVersionsAsync(line.PolicyVersions);
        if (line.Segments is not null) await KeptSegments.RestoreAsync(ledger, line.Segments);
        if (line.Templates is not null) await KeptTemplates.RestoreAsync(ledger, line.Templates);
        if (line.LinkKeys is not null) await KeptLinkKeys.RestoreAsync(ledger, line.LinkKeys);
        if (line.Entries is not null) _expected = line.Entries;
        if (line.Entry is not { } entry) return;
        _taken++;
        if (_waiting.Count > 0 && (_waiting[0].Actor != entry.Actor || _waiting.Count == EntriesAtOnce || _waitingLines >= LinesAtOnce)) await BeginAsync(entry.Actor);
        _waiting.Add(entry);
        _waitingLines += entry.Event.CountLines();
    }

    /// <summary>Completes once everything taken is durable.</summary>
    /// <exception cref="RestoreConflictException">The export was cut off; what was taken of it is kept.</exception>
    public async Task CompleteAsync()
    {
        if (_waiting.Count > 0) await BeginAsync(null);
        await SettleAsync();
        if (_taken > 0 && _expected != _taken)
            throw new RestoreConflictException($"The export was cut off: it holds {_taken} entries, and its last line, which says how many there were, {(_expected is null ? "is missing" : $"says {_expected}")}. Restore the whole export to complete it.");
    }

    private async Task BeginAsync(ActorId? next)
    {
        // Histories that were put away come first: others rest on them.
        if (_restoring.Count >= ActorsAtOnce || (_kind == ActorKind.PutAway && _waiting[0].Actor.Kind != _kind)) await SettleAsync();
        _kind = _waiting[0].Actor.Kind;
        await _sameActor;
        var entries = _waiting.ToList();
        var restoring = actors(entries[0].Actor).RestoreAsync(entries);
        _restoring.Add(restoring);
        _sameActor = next == entries[0].Actor ? restoring : Task.FromResult(0);
        _waiting.Clear();
        _waitingLines = 0;
    }

    private async Task SettleAsync()
    {
        foreach (var appended in await Task.WhenAll(_restoring)) Appended += appended;
        _restoring.Clear();
    }
}
