using CustomerCapital.Engine.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Hosting;

/// <summary>Rounds of what runs campaigns and raffles.</summary>
internal static class Rounds
{
    /// <summary>A round of the campaigns in each of so many seconds.</summary>
    public static async Task RunCampaignsAsync(InProcessHost host, FakeTimeProvider time, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            await host.RunCampaignsAsync();
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Of two engines at once one may find that the other has written, and one can end in the middle: it looks again.</summary>
    public static async Task AttemptAsync(Func<Task> round)
    {
        try
        {
            await round();
        }
        catch (EngineUnavailableException)
        {
            // As a grain's timer does, the next round tries again.
        }
    }
}
