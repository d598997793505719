using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Subscriptions;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Deliveries;
using CustomerCapital.Engine.Feed;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Subscriptions;

/// <summary>Delivers to one subscription, wherever its grain is. Two at once send everything under the same ids, and the second to keep how far it has come begins anew.</summary>
/// <param name="engine">What this process has of the engine.</param>
/// <param name="subscriptionId">Which.</param>
public sealed class SubscriptionRunner(EngineParts engine, string subscriptionId) : IDestination
{
    /// <summary>A subscription whose every attempt has failed for so long is disabled.</summary>
    public static readonly TimeSpan DisabledAfter = TimeSpan.FromDays(5);

    private const string Engine = "engine";
    private const int DeadLettersAtOnce = 500;

    private readonly ActorId _actor = ActorOf(subscriptionId);
    private volatile Subscription? _current;
    private Delivery? _delivery;

    /// <summary>The subscription of an id as an actor.</summary>
    public static ActorId ActorOf(string subscriptionId) => new(ActorKind.Subscription, subscriptionId);

    /// <summary>The name under which a subscription's delivery is kept.</summary>
    public static string DeliveryOf(string subscriptionId) => "subscription:" + subscriptionId;

    /// <summary>Reads the subscription again: every attempt that begins later goes by what it says now.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task RefreshAsync() => _current = (await engine.Ledger.RecallAsync(new(_actor, WithRow: true, []))).Row is { } row ? Subscription.Part.Of(row.State) : null;

    /// <summary>Sends a page.</summary>
    /// <param name="cancellation">Gives up; what was sent since the step before is sent again.</param>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer: nothing is lost.</exception>
    public async Task<RunnerStep> StepAsync(CancellationToken cancellation = default)
    {
        await RefreshAsync();
        if (_current is not { Status: not (0 or SubscriptionStatus.Deleted) } subscription) return new(0, null, IsOver: true);
        if (subscription.Status == SubscriptionStatus.Disabled) return new(0, null);
        _delivery ??= new(DeliveryOf(subscriptionId), engine.Ledger, this, engine.MachineTime, new Random(BitConverter.ToInt32(engine.NewSeed(sizeof(int)))), new());
        RunnerStep step;
        try
        {
            if (_delivery.State is { } before && before.TakenUpThrough < subscription.ReplayedThrough) await TakeUpAsync(before, subscription.ReplayedThrough, cancellation);
            step = await _delivery.StepAsync(subscription.Since, subscription.Replays, cancellation);
        }
        catch (VersionConflictException)
        {
            // An erasure has changed what waits, or another silo sends too: what is kept is read anew.
            _delivery = null;
            return new(0, engine.MachineTime.GetUtcNow());
        }

        if (_delivery.State!.FailingSince <= engine.MachineTime.GetUtcNow() - DisabledAfter)
            await DoAsync(new DisableSubscription { By = Engine, Reason = FormattableString.Invariant($"Every attempt has failed for {DisabledAfter.TotalDays:0} days.") });
        return step;
    }

    /// <inheritdoc/>
    public bool Wants(Entry entry) =>
        SubscriptionRules.AreSent(entry.Actor.Kind) && _current is { Rules.EventTypes: var names } && (names.Count == 0 || names.Contains(Capabilities.NameOf(entry.Event)));

    /// <inheritdoc/>
    public async Task<DeliveryResult> DeliverAsync(Entry entry, int attempt, CancellationToken cancellation)
    {
        if (_current is not { Status: SubscriptionStatus.Enabled } subscription) return DeliveryResult.Stopped;
        var (result, isGone) = await engine.Webhooks.SendAsync(subscription, WebhookMessage.Of(entry), cancellation);
        if (!isGone) return result;
        await DoAsync(new DisableSubscription { By = Engine, Reason = "The receiver answered 410: it is gone." });
        await RefreshAsync();
        return DeliveryResult.Stopped;
    }

    /// <inheritdoc/>
    public Task GiveUpAsync(EntryId entry, string reason) => DoAsync(new RecordDeadLetter
    {
        Kind = FeedActor.Of(entry.Actor).Kind, Key = entry.Actor.Key, Sequence = entry.Sequence, Replay = _delivery!.State!.Replay, TakenUpThrough = _delivery.State.TakenUpThrough,
        Reason = Text.Cut(reason),
    });

    /// <summary>Takes up dead letters again, as many as may wait.</summary>
    private async Task TakeUpAsync(DeliveryState state, long through, CancellationToken cancellation)
    {
        var (entries, after) = (new List<EntryId>(), state.TakenUpThrough);
        while (after < through && entries.Count < DeadLettersAtOnce && await engine.Ledger.ReadEntriesAsync(_actor, after, DeadLettersAtOnce, cancellation) is { Count: > 0 } page)
        {
            foreach (var entry in page.TakeWhile(entry => entry.Sequence <= through))
            {
                after = entry.Sequence;
                if (entry.Event is EntryGivenUp given) entries.Add(new(new FeedActor(given.Kind, given.Key).ToId(), given.Sequence));
                if (entries.Count == DeadLettersAtOnce) break;
            }

            if (page[^1].Sequence > through) break;
        }

        await _delivery!.TakeUpAsync(entries, entries.Count < DeadLettersAtOnce ? through : after, cancellation);
    }

    private async Task DoAsync(ActorCommand command)
    {
        var outcome = (await engine.Customer(_actor).ExecuteAsync([command]))[0];
        if (outcome.Receipt is null && outcome.Status != OutcomeStatus.Unchanged) throw new InvalidOperationException($"{_actor}: {outcome.Code}: {outcome.Message}");
    }
}
