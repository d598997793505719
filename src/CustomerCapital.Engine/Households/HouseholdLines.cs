namespace CustomerCapital.Engine.Households;

/// <summary>Lets one at a time do something in a household, so that two members who spend at once cannot keep what each lacks from the other, and no household has more members than it may.</summary>
/// <param name="waitingLimit">So many may wait; more are overloaded at once.</param>
public sealed class HouseholdLines(int waitingLimit) : IDisposable
{
    private const int Count = 64;

    private readonly SemaphoreSlim[] _lines = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1))];
    private int _waiting;

    /// <summary>Does something when nobody else does anything in the household.</summary>
    /// <exception cref="EngineOverloadedException">Too many wait; nothing was done.</exception>
    internal async Task<T> RunAsync<T>(string householdId, Func<Task<T>> work)
    {
        var line = _lines[(string.GetHashCode(householdId, StringComparison.Ordinal) & int.MaxValue) % Count];
        try
        {
            if (Interlocked.Increment(ref _waiting) > waitingLimit) throw new EngineOverloadedException($"More than {waitingLimit} commands wait for households; send this one later.");
            await line.WaitAsync();
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        try
        {
            return await work();
        }
        finally
        {
            line.Release();
        }
    }

    public void Dispose()
    {
        foreach (var line in _lines) line.Dispose();
    }
}
