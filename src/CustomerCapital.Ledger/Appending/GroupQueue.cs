using System.Threading.Channels;

namespace CustomerCapital.Ledger.Appending;

/// <summary>
/// Runs single items in groups: takes what waits, runs it once, answers all, and begins anew. An item that comes alone is run alone and at once;
/// under load the groups grow by themselves. Bounded in number and bytes: a caller waits for a place, then gets <see cref="LedgerOverloadedException"/>.
/// </summary>
internal sealed class GroupQueue<TItem, TResult> : IAsyncDisposable
{
    private readonly Channel<Waiting> _waiting = Channel.CreateUnbounded<Waiting>(new() { SingleReader = true });
    private readonly Admission _places;
    private readonly GroupCommitOptions _options;
    private readonly Func<TItem, int> _sizeOf;
    private readonly Func<Exception, bool> _runsAlone;
    private readonly Func<IReadOnlyList<TItem>, ValueTask<IReadOnlyList<TResult>>> _run;
    private readonly Task _running;

    /// <param name="options">Its limits.</param>
    /// <param name="sizeOf">An item's bytes.</param>
    /// <param name="time">The clock by which patience ends.</param>
    /// <param name="run">Runs a group.</param>
    /// <param name="runsAlone">Whether, after a group has failed so, each of its items is run alone, so that the one at fault fails alone.</param>
    public GroupQueue(
        GroupCommitOptions options, Func<TItem, int> sizeOf, TimeProvider time, Func<IReadOnlyList<TItem>, ValueTask<IReadOnlyList<TResult>>> run, Func<Exception, bool> runsAlone)
    {
        _places = new(options.QueueLimit, options.QueueSizeLimit, time);
        (_options, _sizeOf, _run, _runsAlone) = (options, sizeOf, run, runsAlone);
        _running = Task.Run(RunGroupsAsync);
    }

    public async Task<TResult> RunAsync(TItem item)
    {
        var waiting = new Waiting(item, _sizeOf(item), new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!await _places.TryEnterAsync(1, waiting.Size, _options.Patience)) throw new LedgerOverloadedException();
        if (_waiting.Writer.TryWrite(waiting)) return await waiting.Answer.Task;
        _places.Leave(1, waiting.Size);
        throw new LedgerUnavailableException("The ledger is closing.");
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _running;
    }

    private async Task RunGroupsAsync()
    {
        var group = new List<Waiting>(_options.GroupLimit);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var size = 0L;
            while (group.Count < _options.GroupLimit && size <= _options.GroupSizeLimit && _waiting.Reader.TryRead(out var next))
            {
                _places.Leave(1, next.Size);
                group.Add(next);
                size += next.Size;
            }

            await RunGroupAsync(group);
            group.Clear();
        }
    }

    private async Task RunGroupAsync(IReadOnlyList<Waiting> group)
    {
        try
        {
            var results = await _run([.. group.Select(waiting => waiting.Item)]);
            for (var i = 0; i < group.Count; i++) group[i].Answer.SetResult(results[i]);
        }
        catch (Exception failure) when (group.Count > 1 && _runsAlone(failure))
        {
            foreach (var waiting in group) await RunGroupAsync([waiting]);
        }
        catch (Exception failure)
        {
            foreach (var waiting in group) waiting.Answer.TrySetException(failure);
        }
    }

    private readonly record struct Waiting(TItem Item, int Size, TaskCompletionSource<TResult> Answer);
}
