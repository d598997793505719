using CustomerCapital.Engine;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Raffles;
using CustomerCapital.Engine.Subscriptions;
using CustomerCapital.Grains.Campaigns;
using CustomerCapital.Grains.Questions;
using CustomerCapital.Grains.Raffles;
using CustomerCapital.Grains.Subscriptions;
using CustomerCapital.Ledger;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.Grains.Background;

/// <summary>What a silo does that nobody asks for: sees to it that the cluster's background work goes on, and keeps its own policy fresh.</summary>
public sealed partial class BackgroundWork(EngineParts engine, IGrainFactory grains, ILogger<BackgroundWork> logger) : BackgroundService
{
    internal const string Sweeper = "sweeper";
    internal const string Courier = "courier";
    internal const string Value = "value";
    internal const string Mail = "mail";

    private static readonly string[] Kinds = [Courier, Sweeper];
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>Has rounds made until nothing is left to do.</summary>
    public static async Task SettleAsync(IGrainFactory grains)
    {
        while (!await SettleOnceAsync(grains, async grain => await RoundAsync(grain)))
        {
            // What one does may leave work to another.
        }
    }

    /// <summary>Has a round made of everything, for a while.</summary>
    /// <returns>Whether nothing was left to do; false too where a round has not ended in time.</returns>
    public static Task<bool> SettleOnceAsync(IGrainFactory grains) => SettleOnceAsync(grains, grain => grain.RoundAsync(Guid.CreateVersion7()));

    private static async Task<bool> SettleOnceAsync(IGrainFactory grains, Func<IBackgroundGrain, Task<int?>> round)
    {
        var isDone = true;
        foreach (var kind in Kinds) isDone &= await round(grains.GetProgramGrain<IBackgroundGrain>(kind)) == 0;
        foreach (var campaignId in await AskAsync(new FindLiveCampaigns())) isDone &= await grains.GetCampaignGrain(campaignId).RoundAsync() == 0;
        foreach (var raffleId in await AskAsync(new FindLiveRaffles())) isDone &= await grains.GetRaffleGrain(raffleId).RoundAsync() == 0;
        return isDone;

        async Task<IReadOnlyList<string>> AskAsync(Question question) => (await grains.GetProgramGrain<IQuestionGrain>(Question.Anyone).AnswerAsync(new(question))).As<IReadOnlyList<string>>();
    }

    /// <summary>Has a round made, however long it lasts.</summary>
    /// <returns>How much was done.</returns>
    public static async Task<int> RoundAsync(IBackgroundGrain grain)
    {
        var asked = Guid.CreateVersion7();
        while (true)
            if (await grain.RoundAsync(asked) is { } done) return done;
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([RefreshAsync(stoppingToken), WakeAsync("campaigns", WakeCampaignsAsync, stoppingToken), WakeAsync("raffles", WakeRafflesAsync, stoppingToken), WakeAsync("subscriptions", WakeSubscriptionsAsync, stoppingToken), .. Kinds.Append(Value).Append(Mail).Select(kind => WakeAsync(kind, grains.GetProgramGrain<IBackgroundGrain>(kind).WakeAsync, stoppingToken))]);

    /// <summary>Where silos keep reminders in memory, nobody else does it after a start.</summary>
    private async Task WakeCampaignsAsync()
    {
        foreach (var campaignId in await new FindLiveCampaigns().AnswerAsync(engine)) await grains.GetCampaignGrain(campaignId).WakeAsync();
    }

    /// <summary>The same for raffles.</summary>
    private async Task WakeRafflesAsync()
    {
        foreach (var raffleId in await new FindLiveRaffles().AnswerAsync(engine)) await grains.GetRaffleGrain(raffleId).WakeAsync();
    }

    /// <summary>The same for deliveries to subscriptions.</summary>
    private async Task WakeSubscriptionsAsync()
    {
        foreach (var subscriptionId in await new FindLiveSubscriptions().AnswerAsync(engine)) await grains.GetSubscriptionGrain(subscriptionId).WakeAsync();
    }

    /// <summary>Keeps the policy a second old at most, wherever it was changed, and finds out what became of a change whose outcome is not known.</summary>
    private async Task RefreshAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                await engine.Policy.ConfirmAsync();
                await engine.Policy.RefreshAsync();
            }
            catch (LedgerUnavailableException unavailable)
            {
                LogStale(unavailable);
            }
        }
    }

    /// <summary>Wakes it until it answers: while a cluster is upgraded it may be going on already, on a silo that does not understand this one.</summary>
    private async Task WakeAsync(string kind, Func<Task> wake, CancellationToken stopping)
    {
        for (var awake = false; !awake;)
        {
            try
            {
                await wake();
                awake = true;
            }
            catch (Exception failure)
            {
                LogAsleep(failure, kind);
                await Task.Delay(Every, TimeProvider.System, stopping);
            }
        }
    }

    [LoggerMessage(3003, LogLevel.Warning, "The policy could not be read again; the silo goes on with the one it has")]
    private partial void LogStale(Exception failure);

    [LoggerMessage(3004, LogLevel.Warning, "Background work could not be waked and will be tried again: {Kind}")]
    private partial void LogAsleep(Exception failure, string kind);
}
