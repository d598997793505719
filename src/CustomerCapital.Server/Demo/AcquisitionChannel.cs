using CustomerCapital.Domain.Program;

namespace CustomerCapital.Server.Demo;

/// <summary>A way in which the demo's customers come, and what it costs to win one.</summary>
/// <param name="Name">As the register holds it.</param>
/// <param name="Share">How many of those who are not referred come this way.</param>
/// <param name="MeanCost">What winning one costs on average.</param>
internal sealed record AcquisitionChannel(string Name, double Share, Money MeanCost)
{
    /// <summary>Brought by another customer, who gets a small gift.</summary>
    public static readonly AcquisitionChannel Referral = new("referral", 0, new(8 * Money.Scale));

    public static readonly IReadOnlyList<AcquisitionChannel> Others =
    [
        new("web", 0.42, new(14 * Money.Scale)),
        new("store", 0.30, new(3 * Money.Scale)),
        new("social", 0.16, new(19 * Money.Scale)),
        new("fair", 0.12, new(27 * Money.Scale)),
    ];
}
