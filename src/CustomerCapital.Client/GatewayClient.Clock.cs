using CustomerCapital.Engine.Clock;

namespace CustomerCapital.Client;

public sealed partial class GatewayClient
{
    private const string ClockPath = "v1/clock";

    /// <summary>The program's time.</summary>
    public Task<ProgramClock> GetClockAsync(CancellationToken cancellation = default) => GetAsync<ProgramClock>(ClockPath, cancellation);

    /// <summary>Sets the program's time, in a sandbox. Completes once everything is done that was due until then.</summary>
    /// <param name="to">What the clock is to show.</param>
    /// <param name="cancellation">Gives up; the same call goes on from there.</param>
    /// <exception cref="GatewayException">The server is no sandbox, or the clock cannot go there; its code says which.</exception>
    public Task<ProgramClock> SetClockAsync(DateTimeOffset to, CancellationToken cancellation = default) => PostAsync<ClockChange, ProgramClock>(ClockPath, new(to), cancellation);
}
