using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Exporting;

/// <summary>Appends the entries of an export, customers side by side, each customer's in order. Restoring again changes nothing.</summary>
/// <remarks>Takes one line at a time, from one caller.</remarks>
public sealed class LedgerRestore(Func<string, ICustomer> customers, Func<ProgramPolicy, Task> restorePolicy)
{
    private const int EntriesAtOnce = 500;

    /// <summary>Lines of purchases and returns that are appended together, about: a few megabytes of JSON, whatever number of entries they are of.</summary>
    private const int LinesAtOnce = 10_000;

    private const int CustomersAtOnce = 128;

    private readonly List<Entry> _waiting = [];
    private readonly List<Task<int>> _restoring = [];
    private Task<int> _sameCustomer = Task.FromResult(0);
    private int _waitingLines;
    private long _taken;
    private long? _expected;

    /// <summary>Entries appended; those that were there already do not count.</summary>
    public long Appended { get; private set; }

    /// <summary>Takes the next line.</summary>
    public async Task TakeAsync(ExportLine line)
    {
        if (line.Policy is not null) await restorePolicy(line.Policy);
        if (line.Entries is not null) _expected = line.Entries;
        if (line.Entry is not { } entry) return;
        _taken++;
        if (_waiting.Count > 0 && (_waiting[0].CustomerId != entry.CustomerId || _waiting.Count == EntriesAtOnce || _waitingLines >= LinesAtOnce)) await BeginAsync(entry.CustomerId);
        _waiting.Add(entry);
        _waitingLines += entry.Event switch
        {
            PurchaseRecorded purchase => purchase.Lines?.Count ?? 0,
            ReturnRecorded returned => returned.Lines?.Count ?? 0,
            _ => 0,
        };
    }

    /// <summary>Completes once everything taken is durable.</summary>
    /// <exception cref="RestoreConflictException">The export was cut off; what was taken of it is kept.</exception>
    public async Task CompleteAsync()
    {
        if (_waiting.Count > 0) await BeginAsync("");
        await SettleAsync();
        if (_taken > 0 && _expected != _taken)
            throw new RestoreConflictException($"The export was cut off: it holds {_taken} entries, and its last line, which says how many there were, {(_expected is null ? "is missing" : $"says {_expected}")}. Restore the whole export to complete it.");
    }

    private async Task BeginAsync(string nextCustomer)
    {
        if (_restoring.Count >= CustomersAtOnce) await SettleAsync();
        await _sameCustomer;
        var entries = _waiting.ToList();
        var restoring = customers(entries[0].CustomerId).RestoreAsync(entries);
        _restoring.Add(restoring);
        _sameCustomer = nextCustomer == entries[0].CustomerId ? restoring : Task.FromResult(0);
        _waiting.Clear();
        _waitingLines = 0;
    }

    private async Task SettleAsync()
    {
        foreach (var appended in await Task.WhenAll(_restoring)) Appended += appended;
        _restoring.Clear();
    }
}
