using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Campaigns;

/// <summary>In which of the two groups of a campaign, which are compared, a member is. The numbers are stored: they are never reused for something else.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<CampaignArm>))]
public enum CampaignArm
{
    /// <summary>To be reached, whether the member got the reward or not.</summary>
    Reached = 1,

    /// <summary>Held out.</summary>
    HeldOut = 2,
}

/// <summary>What a campaign measures of a member, once for ever: by the offer with which it began the member is in one arm, and stays there whatever further runs bring.</summary>
/// <param name="Arm">Reached or held out.</param>
/// <param name="OfferedAt">When the first offer was.</param>
/// <param name="From">When the window begins: with the offer, or a microsecond after the latest moment of which the customer's history spoke then, where that is later.</param>
/// <param name="Until">When the window ends, not included.</param>
public sealed record CampaignMeasurement(CampaignArm Arm, DateTimeOffset OfferedAt, DateTimeOffset From, DateTimeOffset Until) : Kept
{
    /// <summary>Most vouchers of the campaign by which the customer's uses are known; those that came first are forgotten first.</summary>
    public const int MostCodes = 20;

    private readonly ValueList<string> _codes;

    /// <summary>The share of the audience that the campaign held out at the first offer, in hundredths of a percent: 0 to 5,000.</summary>
    public int HeldOutShare { get; init; }

    /// <summary>What purchases of the window come to now, net of what has come back of them, less credits of the window.</summary>
    public Money Revenue { get; init; }

    /// <summary>What all purchases before the window come to now, likewise.</summary>
    public Money Before { get; init; }

    /// <summary>What the campaign's grants of the window cost, less those that were taken back.</summary>
    public Money Cost { get; init; }

    /// <summary>How many grants these are.</summary>
    public int Grants { get; init; }

    /// <summary>How many purchases of the window have used vouchers of these grants, less those that came back whole.</summary>
    public long Uses { get; init; }

    /// <summary>How many entries were recorded after the window's end that have changed one of these figures.</summary>
    public long Corrections { get; init; }

    /// <summary>The codes of the latest vouchers of these grants, at most 20.</summary>
    public IReadOnlyList<string> Codes { get => _codes.Items; init => _codes = new(value); }

    /// <summary>How many days of 24 hours the window has.</summary>
    [JsonIgnore]
    public int Days => (Until - From).Days;

    /// <summary>The measurement that begins with a first offer.</summary>
    /// <param name="offer">The offer, of a campaign that measures.</param>
    /// <param name="arm">Reached or held out.</param>
    /// <param name="at">When.</param>
    /// <param name="asOf">The latest moment of which the customer's history speaks.</param>
    /// <param name="revenue">What all purchases come to now: all of them lie before the window.</param>
    internal static CampaignMeasurement Begin(Offer offer, CampaignArm arm, DateTimeOffset at, DateTimeOffset asOf, Money revenue)
    {
        var from = at > asOf ? at : asOf.AddMicroseconds(1);
        return new(arm, at, from, from.AddDays(offer.MeasureDays)) { HeldOutShare = offer.HeldOutShare, Before = revenue };
    }

    /// <summary>The same after revenue of a moment has changed.</summary>
    internal CampaignMeasurement WithRevenue(DateTimeOffset at, Money amount)
    {
        if (at >= Until) return this;
        return at < From ? this with { Before = Before + amount } : this with { Revenue = Revenue + amount };
    }

    /// <summary>The same with one grant more.</summary>
    internal CampaignMeasurement WithGrant(DateTimeOffset at, Money cost, string? code)
    {
        if (!Covers(at)) return this;
        var codes = code is null ? Codes : [.. Codes.Append(code).TakeLast(MostCodes)];
        return this with { Grants = Grants + 1, Cost = Cost + cost, Codes = codes };
    }

    /// <summary>The same with one grant less.</summary>
    internal CampaignMeasurement WithoutGrant(DateTimeOffset grantedAt, Money cost) => Covers(grantedAt) ? this with { Grants = Grants - 1, Cost = Cost - cost } : this;

    /// <summary>The same after a purchase of a moment has used a voucher, or no longer does.</summary>
    internal CampaignMeasurement WithUse(string code, DateTimeOffset purchasedAt, int sign) => Covers(purchasedAt) && Codes.Contains(code) ? this with { Uses = Uses + sign } : this;

    /// <remarks>The first grant comes with the offer, which can be before the window.</remarks>
    private bool Covers(DateTimeOffset at) => at >= OfferedAt && at < Until;
}
