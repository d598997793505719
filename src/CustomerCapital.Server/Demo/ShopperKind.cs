namespace CustomerCapital.Server.Demo;

/// <summary>How a group of the demo's customers behaves on average; each of them differs from it.</summary>
/// <param name="Share">How many of all customers are of this kind.</param>
/// <param name="PurchasesPerMonth">While they come.</param>
/// <param name="MonthsUntilGone">How long they come.</param>
/// <param name="Satisfaction">Mean net promoter score.</param>
/// <param name="Enrols">Probability of enrolling with a purchase after the first.</param>
/// <param name="Voice">Probability of being one who brings others.</param>
internal sealed record ShopperKind(double Share, double PurchasesPerMonth, double MonthsUntilGone, double Satisfaction, double Enrols, double Voice)
{
    /// <summary>Known, perhaps interested, and never bought.</summary>
    public static readonly ShopperKind Onlooker = new(0.11, 0, 12, 6.5, 0, 0);

    public static readonly IReadOnlyList<ShopperKind> All =
    [
        Onlooker,
        new(0.30, 0.12, 4, 6.5, 0.02, 0),
        new(0.29, 0.58, 11, 7.2, 0.04, 0.01),
        new(0.23, 1.90, 19, 8.0, 0.08, 0.06),
        new(0.07, 4.20, 40, 8.7, 0.15, 0.25),
    ];
}
