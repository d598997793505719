using CustomerCapital.Domain.Subscriptions;
using CustomerCapital.Engine.Deliveries;

namespace CustomerCapital.Engine.Subscriptions;

/// <summary>A subscription as it is written down.</summary>
/// <param name="Rules">Where events are sent, and which.</param>
/// <param name="By">Who writes it down, at most 200 characters. May be left out.</param>
/// <param name="Reason">Why, at most 200 characters. May be left out.</param>
public sealed record SubscriptionDefinition(SubscriptionRules Rules, string? By = null, string? Reason = null);

/// <summary>Who changes a subscription, and why.</summary>
/// <param name="By">Who, at most 200 characters. May be left out.</param>
/// <param name="Reason">Why, at most 200 characters. May be left out.</param>
public sealed record SubscriptionChange(string? By = null, string? Reason = null);

/// <summary>Asks for a new secret.</summary>
/// <param name="KeepHours">For how many hours the secrets before sign too, 0 to 720. With 0 they are revoked at once. If left out, 24.</param>
/// <param name="By">Who, at most 200 characters. May be left out.</param>
/// <param name="Reason">Why, at most 200 characters. May be left out.</param>
public sealed record SecretRotation(int KeepHours = 24, string? By = null, string? Reason = null);

/// <summary>Asks for a replay.</summary>
/// <param name="Since">Everything that was recorded since then is sent once more. If left out, only what was given up.</param>
/// <param name="By">Who, at most 200 characters. May be left out.</param>
/// <param name="Reason">Why, at most 200 characters. May be left out.</param>
public sealed record SubscriptionReplay(DateTimeOffset? Since = null, string? By = null, string? Reason = null);

/// <summary>The names of events that can be subscribed to.</summary>
/// <param name="EventTypes">In ordinal order.</param>
public sealed record EventTypeList(IReadOnlyList<string> EventTypes);

/// <summary>All subscriptions.</summary>
/// <param name="Subscriptions">In the order of their ids.</param>
public sealed record SubscriptionList(IReadOnlyList<SubscriptionView> Subscriptions);

/// <summary>A subscription as callers see it, without its secrets.</summary>
/// <param name="SubscriptionId">The subscription's id.</param>
/// <param name="Status">Whether events are sent.</param>
/// <param name="Version">The version, which grows by one with each change.</param>
/// <param name="Rules">Where events are sent, and which.</param>
/// <param name="DisabledReason">Why the subscription is disabled. Null if it is not, or if that was not said.</param>
/// <param name="Since">What was recorded earlier is not sent.</param>
/// <param name="DeadLetters">Entries that were given up, and have not been replayed since.</param>
public sealed record SubscriptionView(
    string SubscriptionId, SubscriptionStatus Status, int Version, SubscriptionRules Rules, string? DisabledReason, DateTimeOffset Since, long DeadLetters)
{
    /// <summary>Of a subscription.</summary>
    public static SubscriptionView Of(string subscriptionId, Subscription subscription) => new(
        subscriptionId, subscription.Status, subscription.Version, subscription.Rules, subscription.DisabledReason, subscription.Since, subscription.DeadLetters);
}

/// <summary>The secrets of a subscription. Whoever has one can send in our name.</summary>
/// <param name="Secrets">Those that sign, the newest first.</param>
public sealed record SecretList(IReadOnlyList<SecretView> Secrets);

/// <summary>A secret.</summary>
/// <param name="Secret">The secret: <c>whsec_</c> and Base64 of 32 bytes.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when on it signs nothing any more. Null for the newest.</param>
public sealed record SecretView(string Secret, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

/// <summary>How far the delivery to a subscription has come.</summary>
/// <param name="Taken">Events that the receiver has taken.</param>
/// <param name="FailedAttempts">Attempts that have failed.</param>
/// <param name="Waiting">Events that wait for another attempt, or for one before them of the same customer.</param>
/// <param name="GivenUp">Events that were given up, each time counted.</param>
/// <param name="RecordedThrough">When the last event that was passed was recorded: all before are taken, waiting or given up. Null before the first.</param>
/// <param name="FailingSince">Since when every attempt has failed. Null if the last one did not.</param>
/// <param name="PausedUntil">Until when the receiver is left alone. Null if it is not.</param>
/// <param name="Recent">The latest attempts, the newest first: 40 that failed and 10 that did not.</param>
public sealed record DeliveryView(
    long Taken, long FailedAttempts, int Waiting, long GivenUp, DateTimeOffset? RecordedThrough, DateTimeOffset? FailingSince, DateTimeOffset? PausedUntil, IReadOnlyList<AttemptView> Recent)
{
    /// <summary>Of a delivery; null for one that has not begun.</summary>
    public static DeliveryView Of(DeliveryState? state) => state is null ? new(0, 0, 0, 0, null, null, null, []) : new(
        state.Taken, state.Failed, state.Waiting.Count, state.GivenUp, state.RecordedThrough, state.FailingSince, state.PausedUntil, [.. state.Recent.Reverse().Select(AttemptView.Of)]);
}

/// <summary>An attempt to deliver.</summary>
/// <param name="At">When.</param>
/// <param name="WebhookId">The id of the message, the same with every attempt.</param>
/// <param name="Type">The name of the event.</param>
/// <param name="Key">Whose event it is: of a customer the customer's id.</param>
/// <param name="Sequence">The number of the event in that history.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
/// <param name="Milliseconds">How long the attempt lasted.</param>
/// <param name="Failure">Why it failed. Null if it did not.</param>
public sealed record AttemptView(DateTimeOffset At, string WebhookId, string Type, string Key, long Sequence, int Attempt, long Milliseconds, string? Failure)
{
    /// <summary>Of an attempt.</summary>
    public static AttemptView Of(RecentAttempt attempt) => new(
        attempt.At, WebhookMessage.IdOf(attempt.Entry), attempt.Type, attempt.Entry.Actor.Key, attempt.Entry.Sequence, attempt.Attempt, attempt.Milliseconds, attempt.Failure);
}

/// <summary>What became of a trial.</summary>
/// <param name="IsTaken">Whether the receiver has taken it.</param>
/// <param name="WebhookId">The id of the message.</param>
/// <param name="Failure">Why it failed. Null if it did not.</param>
public sealed record TrialView(bool IsTaken, string WebhookId, string? Failure);

/// <summary>Some dead letters.</summary>
/// <param name="DeadLetters">The oldest first.</param>
/// <param name="NextAfter">The <c>after</c> of the next page. Null behind the last.</param>
public sealed record DeadLetterPage(IReadOnlyList<DeadLetterView> DeadLetters, long? NextAfter);

/// <summary>An event that was given up.</summary>
/// <param name="WebhookId">The id of the message.</param>
/// <param name="Key">Whose event it is: of a customer the customer's id.</param>
/// <param name="Sequence">The number of the event in that history.</param>
/// <param name="GivenUpAt">When it was given up.</param>
/// <param name="Reason">Why the last attempt failed.</param>
public sealed record DeadLetterView(string WebhookId, string Key, long Sequence, DateTimeOffset GivenUpAt, string? Reason);
