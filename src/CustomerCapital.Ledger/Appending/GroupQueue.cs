namespace CustomerCapital.Ledger.Appending;

/// <summary>
/// Runs single items in groups: takes what waits, runs it once, answers all, and begins anew. An item that comes alone is run alone and at once;
/// under load the groups grow by themselves, as a group begins behind the work that waits for a thread. Bounded in number and bytes: a caller waits for a place, then gets <see cref="LedgerOverloadedException"/>.
/// </summary>
internal sealed class GroupQueue<TItem, TResult> : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Admission _places;
    private readonly GroupCommitOptions _options;
    private readonly int _lanes;
    private readonly Func<TItem, int> _sizeOf;
    private readonly Func<TResult, bool> _isAnswer;
    private readonly Func<Exception, bool> _runsAlone;
    private readonly Func<IReadOnlyList<TItem>, ValueTask<IReadOnlyList<TResult>>> _run;
    private int _busyLanes;
    private bool _closing;

    /// <param name="options">Its limits.</param>
    /// <param name="lanes">How many groups may be under way at the same time.</param>
    /// <param name="sizeOf">An item's bytes.</param>
    /// <param name="time">The clock by which patience ends.</param>
    /// <param name="run">Runs a group.</param>
    /// <param name="isAnswer">Whether a result answers its item; an item without an answer is run again, with the others of its group that have none.</param>
    /// <param name="runsAlone">Whether, after a group has failed so, each of its items is run alone, so that the one at fault fails alone.</param>
    public GroupQueue(
        GroupCommitOptions options, int lanes, Func<TItem, int> sizeOf, TimeProvider time, Func<IReadOnlyList<TItem>, ValueTask<IReadOnlyList<TResult>>> run,
        Func<TResult, bool> isAnswer, Func<Exception, bool> runsAlone)
    {
        _places = new(options.QueueLimit, options.QueueSizeLimit, time);
        (_options, _lanes, _sizeOf, _run, _isAnswer, _runsAlone) = (options, lanes, sizeOf, run, isAnswer, runsAlone);
    }

    /// <summary>How many items wait or are being run.</summary>
    public int Count => (int)_places.Count;

    public async Task<TResult> RunAsync(TItem item)
    {
        var waiting = new Waiting(item, _sizeOf(item), new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!await _places.TryEnterAsync(1, waiting.Size, _options.Patience)) throw new LedgerOverloadedException();
        Enqueue(waiting);
        return await waiting.Answer.Task;
    }

    /// <summary>Takes nothing more, and comes back when what was taken is done.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _closing = true;
            if (_busyLanes == 0) _closed.TrySetResult();
        }

        await _closed.Task;
    }

    private void Enqueue(Waiting waiting)
    {
        lock (_lock)
        {
            if (_closing)
            {
                _places.Leave(1, waiting.Size);
                throw new LedgerUnavailableException("The ledger is closing.");
            }

            _waiting.Enqueue(waiting);
            if (_busyLanes == _lanes || !IsWorthLane(_busyLanes)) return;
            _busyLanes++;
        }

        Gathering.Begin(BeginGroup);
    }

    /// <summary>Whether one more lane beside some others has enough to do: two small groups cost more than one that is a little later.</summary>
    private bool IsWorthLane(int others) => _waiting.Count > others * (_options.GroupLimit / 8);

    /// <summary>Begins a lane's next group behind all work that waits for a thread: what that work appends goes along. Where nothing waits it begins at once.</summary>
    private void BeginGroup() =>
        Task.Factory.StartNew(RunNextGroupAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach | TaskCreationOptions.PreferFairness, _options.Scheduler);

    private async Task RunNextGroupAsync()
    {
        if (NextGroup() is not { } group) return;
        for (IReadOnlyList<Waiting> left = group; left.Count > 0;) left = await RunGroupAsync(left);
        BeginGroup();
    }

    /// <summary>What waits, as far as it fits one group; null where there is too little for this lane, which ends it.</summary>
    private List<Waiting>? NextGroup()
    {
        lock (_lock)
        {
            if (!IsWorthLane(_busyLanes - 1))
            {
                _busyLanes--;
                if (_closing && _busyLanes == 0) _closed.TrySetResult();
                return null;
            }

            var group = new List<Waiting>(Math.Min(_waiting.Count, _options.GroupLimit));
            var size = 0L;
            while (group.Count < _options.GroupLimit && size <= _options.GroupSizeLimit && _waiting.TryDequeue(out var next))
            {
                _places.Leave(1, next.Size);
                group.Add(next);
                size += next.Size;
            }

            return group;
        }
    }

    /// <returns>Those that were not answered.</returns>
    private async Task<IReadOnlyList<Waiting>> RunGroupAsync(IReadOnlyList<Waiting> group)
    {
        var left = new List<Waiting>();
        try
        {
            var results = await _run([.. group.Select(waiting => waiting.Item)]);
            for (var i = 0; i < group.Count; i++)
            {
                if (_isAnswer(results[i])) group[i].Answer.SetResult(results[i]);
                else left.Add(group[i]);
            }

            if (left.Count == group.Count) throw new InvalidOperationException("A group was run, and none of its items was answered.");
        }
        catch (Exception failure) when (group.Count > 1 && _runsAlone(failure))
        {
            foreach (var waiting in group) await RunGroupAsync([waiting]);
            left.Clear();
        }
        catch (Exception failure)
        {
            foreach (var waiting in group) waiting.Answer.TrySetException(failure);
            left.Clear();
        }

        return left;
    }

    private readonly record struct Waiting(TItem Item, int Size, TaskCompletionSource<TResult> Answer);
}
