using CustomerCapital.Engine.Subscriptions;

namespace CustomerCapital.Client;

public sealed partial class GatewayClient
{
    private const string SubscriptionsPath = "v1/subscriptions";

    private static readonly string[] NoSubscription = ["subscription_not_found"];

    /// <summary>The names of all events that can be subscribed to.</summary>
    public async Task<IReadOnlyList<string>> ListEventTypesAsync(CancellationToken cancellation = default) => (await GetAsync<EventTypeList>("v1/event-types", cancellation)).EventTypes;

    /// <summary>All subscriptions that are not deleted, in the order of their ids.</summary>
    public async Task<IReadOnlyList<SubscriptionView>> ListSubscriptionsAsync(CancellationToken cancellation = default) => (await GetAsync<SubscriptionList>(SubscriptionsPath, cancellation)).Subscriptions;

    /// <summary>A subscription; null where there is none of that id.</summary>
    public Task<SubscriptionView?> GetSubscriptionAsync(string subscriptionId, CancellationToken cancellation = default) =>
        FindAsync<SubscriptionView>(PathOfSubscription(subscriptionId), NoSubscription, cancellation);

    /// <summary>Writes a subscription down, or changes where which events are sent.</summary>
    /// <param name="subscriptionId">Its id.</param>
    /// <param name="definition">Where events are sent, and which, and who writes that down.</param>
    /// <param name="fromVersion">The version from which the change was made; null to replace whichever there is.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="GatewayException">Nothing was changed; its code and faults say why.</exception>
    public Task<SubscriptionView> PutSubscriptionAsync(string subscriptionId, SubscriptionDefinition definition, int? fromVersion = null, CancellationToken cancellation = default) =>
        PutAsync<SubscriptionDefinition, SubscriptionView>(PathOfSubscription(subscriptionId), definition, fromVersion, cancellation);

    /// <summary>Enables a subscription again: its delivery goes on where it stopped.</summary>
    public Task<SubscriptionView> EnableSubscriptionAsync(string subscriptionId, SubscriptionChange change, CancellationToken cancellation = default) =>
        PostAsync<SubscriptionChange, SubscriptionView>(PathOfSubscription(subscriptionId) + "/enable", change, cancellation);

    /// <summary>Disables a subscription: no attempt begins after the answer.</summary>
    public Task<SubscriptionView> DisableSubscriptionAsync(string subscriptionId, SubscriptionChange change, CancellationToken cancellation = default) =>
        PostAsync<SubscriptionChange, SubscriptionView>(PathOfSubscription(subscriptionId) + "/disable", change, cancellation);

    /// <summary>Has a new secret sign, beside the ones before for some hours.</summary>
    public Task<SubscriptionView> RotateSubscriptionSecretAsync(string subscriptionId, SecretRotation rotation, CancellationToken cancellation = default) =>
        PostAsync<SecretRotation, SubscriptionView>(PathOfSubscription(subscriptionId) + "/rotate", rotation, cancellation);

    /// <summary>Sends once more what was given up, or all since a moment.</summary>
    public Task<SubscriptionView> ReplaySubscriptionAsync(string subscriptionId, SubscriptionReplay replay, CancellationToken cancellation = default) =>
        PostAsync<SubscriptionReplay, SubscriptionView>(PathOfSubscription(subscriptionId) + "/replay", replay, cancellation);

    /// <summary>Sends a message for trial, and says what became of it.</summary>
    /// <exception cref="GatewayException">There is no such subscription.</exception>
    public async Task<TrialView> TestSubscriptionAsync(string subscriptionId, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, PathOfSubscription(subscriptionId) + "/test");
        return await AskAsync(request, JsonMediaType, ReadAsync<TrialView>, cancellation);
    }

    /// <summary>The secrets that sign, the newest first; null where there is no such subscription.</summary>
    public async Task<IReadOnlyList<SecretView>?> ListSubscriptionSecretsAsync(string subscriptionId, CancellationToken cancellation = default) =>
        (await FindAsync<SecretList>(PathOfSubscription(subscriptionId) + "/secrets", NoSubscription, cancellation))?.Secrets;

    /// <summary>How far the delivery has come; null where there is no such subscription.</summary>
    public Task<DeliveryView?> GetSubscriptionDeliveriesAsync(string subscriptionId, CancellationToken cancellation = default) =>
        FindAsync<DeliveryView>(PathOfSubscription(subscriptionId) + "/deliveries", NoSubscription, cancellation);

    /// <summary>A page of what was given up; null where there is no such subscription.</summary>
    public Task<DeadLetterPage?> ListSubscriptionDeadLettersAsync(string subscriptionId, long after = 0, int limit = 100, CancellationToken cancellation = default) =>
        FindAsync<DeadLetterPage>(FormattableString.Invariant($"{PathOfSubscription(subscriptionId)}/dead-letters?after={after}&limit={limit}"), NoSubscription, cancellation);

    /// <summary>Deletes a subscription for ever.</summary>
    /// <exception cref="GatewayException">There is no such subscription.</exception>
    public async Task DeleteSubscriptionAsync(string subscriptionId, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, PathOfSubscription(subscriptionId));
        await AskAsync(request, null, (_, _) => Task.FromResult(true), cancellation);
    }

    private static string PathOfSubscription(string subscriptionId) => $"{SubscriptionsPath}/{Uri.EscapeDataString(subscriptionId)}";
}
