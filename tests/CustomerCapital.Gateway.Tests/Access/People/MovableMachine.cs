namespace CustomerCapital.Gateway.Tests.Access.People;

/// <summary>A machine's clock that goes on by itself and can be moved.</summary>
internal sealed class MovableMachine : TimeProvider
{
    private long _moved;

    public void Move(TimeSpan by) => Interlocked.Add(ref _moved, by.Ticks);

    /// <summary>When it was told to stand still; null while it goes on by itself.</summary>
    private long? _stands;

    /// <summary>Goes on no more by itself.</summary>
    public void Stand() => _stands = base.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _moved));

    public override long GetTimestamp() => (_stands ?? base.GetTimestamp()) + (Interlocked.Read(ref _moved) * (TimestampFrequency / TimeSpan.TicksPerSecond));
}
