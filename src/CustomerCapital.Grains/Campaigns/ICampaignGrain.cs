using Orleans.Concurrency;

namespace CustomerCapital.Grains.Campaigns;

/// <summary>What runs a campaign; one for each campaign that is not over.</summary>
[Alias("campaign")]
public interface ICampaignGrain : IGrainWithStringKey
{
    /// <summary>Goes on from now on, if it did not already, and looks at once what is to do.</summary>
    [AlwaysInterleave]
    [Alias("wake")]
    Task WakeAsync();

    /// <summary>Does at once what is to do, for a second at most and the page in work, for whoever sees to the campaigns itself.</summary>
    /// <returns>How much was done; 0 once nothing is left.</returns>
    [Alias("round")]
    Task<int> RoundAsync();
}

/// <summary>Keys of the grains that run campaigns.</summary>
internal static class CampaignKey
{
    /// <summary>Keeps ids that read as hexadecimal numbers from being stored as numbers.</summary>
    private const string Prefix = "of:";

    /// <summary>The campaign of a key.</summary>
    public static string CampaignOf(string key) => key[Prefix.Length..];

    /// <summary>The grain that runs a campaign.</summary>
    public static ICampaignGrain GetCampaignGrain(this IGrainFactory grains, string campaignId) => grains.GetGrain<ICampaignGrain>(Prefix + campaignId);
}
