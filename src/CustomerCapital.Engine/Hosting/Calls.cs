using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Engine.Hosting;

/// <summary>
/// What callers from outside have under way: let in within a limit, answered in time whatever the ledger does, and counted, so that closing waits. Thread-safe.
/// </summary>
/// <remarks>A call that was not answered in time still holds its place until its work has ended: callers that give up do not make room.</remarks>
internal sealed class Calls(EngineOptions options, TimeProvider time)
{
    private readonly Admission _admission = new(options.CommandLimit, long.MaxValue, time);
    private readonly TaskCompletionSource _allLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _open;
    private bool _closed;

    /// <summary>How many commands, and what counts as one, are in work.</summary>
    public long InWork => _admission.Count;

    /// <summary>How many wait to be let in.</summary>
    public long InLine => _admission.CountInLine;

    /// <summary>Makes a call.</summary>
    /// <param name="weight">As how many commands it counts.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="EngineOverloadedException">There was no room in time; nothing was done.</exception>
    /// <exception cref="EngineUnavailableException">It was not answered in time, or the engine is stopping.</exception>
    public async Task<T> RunAsync<T>(int weight, Func<Task<T>> call)
    {
        Enter();
        try
        {
            if (!await _admission.TryEnterAsync(weight, 0, options.Patience))
                throw new EngineOverloadedException($"More than {options.CommandLimit} commands are in work; send this one later.");
        }
        catch
        {
            Leave();
            throw;
        }

        try
        {
            return await RunAdmittedAsync(weight, call).WaitAsync(options.AnswerWithin, time);
        }
        catch (TimeoutException)
        {
            throw new EngineUnavailableException($"There was no answer within {options.AnswerWithin.TotalSeconds} seconds. Send the command again with the same id.");
        }
    }

    /// <summary>Lets no more in, and completes when the last has ended.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
            if (_open == 0) _allLeft.TrySetResult();
        }

        return _allLeft.Task;
    }

    private async Task<T> RunAdmittedAsync<T>(int weight, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        finally
        {
            _admission.Leave(weight, 0);
            Leave();
        }
    }

    private void Enter()
    {
        lock (_lock)
        {
            if (_closed) throw new EngineUnavailableException("The engine is stopping; send the command again with the same id.");
            _open++;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_open == 0 && _closed) _allLeft.TrySetResult();
        }
    }
}
