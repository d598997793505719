namespace CustomerCapital.Engine.Hosting;

/// <summary>Counts the calls that are on their way, so that closing can wait for them. Thread-safe.</summary>
internal sealed class OpenCalls
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _allLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;
    private bool _closed;

    /// <returns>False once it is closed: the call must not begin.</returns>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (!_closed) _open++;
            return !_closed;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_open == 0 && _closed) _allLeft.TrySetResult();
        }
    }

    /// <summary>Lets no more in, and completes when the last has left.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
            if (_open == 0) _allLeft.TrySetResult();
        }

        return _allLeft.Task;
    }
}
