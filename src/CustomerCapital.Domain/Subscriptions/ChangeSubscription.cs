using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Subscriptions;

/// <summary>What somebody does to a subscription.</summary>
public abstract record SubscriptionCommand : StaffCommand
{
    public sealed override Verdict Decide(in Situation situation)
    {
        var (subscription, id) = (Subscription.Part.Of(situation.State), situation.State.Id.Key);
        if (subscription.Status == 0 && this is not DefineSubscription) return SubscriptionRefusal.NotFound(id);
        if (subscription.Status == SubscriptionStatus.Deleted && this is not DeleteSubscription) return SubscriptionRefusal.Deleted(id);
        if (FromVersion is { } version && version != subscription.Version) return VersionConflict($"Subscription '{id}'", version, subscription.Version);
        return Decide(subscription, situation);
    }

    /// <summary>Decides it.</summary>
    protected abstract Verdict Decide(Subscription subscription, in Situation situation);
}

/// <summary>A subscription is written down, or its rules are changed. A new one is enabled, and begins with what is recorded from then on.</summary>
public sealed record DefineSubscription : SubscriptionCommand
{
    /// <summary>Where events are sent, and which.</summary>
    public SubscriptionRules Rules { get; init; } = new();

    /// <summary>The secret of a new subscription, which the engine makes; one that has secrets keeps them.</summary>
    public string Secret { get; init; } = "";

    public override IEnumerable<FieldFault> Faults() => [.. base.Faults(), .. SecretFaults(Secret)];

    protected override Verdict Decide(Subscription subscription, in Situation situation)
    {
        if (subscription.Status != 0 && subscription.Rules == Rules) return Verdict.Unchanged;
        if (Rules.Faults().FirstOrDefault() is { Field: not null } fault) return SubscriptionRefusal.Unsound(fault);
        return new SubscriptionDefined(Rules) { By = By, Reason = Reason, Secret = subscription.Status == 0 ? Secret : null };
    }

    /// <remarks>Without the secret: what is printed ends in logs.</remarks>
    public override string ToString() => $"{nameof(DefineSubscription)} {{ {nameof(Rules)} = {Rules} }}";

    internal static IEnumerable<FieldFault> SecretFaults(string secret) =>
        secret.StartsWith("whsec_", StringComparison.Ordinal) && secret.Length <= Text.IdLimit ? [] : [new("secret", "Must be whsec_ and Base64.")];
}

/// <summary>What somebody did to a subscription.</summary>
public abstract record SubscriptionChanged : ActorEvent
{
    /// <summary>Who did it. Null for the engine, or if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? By { get; init; }

    /// <summary>Why. Null if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Reason { get; init; }

    public sealed override ActorState Fold(ActorState state, in Moment moment)
    {
        var before = Subscription.Part.Of(state);
        return Subscription.Part.Set(state, Fold(before, moment) with { Version = before.Version + 1 });
    }

    /// <summary>Folds it into a subscription.</summary>
    protected abstract Subscription Fold(Subscription before, in Moment moment);
}

/// <summary>A subscription was written down, or its rules were changed.</summary>
/// <param name="Rules">Where events are sent, and which.</param>
public sealed record SubscriptionDefined(SubscriptionRules Rules) : SubscriptionChanged
{
    /// <summary>The first secret. Null wherever entries are read from outside, and where there was one before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Secret { get; init; }

    public override ActorEvent Published() => this with { Secret = null };

    protected override Subscription Fold(Subscription before, in Moment moment) => before.Status != 0 ? before with { Rules = Rules } : new(SubscriptionStatus.Enabled)
    {
        Rules = Rules, Since = moment.RecordedAt, Secrets = [new(Secret ?? "", moment.RecordedAt)],
    };

    /// <remarks>Without the secret: what is printed ends in logs.</remarks>
    public override string ToString() => $"{nameof(SubscriptionDefined)} {{ {nameof(Rules)} = {Rules} }}";
}

/// <summary>A new secret signs from now on, beside the ones before for a while.</summary>
public sealed record RotateSecret : SubscriptionCommand
{
    /// <summary>Longest time for which the secrets before still sign.</summary>
    public const int MostHours = 720;

    /// <summary>The new secret, which the engine makes.</summary>
    public string Secret { get; init; } = "";

    /// <summary>For how many hours the secrets before sign too, 0 to 720. With 0 they are revoked at once.</summary>
    public int KeepHours { get; init; } = 24;

    public override IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in base.Faults().Concat(DefineSubscription.SecretFaults(Secret))) yield return fault;
        if (KeepHours is < 0 or > MostHours) yield return new("keepHours", $"Must be 0 to {MostHours}.");
    }

    protected override Verdict Decide(Subscription subscription, in Situation situation) =>
        new SecretRotated(KeepHours) { By = By, Reason = Reason, Secret = Secret };

    /// <remarks>Without the secret: what is printed ends in logs.</remarks>
    public override string ToString() => $"{nameof(RotateSecret)} {{ {nameof(KeepHours)} = {KeepHours} }}";
}

/// <summary>A new secret signs.</summary>
/// <param name="KeepHours">For how many hours the secrets before sign too.</param>
public sealed record SecretRotated(int KeepHours) : SubscriptionChanged
{
    /// <summary>The new secret. Null wherever entries are read from outside.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Secret { get; init; }

    public override ActorEvent Published() => this with { Secret = null };

    protected override Subscription Fold(Subscription before, in Moment moment)
    {
        var (now, until) = (moment.RecordedAt, moment.RecordedAt.AddHours(KeepHours));
        var kept = before.Secrets.Select(secret => secret.ExpiresAt < until ? secret : secret with { ExpiresAt = until }).Where(secret => secret.ExpiresAt > now);
        return before with { Secrets = [.. kept.TakeLast(Subscription.MostSecrets - 1), new(Secret ?? "", now)] };
    }

    /// <remarks>Without the secret: what is printed ends in logs.</remarks>
    public override string ToString() => $"{nameof(SecretRotated)} {{ {nameof(KeepHours)} = {KeepHours} }}";
}

/// <summary>A subscription is delivered to again, from where its delivery stopped.</summary>
public sealed record EnableSubscription : SubscriptionCommand
{
    protected override Verdict Decide(Subscription subscription, in Situation situation) =>
        subscription.Status == SubscriptionStatus.Enabled ? Verdict.Unchanged : new SubscriptionMoved(SubscriptionStatus.Enabled) { By = By, Reason = Reason };
}

/// <summary>Nothing is sent to a subscription from now on.</summary>
public sealed record DisableSubscription : SubscriptionCommand
{
    protected override Verdict Decide(Subscription subscription, in Situation situation) =>
        subscription.Status == SubscriptionStatus.Disabled ? Verdict.Unchanged : new SubscriptionMoved(SubscriptionStatus.Disabled) { By = By, Reason = Reason };
}

/// <summary>A subscription is ended for ever, and its secrets are forgotten.</summary>
public sealed record DeleteSubscription : SubscriptionCommand
{
    protected override Verdict Decide(Subscription subscription, in Situation situation) =>
        subscription.Status == SubscriptionStatus.Deleted ? Verdict.Unchanged : new SubscriptionMoved(SubscriptionStatus.Deleted) { By = By, Reason = Reason };
}

/// <summary>A subscription was enabled, disabled or deleted.</summary>
/// <param name="To">Whether it is delivered to.</param>
public sealed record SubscriptionMoved(SubscriptionStatus To) : SubscriptionChanged
{
    protected override Subscription Fold(Subscription before, in Moment moment) => before with
    {
        Status = To, DisabledReason = To == SubscriptionStatus.Disabled ? Reason : null, Secrets = To == SubscriptionStatus.Deleted ? [] : before.Secrets,
    };
}

/// <summary>What was recorded since a moment is sent once more, under the same ids.</summary>
public sealed record ReplaySubscription : SubscriptionCommand
{
    /// <summary>The moment, with an offset.</summary>
    public DateTimeOffset? Since { get; init; }

    public override IEnumerable<FieldFault> Faults() => Since is { Year: >= 1970 } ? base.Faults() : base.Faults().Append(new("since", "Is required, with an offset, and must not be before 1970."));

    protected override Verdict Decide(Subscription subscription, in Situation situation) =>
        Decider.Microseconds(Since!.Value) > situation.At ? SubscriptionRefusal.Unsound(new("since", "Has not come yet.")) : new SubscriptionReplayed(Decider.Microseconds(Since.Value)) { By = By, Reason = Reason };
}

/// <summary>A subscription is replayed.</summary>
/// <param name="Since">From when on.</param>
public sealed record SubscriptionReplayed(DateTimeOffset Since) : SubscriptionChanged
{
    protected override Subscription Fold(Subscription before, in Moment moment) => before with { Since = Since, Replays = before.Replays + 1 };
}

/// <summary>Why subscriptions refuse.</summary>
internal static class SubscriptionRefusal
{
    public static Refusal NotFound(string id) => new("subscription_not_found", $"There is no subscription '{id}'; write it down first.");

    public static Refusal Deleted(string id) => new("subscription_deleted", $"Subscription '{id}' was deleted for ever; write one with another id.");

    public static Refusal Unsound(FieldFault fault) => new("subscription_unsound", $"{fault.Field}: {fault.Message}");
}
