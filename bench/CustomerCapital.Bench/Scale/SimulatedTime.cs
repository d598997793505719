namespace CustomerCapital.Bench.Scale;

/// <summary>What happens in a simulated system, in the order of its time. The same for the same seed. Not thread-safe.</summary>
internal sealed class SimulatedTime(int seed)
{
    private readonly PriorityQueue<Action, (double At, long Number)> _ahead = new();
    private long _number;

    /// <summary>Random numbers of the simulation.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>Seconds since the beginning.</summary>
    public double Now { get; private set; }

    /// <summary>Something happens after so many seconds. What happens at the same moment keeps its order.</summary>
    public void After(double seconds, Action happens) => _ahead.Enqueue(happens, (Now + seconds, _number++));

    /// <summary>Lets one thing after the other happen as long as something holds.</summary>
    public void RunWhile(Func<bool> holds)
    {
        while (holds() && _ahead.TryDequeue(out var happens, out var next))
        {
            Now = next.At;
            happens();
        }
    }
}

/// <summary>So many equal servers, such as the processors of a machine, with one line before them: whoever comes first is served first.</summary>
/// <param name="time">The time of the simulation.</param>
/// <param name="count">How many.</param>
/// <param name="othersShare">Share of their time that others have, 0 to less than 1.</param>
internal sealed class Servers(SimulatedTime time, int count, double othersShare = 0)
{
    private readonly Queue<(double Seconds, Action Then)> _line = new();
    private int _working;
    private double _busy;

    /// <summary>Share of the time since a moment in which they were busy, 0 to 1, where <see cref="Forget"/> was called then.</summary>
    public double BusyShare(double since) => _busy / (count * (time.Now - since));

    /// <summary>Forgets how busy they were so far.</summary>
    public void Forget() => _busy = 0;

    /// <summary>Works for so long as soon as a server is free.</summary>
    public void Work(double seconds, Action then)
    {
        if (_working == count)
        {
            _line.Enqueue((seconds, then));
            return;
        }

        _working++;
        Begin(seconds, then);
    }

    private void Begin(double seconds, Action then)
    {
        seconds /= 1 - othersShare;
        _busy += seconds;
        time.After(seconds, () =>
        {
            if (_line.TryDequeue(out var next)) Begin(next.Seconds, next.Then);
            else _working--;
            then();
        });
    }
}

/// <summary>A log that commits share: a flush makes durable whatever has come before it began.</summary>
/// <param name="time">The time of the simulation.</param>
/// <param name="seconds">How long a flush takes, however little it writes.</param>
/// <param name="secondsEach">How much longer for each purchase.</param>
internal sealed class SharedFlush(SimulatedTime time, double seconds, double secondsEach)
{
    private List<Action> _waiting = [];
    private int _purchases;
    private bool _isFlushing;

    /// <summary>Goes on when what was written is durable.</summary>
    public void Commit(int purchases, Action then)
    {
        _waiting.Add(then);
        _purchases += purchases;
        if (!_isFlushing) Flush();
    }

    private void Flush()
    {
        var (flushed, takes) = (_waiting, seconds + (_purchases * secondsEach));
        (_waiting, _purchases, _isFlushing) = ([], 0, true);
        time.After(takes, () =>
        {
            _isFlushing = false;
            if (_waiting.Count > 0) Flush();
            foreach (var then in flushed) then();
        });
    }
}
