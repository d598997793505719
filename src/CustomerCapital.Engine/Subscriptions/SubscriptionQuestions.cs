using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Subscriptions;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Deliveries;
using CustomerCapital.Engine.Feed;

namespace CustomerCapital.Engine.Subscriptions;

/// <summary>The subscriptions that are not deleted, in the order of their ids.</summary>
public sealed record FindLiveSubscriptions : Question<IReadOnlyList<string>>
{
    public override async Task<IReadOnlyList<string>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) =>
        [.. (await ActorsOfKind.ReadAsync(engine.Ledger, ActorKind.Subscription, cancellation)).Where(state => Subscription.Part.Of(state).Status != SubscriptionStatus.Deleted).Select(state => state.Id.Key)];
}

/// <summary>Subscriptions that are not deleted, in the order of their ids.</summary>
/// <param name="SubscriptionId">Only this one, also where it is deleted. Null for all.</param>
public sealed record ReadSubscriptions(string? SubscriptionId = null) : Question<IReadOnlyList<SubscriptionView>>
{
    public override async Task<IReadOnlyList<SubscriptionView>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if (SubscriptionId is not null) return await SubscriptionRow.ReadAsync(engine, SubscriptionId) is { } one ? [SubscriptionView.Of(SubscriptionId, one)] : [];
        var all = (await ActorsOfKind.ReadAsync(engine.Ledger, ActorKind.Subscription, cancellation)).Select(state => SubscriptionView.Of(state.Id.Key, Subscription.Part.Of(state)));
        return [.. all.Where(view => view.Status != SubscriptionStatus.Deleted)];
    }
}

/// <summary>Writes a subscription down, with a secret that nobody knows where it is new.</summary>
/// <param name="SubscriptionId">The subscription.</param>
/// <param name="Rules">Where events are sent, and which.</param>
/// <param name="By">Who writes it down.</param>
/// <param name="Reason">Why.</param>
/// <param name="FromVersion">The version that it was changed from; null for whichever.</param>
public sealed record DefineWithSecret(string SubscriptionId, SubscriptionRules Rules, string? By, string? Reason, int? FromVersion) : Question<CommandOutcome>
{
    public override async Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var faults = Rules.Faults().ToList();
        if (faults.Count == 0 && engine.Webhooks.FaultOf(Rules.Url) is { } fault) faults.Add(new("url", fault));
        if (faults.Count > 0) return CommandOutcome.Malformed([.. faults.Select(found => found with { Field = "rules." + found.Field })]);
        if (await SubscriptionRow.ReadAsync(engine, SubscriptionId) is null && (await new FindLiveSubscriptions().AnswerAsync(engine, cancellation)).Count >= Subscription.Most)
            return CommandOutcome.Refuse(new("too_many_subscriptions", $"There are {Subscription.Most} subscriptions; delete one first."));
        var command = new DefineSubscription { Rules = Rules, By = By, Reason = Reason, FromVersion = FromVersion, Secret = WebhookMessage.SecretOf(engine.NewSeed(SecretLength)) };
        return (await engine.Customer(SubscriptionRunner.ActorOf(SubscriptionId)).ExecuteAsync([command]))[0];
    }

    internal const int SecretLength = 32;
}

/// <summary>Has a new secret sign, which nobody knows.</summary>
/// <param name="SubscriptionId">The subscription.</param>
/// <param name="KeepHours">For how many hours the secrets before sign too.</param>
/// <param name="By">Who asks for it.</param>
/// <param name="Reason">Why.</param>
/// <param name="FromVersion">The version that it was asked from; null for whichever.</param>
public sealed record RotateWithSecret(string SubscriptionId, int KeepHours, string? By, string? Reason, int? FromVersion) : Question<CommandOutcome>
{
    public override async Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var command = new RotateSecret { KeepHours = KeepHours, By = By, Reason = Reason, FromVersion = FromVersion, Secret = WebhookMessage.SecretOf(engine.NewSeed(DefineWithSecret.SecretLength)) };
        return (await engine.Customer(SubscriptionRunner.ActorOf(SubscriptionId)).ExecuteAsync([command]))[0];
    }
}

/// <summary>The secrets of a subscription that sign now, the newest first; null where there is no such subscription.</summary>
/// <param name="SubscriptionId">The subscription.</param>
public sealed record ReadSecrets(string SubscriptionId) : Question<IReadOnlyList<SecretView>?>
{
    public override async Task<IReadOnlyList<SecretView>?> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var now = engine.MachineTime.GetUtcNow();
        return await SubscriptionRow.ReadAsync(engine, SubscriptionId) is not { } subscription ? null
            : [.. subscription.Secrets.Where(secret => secret.ExpiresAt is null || secret.ExpiresAt > now).Reverse().Select(secret => new SecretView(secret.Secret, secret.CreatedAt, secret.ExpiresAt))];
    }
}

/// <summary>How far the delivery to a subscription has come.</summary>
/// <param name="SubscriptionId">The subscription.</param>
public sealed record ReadDelivery(string SubscriptionId) : Question<DeliveryView>
{
    public override async Task<DeliveryView> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) =>
        DeliveryView.Of((await DeliveryState.ReadAsync(engine.Ledger, SubscriptionRunner.DeliveryOf(SubscriptionId), cancellation))?.State);
}

/// <summary>What was given up of a subscription, and not been replayed since, the oldest first.</summary>
/// <param name="SubscriptionId">The subscription.</param>
/// <param name="After">The <c>nextAfter</c> of the page before; 0 for the first.</param>
/// <param name="Limit">At most so many, and none behind 1,000 entries of the subscription's history.</param>
public sealed record ReadSubscriptionDeadLetters(string SubscriptionId, long After, int Limit) : Question<DeadLetterPage>
{
    private const int ReadAtMost = 1_000;

    public override async Task<DeadLetterPage> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if (await SubscriptionRow.ReadAsync(engine, SubscriptionId) is not { } subscription) return new([], null);
        var (letters, after) = (new List<DeadLetterView>(), Math.Max(After, subscription.ReplayedThrough));
        for (var read = 0; read < ReadAtMost;)
        {
            var page = await engine.Ledger.ReadEntriesAsync(SubscriptionRunner.ActorOf(SubscriptionId), after, Limit, cancellation);
            if (page.Count == 0) return new(letters, null);
            read += page.Count;
            foreach (var entry in page)
            {
                if (letters.Count == Limit) return new(letters, after);
                after = entry.Sequence;
                if (entry.Event is EntryGivenUp given) letters.Add(new(WebhookMessage.IdOf(new(new FeedActor(given.Kind, given.Key).ToId(), given.Sequence)), given.Key, given.Sequence, entry.RecordedAt, given.Reason));
            }
        }

        return new(letters, after);
    }
}

/// <summary>Sends a subscription a message for trial, at once and once, also where it is disabled. Null where there is no such subscription.</summary>
/// <param name="SubscriptionId">The subscription.</param>
public sealed record TrySubscription(string SubscriptionId) : Question<TrialView?>
{
    public override async Task<TrialView?> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if (await SubscriptionRow.ReadAsync(engine, SubscriptionId) is not { Status: not SubscriptionStatus.Deleted } subscription) return null;
        var message = WebhookMessage.Test(SubscriptionId, engine.MachineTime.GetUtcNow());
        var (result, _) = await engine.Webhooks.SendAsync(subscription, message, cancellation);
        return new(result.Status == DeliveryStatus.Taken, message.Id, result.Reason);
    }
}

/// <summary>Has what delivers to a subscription read it again, and go on: whatever it begins to send afterwards goes by that.</summary>
/// <param name="SubscriptionId">The subscription.</param>
public sealed record WakeSubscription(string SubscriptionId) : Question<bool>
{
    public override async Task<bool> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        await engine.WakeSubscription(SubscriptionId);
        return true;
    }
}

/// <summary>A subscription as the ledger has it.</summary>
internal static class SubscriptionRow
{
    /// <returns>Null where there is none.</returns>
    public static async Task<Subscription?> ReadAsync(EngineParts engine, string subscriptionId) =>
        (await engine.Ledger.RecallAsync(new(SubscriptionRunner.ActorOf(subscriptionId), WithRow: true, []))).Row is { } row ? Subscription.Part.Of(row.State) : null;
}
