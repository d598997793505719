using System.Numerics;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Campaigns;

/// <summary>Which two figures of a member are multiplied. The numbers are stored: they are never reused for something else.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<MeasuredProduct>))]
public enum MeasuredProduct
{
    /// <summary>Revenue times revenue.</summary>
    RevenueRevenue = 1,

    /// <summary>Revenue before times itself.</summary>
    BeforeBefore = 2,

    /// <summary>Revenue times revenue before.</summary>
    RevenueBefore = 3,

    /// <summary>Cost times cost.</summary>
    CostCost = 4,

    /// <summary>Revenue times cost.</summary>
    RevenueCost = 5,
}

/// <summary>The sums over members by which a campaign's results are worked out: all under the campaign's id as their name.</summary>
/// <remarks>
/// Sums of money are in ten-thousandths, as all counters are. The square of such an amount does not fit a column: a product of two 64-bit figures is kept as four parts of 32 bits, of
/// which the highest has the sign, each added up in a column of its own. So sums of products are exact in any order, with corrections of either sign, for amounts of any size and up to
/// 2^31 members. Beyond that a sum would leave its column, which is an error and never silent.
/// </remarks>
public static class CampaignCounters
{
    private const int PartBits = 32;

    /// <summary>Members of an arm (A): how many, how many of them have a grant of the window, and how many have used a voucher of these.</summary>
    public static readonly CounterKind Members = new(41, "campaign_members", "customers", "granted", "redeemed");

    /// <summary>Revenue of an arm (A) in the window, before it, what its grants of the window cost, and the shares that were to be held out, in hundredths of a percent.</summary>
    public static readonly CounterKind Sums = new(42, "campaign_sums", "revenue", "before", "cost", "held_out_share");

    /// <summary>Products of an arm (A) of two figures (B, a <see cref="MeasuredProduct"/>), in hundred-millionths, in parts of 32 bits, the lowest first.</summary>
    public static readonly CounterKind Products = new(43, "campaign_products", "part_0", "part_1", "part_2", "part_3");

    /// <summary>Members whose windows end on a day in UTC (A, its number) and have so many days (B).</summary>
    public static readonly CounterKind Windows = new(44, "campaign_windows", "customers");

    /// <summary>Entries by which figures of members have changed after the end of their windows.</summary>
    public static readonly CounterKind Corrections = new(45, "campaign_corrections", "entries");

    /// <summary>Members who have left the results, and how many corrections there had been of them.</summary>
    public static readonly CounterKind Left = new(46, "campaign_left", "customers", "corrections");

    /// <summary>Members of an arm (A) who have bought in the window, net of what came back.</summary>
    public static readonly CounterKind Buyers = new(54, "campaign_buyers", "customers") { Generation = 2 };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CounterKind> All { get; } = [Members, Sums, Products, Windows, Corrections, Left, Buyers];

    /// <summary>A sum of products from its four parts.</summary>
    public static BigInteger ProductOf(Count parts) =>
        parts[0] + ((BigInteger)parts[1] << PartBits) + ((BigInteger)parts[2] << (2 * PartBits)) + ((BigInteger)parts[3] << (3 * PartBits));

    /// <summary>Adds what a member contributes.</summary>
    internal static void Add(string campaignId, CampaignMeasurement measured, int sign, Counters counters)
    {
        var arm = (int)measured.Arm;
        counters.Add(new(Members, arm, 0, campaignId), new(sign, measured.Grants > 0 ? sign : 0, measured.Uses > 0 ? sign : 0));
        var (revenue, before, cost) = (measured.Revenue.Units, measured.Before.Units, measured.Cost.Units);
        counters.Add(new(Sums, arm, 0, campaignId), new(sign * revenue, sign * before, sign * cost, sign * measured.HeldOutShare));
        if (revenue > 0) counters.Add(new(Buyers, arm, 0, campaignId), new(sign));
        AddProduct(MeasuredProduct.RevenueRevenue, revenue, revenue);
        AddProduct(MeasuredProduct.BeforeBefore, before, before);
        AddProduct(MeasuredProduct.RevenueBefore, revenue, before);
        AddProduct(MeasuredProduct.CostCost, cost, cost);
        AddProduct(MeasuredProduct.RevenueCost, revenue, cost);
        counters.Add(new(Windows, DateOnly.FromDateTime(measured.Until.UtcDateTime).DayNumber, measured.Days, campaignId), new(sign));
        if (measured.Corrections != 0) counters.Add(new(Corrections, 0, 0, campaignId), new(sign * measured.Corrections));

        void AddProduct(MeasuredProduct product, long one, long other)
        {
            if (one == 0 || other == 0) return;
            counters.Add(new(Products, arm, (int)product, campaignId), PartsOf((Int128)one * other, sign));
        }
    }

    private static Count PartsOf(Int128 product, int sign)
    {
        return new(sign * Part(0), sign * Part(1), sign * Part(2), sign * (long)(product >> (3 * PartBits)));

        long Part(int at) => (long)((product >> (at * PartBits)) & uint.MaxValue);
    }
}
