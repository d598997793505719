using System.Threading.Channels;

namespace CustomerCapital.Ledger.Appending;

/// <summary>
/// Runs single items in groups: takes what waits, runs it once, answers all, and begins anew. An item that comes alone is run alone and at once;
/// under load the groups grow by themselves. Bounded: a caller waits for a place, then gets <see cref="LedgerOverloadedException"/>.
/// </summary>
internal sealed class GroupQueue<TItem, TResult> : IAsyncDisposable
{
    private readonly Channel<Waiting> _waiting;
    private readonly int _groupLimit;
    private readonly Func<TItem, int> _sizeOf;
    private readonly int _sizeLimit;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly Func<IReadOnlyList<TItem>, ValueTask<IReadOnlyList<TResult>>> _run;
    private readonly Task _running;

    public GroupQueue(
        int queueLimit, int groupLimit, Func<TItem, int> sizeOf, int sizeLimit, TimeSpan patience, TimeProvider time, int lanes,
        Func<IReadOnlyList<TItem>, ValueTask<IReadOnlyList<TResult>>> run)
    {
        _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(queueLimit) { SingleReader = lanes == 1, FullMode = BoundedChannelFullMode.Wait });
        (_groupLimit, _sizeOf, _sizeLimit, _patience, _time, _run) = (groupLimit, sizeOf, sizeLimit, patience, time, run);
        _running = Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => Task.Run(RunGroupsAsync)));
    }

    public async Task<TResult> RunAsync(TItem item)
    {
        var waiting = new Waiting(item, new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_waiting.Writer.TryWrite(waiting)) await WaitForPlaceAsync(waiting);
        return await waiting.Answer.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _running;
    }

    private async Task WaitForPlaceAsync(Waiting waiting)
    {
        using var patience = new CancellationTokenSource(_patience, _time);
        try
        {
            await _waiting.Writer.WriteAsync(waiting, patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new LedgerOverloadedException();
        }
        catch (ChannelClosedException closed)
        {
            throw new LedgerUnavailableException("The ledger is closing.", closed);
        }
    }

    private async Task RunGroupsAsync()
    {
        var group = new List<Waiting>(_groupLimit);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var size = 0;
            while (group.Count < _groupLimit && size <= _sizeLimit && _waiting.Reader.TryRead(out var next))
            {
                group.Add(next);
                size += _sizeOf(next.Item);
            }

            if (group.Count > 0) await RunGroupAsync(group);
            group.Clear();
        }
    }

    private async Task RunGroupAsync(List<Waiting> group)
    {
        try
        {
            var results = await _run(group.ConvertAll(waiting => waiting.Item));
            for (var i = 0; i < group.Count; i++) group[i].Answer.SetResult(results[i]);
        }
        catch (Exception failure)
        {
            foreach (var waiting in group) waiting.Answer.TrySetException(failure);
        }
    }

    private readonly record struct Waiting(TItem Item, TaskCompletionSource<TResult> Answer);
}
