using CustomerCapital.Domain.Program;

namespace CustomerCapital.Server.Demo;

/// <summary>What a customer of the demo knows of their points: never more than the engine has, so that nothing the story spends is refused.</summary>
internal sealed class PointsPurse
{
    /// <summary>Points can be spent so many days after they were earned: a day more than the wallet says.</summary>
    private const int Pending = DemoProgram.PendingDays + 1;

    /// <summary>Points that are older may have expired.</summary>
    private const int Fresh = 330;

    private readonly List<(DateTimeOffset At, long Points)> _earned = [];
    private long _spent;

    /// <summary>A purchase of which nothing comes back has earned. What points paid of it earns nothing.</summary>
    public void Earn(DateTimeOffset at, Money amount, long paidWithPoints) => _earned.Add((at, Math.Max(0, (long)(amount.ToDecimal() - paidWithPoints / 100m) - 1)));

    /// <summary>Something was taken back.</summary>
    public void Lose(long points) => _spent += points;

    /// <summary>Spends points, if they are certainly there.</summary>
    public bool TrySpend(DateTimeOffset at, long points)
    {
        if (points <= 0 || Spendable(at) < points) return false;
        _spent += points;
        return true;
    }

    /// <summary>What can certainly be spent at a moment.</summary>
    public long Spendable(DateTimeOffset at)
    {
        var sum = -_spent;
        foreach (var (earnedAt, points) in _earned)
            if (earnedAt <= at.AddDays(-Pending) && earnedAt > at.AddDays(-Fresh)) sum += points;
        return sum;
    }
}
