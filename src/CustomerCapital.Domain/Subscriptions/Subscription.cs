using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Subscriptions;

/// <summary>Whether a subscription is delivered to.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<SubscriptionStatus>))]
public enum SubscriptionStatus
{
    /// <summary>Events are sent.</summary>
    Enabled = 1,

    /// <summary>Nothing is sent. Once it is enabled again, deliveries go on where they stopped.</summary>
    Disabled = 2,

    /// <summary>Nothing is sent, for ever.</summary>
    Deleted = 3,
}

/// <summary>A secret that webhooks are signed with.</summary>
/// <param name="Secret">As Standard Webhooks writes it: <c>whsec_</c> and Base64 of 32 bytes.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when on it signs nothing any more. Null for the newest.</param>
public sealed record WebhookSecret(string Secret, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt = null) : Kept
{
    /// <remarks>Without the secret: what is printed ends in logs.</remarks>
    public override string ToString() => $"{nameof(WebhookSecret)} {{ {nameof(CreatedAt)} = {CreatedAt:O} }}";
}

/// <summary>A subscription: where which events are sent, and with which secrets they are signed. How far the delivery has come is kept apart.</summary>
/// <param name="Status">Whether it is delivered to; 0 where there is none.</param>
public sealed record Subscription(SubscriptionStatus Status) : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<Subscription> Part = new("subscription", new(default(SubscriptionStatus)));

    /// <summary>Most subscriptions of a program.</summary>
    public const int Most = 50;

    /// <summary>Most secrets at a time; the oldest leaves first.</summary>
    public const int MostSecrets = 5;

    private readonly ValueList<WebhookSecret> _secrets;

    /// <summary>Where events are sent, and which.</summary>
    public SubscriptionRules Rules { get; init => field = value ?? new(); } = new();

    /// <summary>Grows by one with each change.</summary>
    public int Version { get; init; }

    /// <summary>Why it is disabled. Null where it is not, or where that was not said.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>The secrets, the oldest first.</summary>
    public IReadOnlyList<WebhookSecret> Secrets { get => _secrets.Items; init => _secrets = new(value); }

    /// <summary>What was recorded earlier is not sent.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>So often it was replayed.</summary>
    public int Replays { get; init; }

    /// <summary>Entries that were given up, and not been replayed since.</summary>
    public long DeadLetters { get; init; }

    /// <summary>The sequence in the subscription's history up to which dead letters were replayed.</summary>
    public long ReplayedThrough { get; init; }

    /// <summary>The secrets that sign at a moment, the oldest first: some receivers look at the first signature alone, and go on with the secret that they have.</summary>
    public IEnumerable<string> SigningAt(DateTimeOffset at) => Secrets.Where(secret => secret.ExpiresAt is null || secret.ExpiresAt > at).Select(secret => secret.Secret);

    /// <summary>Faults of a subscription's id.</summary>
    public static IEnumerable<FieldFault> IdFaults(string? subscriptionId) => Text.IdFaults("subscriptionId", subscriptionId);

    /// <remarks>Without secrets: what is printed ends in logs.</remarks>
    public override string ToString() => $"{nameof(Subscription)} {{ {nameof(Status)} = {Status}, {nameof(Version)} = {Version} }}";
}

/// <summary>Where events are sent, and which.</summary>
/// <param name="Url">The address that takes them, at most 2,000 characters: https, or http to a host that the server names.</param>
public sealed record SubscriptionRules(string Url = "") : Kept
{
    private readonly ValueList<string> _eventTypes;

    /// <summary>Names of the events, as histories show them in <c>type</c>, at most 200. If left out, all events are sent.</summary>
    public IReadOnlyList<string> EventTypes { get => _eventTypes.Items; init => _eventTypes = new(value); }

    /// <summary>What people read, at most 200 characters. May be left out.</summary>
    public string? Title { get; init; }

    /// <summary>Every rule that the rules break by themselves.</summary>
    public IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.TextFaults("title", Title)) yield return fault;
        foreach (var fault in Text.TextFaults("url", Url, Text.LongLimit)) yield return fault;
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp) || url.Host.Length == 0)
            yield return new("url", "Must be an address that begins with https:// (or http:// to a host that the server allows).");
        else if (url.UserInfo.Length > 0) yield return new("url", "Must not hold a user or a password; check the signature instead.");
        else if (url.Fragment.Length > 0) yield return new("url", "Must not hold a fragment, which is never sent.");
        if (EventTypes.Count > 200) yield return new("eventTypes", "Must be at most 200.");
        var known = EventNames();
        foreach (var name in EventTypes)
            if (name is null || !known.Contains(name)) yield return new("eventTypes", $"There is no event '{name}'; GET /v1/event-types lists them.");
    }

    /// <summary>Whether what happens to actors of a kind is sent. What happens to subscriptions themselves is not, nor is the audit log.</summary>
    public static bool AreSent(ActorKind kind) => kind is not (ActorKind.Subscription or ActorKind.AuditLog);

    /// <summary>The names of all events that are sent, in ordinal order.</summary>
    public static IReadOnlySet<string> EventNames() =>
        new SortedSet<string>(Capabilities.All.Where(capability => AreSent(capability.Kind)).SelectMany(capability => capability.Events).Select(happened => happened.Name), StringComparer.Ordinal);
}
