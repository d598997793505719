namespace CustomerCapital.Ledger.Appending;

/// <summary>Lets work in as long as all that is in keeps within two limits, in number and in bytes. Thread-safe; first come, first let in.</summary>
/// <remarks>
/// Whoever finds no room stands in line, which is as long and as large as what may be in; beyond that nobody waits. So twice the limits bound what
/// is held. Work that is larger than a limit by itself is let in when nothing else is in. Who has endless patience stands in line whatever its length.
/// </remarks>
/// <param name="countLimit">How many may be in.</param>
/// <param name="sizeLimit">How many bytes may be in.</param>
/// <param name="time">The clock by which patience ends.</param>
public sealed class Admission(int countLimit, long sizeLimit, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiting> _line = new();
    private long _count;
    private long _size;
    private long _countInLine;
    private long _sizeInLine;

    /// <summary>How many are in.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>How many stand in line.</summary>
    public long CountInLine => Volatile.Read(ref _countInLine);

    /// <summary>Lets work in, or makes it wait for room.</summary>
    /// <param name="count">How many there are, at least 1.</param>
    /// <param name="size">Their bytes.</param>
    /// <param name="patience">How long to wait at most; <see cref="Timeout.InfiniteTimeSpan"/> is endless.</param>
    /// <param name="cancellation">Gives up; nothing is in then.</param>
    /// <returns>Whether it is in, and must <see cref="Leave"/>; false when there was no room in time.</returns>
    public ValueTask<bool> TryEnterAsync(int count, long size, TimeSpan patience, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        lock (_lock)
        {
            if (_line.Count == 0 && HasRoom(count, size, _count, _size))
            {
                (_count, _size) = (_count + count, _size + size);
                return new(true);
            }

            if (patience == TimeSpan.Zero) return new(false);
            if (patience != Timeout.InfiniteTimeSpan && !HasRoom(count, size, _countInLine, _sizeInLine)) return new(false);
            var waiting = new Waiting(count, size, new(TaskCreationOptions.RunContinuationsAsynchronously));
            (_countInLine, _sizeInLine) = (_countInLine + count, _sizeInLine + size);
            return new(WaitAsync(_line.AddLast(waiting), patience, cancellation));
        }
    }

    /// <summary>Makes room again.</summary>
    public void Leave(int count, long size)
    {
        lock (_lock)
        {
            (_count, _size) = (_count - count, _size - size);
            LetIn();
        }
    }

    private bool HasRoom(int count, long size, long counted, long sized) => counted == 0 || (counted + count <= countLimit && sized + size <= sizeLimit);

    private void LetIn()
    {
        while (_line.First is { } first && HasRoom(first.Value.Count, first.Value.Size, _count, _size))
        {
            (_count, _size) = (_count + first.Value.Count, _size + first.Value.Size);
            TakeFromLine(first);
            first.Value.In.SetResult();
        }
    }

    private void TakeFromLine(LinkedListNode<Waiting> node)
    {
        _line.Remove(node);
        (_countInLine, _sizeInLine) = (_countInLine - node.Value.Count, _sizeInLine - node.Value.Size);
    }

    private async Task<bool> WaitAsync(LinkedListNode<Waiting> node, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            await InAsync(node.Value).WaitAsync(patience, time, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return !TryGiveUp(node);
        }
        catch (OperationCanceledException)
        {
            if (!TryGiveUp(node)) Leave(node.Value.Count, node.Value.Size);
            throw;
        }
    }

    /// <summary>Awaited here, and not handed to WaitAsync as it is, it completes on the caller's scheduler and not on the thread pool.</summary>
    private static async Task InAsync(Waiting waiting) => await waiting.In.Task;

    /// <returns>False when it has been let in meanwhile.</returns>
    private bool TryGiveUp(LinkedListNode<Waiting> node)
    {
        lock (_lock)
        {
            if (node.List is null) return false;
            TakeFromLine(node);
            LetIn();
            return true;
        }
    }

    private sealed record Waiting(int Count, long Size, TaskCompletionSource In);
}
