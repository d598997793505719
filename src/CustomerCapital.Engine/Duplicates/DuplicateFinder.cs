using System.Collections.Concurrent;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Duplicates;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Duplicates;

/// <summary>Customers who share a form of an id or an address.</summary>
/// <param name="Form">The form.</param>
/// <param name="CustomerIds">Who, in ordinal order.</param>
/// <param name="More">Whether others share it too.</param>
internal sealed record AlikeGroup(string Form, IReadOnlyList<string> CustomerIds, bool More);

/// <summary>What one look found.</summary>
/// <param name="At">When it was begun.</param>
/// <param name="Groups">In the order of their ids, each once.</param>
/// <param name="More">Whether there are more than are kept.</param>
internal sealed record FoundGroups(DateTimeOffset At, IReadOnlyList<KeyValuePair<string, AlikeGroup>> Groups, bool More);

/// <summary>Looks for customers who are likely to be one person, behind the answer, when somebody asks and the last look is ten minutes old.</summary>
/// <remarks>Nobody who does not ask pays for it. What was found stands in memory. Thread-safe.</remarks>
/// <param name="ledger">What is read.</param>
/// <param name="now">The program's time.</param>
/// <param name="time">The machine's clock, by which callers wait.</param>
public sealed class DuplicateFinder(ILedger ledger, Func<DateTimeOffset> now, TimeProvider time) : IDisposable
{
    /// <summary>Who asks after so long has others looked for.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    /// <summary>Most groups that are kept.</summary>
    public const int MostGroups = 10_000;

    private readonly WorkBehindAnswers _look = new(time);
    private readonly ConcurrentDictionary<string, (long Sequence, DuplicateGroup Group)> _decided = [];
    private FoundGroups? _found;
    private long _read;

    /// <summary>What was found last, null for nothing yet; looks again where that is ten minutes old.</summary>
    internal async Task<(FoundGroups? Found, bool Looking, string? Failure)> AskAsync(CancellationToken cancellation)
    {
        var (isLooking, failure) = await _look.BeginAsync(() => _found is not { } found || found.At + KeptFor <= now(), LookAsync, cancellation);
        return (Volatile.Read(ref _found), isLooking, failure);
    }

    /// <summary>How many search keys the look that is running has read, of each twice.</summary>
    internal long KeysRead => Interlocked.Read(ref _read);

    /// <summary>What holds of a group, as far as this process has been told.</summary>
    internal DuplicateGroup Of(string groupId) => _decided.GetValueOrDefault(groupId).Group ?? new();

    /// <summary>Tells what was decided of a group; what is older than what is known changes nothing.</summary>
    internal DuplicateGroup Tell(ActorState state) => _decided.AddOrUpdate(
        state.Id.Key, _ => (state.Sequence, DuplicateGroup.Part.Of(state)), (_, known) => known.Sequence > state.Sequence ? known : (state.Sequence, DuplicateGroup.Part.Of(state))).Group;

    public void Dispose() => _look.Dispose();

    private async Task LookAsync()
    {
        var at = now();
        Interlocked.Exchange(ref _read, 0);
        var (shared, more) = await new AlikeKeys(ledger, keys => Interlocked.Add(ref _read, keys)).ReadAsync(MostGroups, _look.Stopping);
        var groups = new SortedDictionary<string, AlikeGroup>(StringComparer.Ordinal);
        foreach (var (form, customers) in shared.OrderBy(found => found.Key, StringComparer.Ordinal))
        {
            var ids = customers.Take(DuplicateGroup.Most).ToList();
            groups.TryAdd(DuplicateGroup.IdOf(ids), new(form, ids, customers.Count > ids.Count));
        }

        await ReadDecidedAsync(groups.Keys);
        Volatile.Write(ref _found, new(at, [.. groups], more));
    }

    /// <summary>Reads what was decided of groups; of others nothing is kept.</summary>
    private async Task ReadDecidedAsync(IReadOnlyCollection<string> groupIds)
    {
        foreach (var (gone, _) in _decided.Where(decided => !groupIds.Contains(decided.Key))) _decided.TryRemove(gone, out _);
        foreach (var recalled in await groupIds.ReadEachAsync(id => ledger.RecallAsync(new(DuplicateGroup.ActorOf(id), WithRow: true, [])), _look.Stopping))
            if (recalled.Row is { } row) Tell(row.State);
    }
}
