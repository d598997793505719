namespace CustomerCapital.Engine.Hosting;

/// <summary>Work that answers do not wait for, at most one at a time: whoever asks has it begun where it is due, and waits for a second, within which a small program is done.</summary>
/// <remarks>Thread-safe. Disposing it ends the work.</remarks>
/// <param name="time">The machine's clock, by which callers wait.</param>
internal sealed class WorkBehindAnswers(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _one = new();
    private Task? _run;

    /// <summary>Ends with the process.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Begins the work where it is due, and gives it a second.</summary>
    /// <param name="isDue">Whether it is to be done. Not asked while it is.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>Whether it is still under way, and why the latest has failed; null where it has not.</returns>
    public async Task<(bool IsUnderWay, string? Failure)> BeginAsync(Func<bool> isDue, Func<Task> work, CancellationToken cancellation)
    {
        Task? run;
        lock (_one)
        {
            if (_run is not { IsCompleted: false } && isDue()) _run = Task.Run(work, CancellationToken.None);
            run = _run;
        }

        if (run is { IsCompleted: false })
        {
            await Task.WhenAny(run, Task.Delay(AnswerWithin, time, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }

        return (run is { IsCompleted: false }, run?.Exception?.InnerException?.Message);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }
}
