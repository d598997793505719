using Orleans.Concurrency;

namespace CustomerCapital.Grains.Subscriptions;

/// <summary>What delivers to a subscription; one for each that is not deleted.</summary>
[Alias("subscription")]
public interface ISubscriptionGrain : IGrainWithStringKey
{
    /// <summary>Reads the subscription again, so that whatever begins to be sent afterwards goes by it, and goes on from now on.</summary>
    [AlwaysInterleave]
    [Alias("wake")]
    Task WakeAsync();
}

/// <summary>Keys of the grains that deliver to subscriptions.</summary>
internal static class SubscriptionKey
{
    /// <summary>Keeps ids that read as hexadecimal numbers from being stored as numbers.</summary>
    private const string Prefix = "of:";

    /// <summary>The subscription of a key.</summary>
    public static string SubscriptionOf(string key) => key[Prefix.Length..];

    /// <summary>The grain that delivers to a subscription.</summary>
    public static ISubscriptionGrain GetSubscriptionGrain(this IGrainFactory grains, string subscriptionId) => grains.GetGrain<ISubscriptionGrain>(Prefix + subscriptionId);
}
