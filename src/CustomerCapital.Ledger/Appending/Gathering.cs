namespace CustomerCapital.Ledger.Appending;

/// <summary>Lets what one thread hands to many customers begin together, and be committed in one group.</summary>
/// <remarks>Without it the first append would begin a group of its own, and all others would wait until that is committed.</remarks>
public static class Gathering
{
    [ThreadStatic]
    private static Queue<Action>? _begun;

    /// <summary>Hands something out; turns, then groups, that this begins on this thread begin when it is done.</summary>
    /// <param name="handOut">Does not wait for what it begins.</param>
    /// <returns>What that gives.</returns>
    public static T Of<T>(Func<T> handOut)
    {
        if (_begun is not null) return handOut();
        _begun = new();
        try
        {
            return handOut();
        }
        finally
        {
            // A turn that begins here begins a group, behind the other turns.
            while (_begun.TryDequeue(out var begin)) begin();
            _begun = null;
        }
    }

    /// <summary>Begins something: at once, or when what this thread hands out is handed out.</summary>
    /// <param name="begin">Does not throw.</param>
    public static void Begin(Action begin)
    {
        if (_begun is { } others) others.Enqueue(begin);
        else begin();
    }
}
