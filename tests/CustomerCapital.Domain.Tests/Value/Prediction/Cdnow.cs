using System.Globalization;
using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Domain.Tests.Value.Prediction;

/// <summary>The public CDNOW sample in groups: 2,357 customers over 39 weeks of 1997, and what they did in the 39 weeks after.</summary>
internal static class Cdnow
{
    private static readonly List<(BuyingObservation Observation, double MeanValue, int Later)> Rows = [.. Read()];

    public static IReadOnlyList<BuyingObservation> Buying { get; } = [.. Rows.Select(row => row.Observation)];

    public static IReadOnlyList<SpendObservation> Spending { get; } =
        [.. Rows.Where(row => row.Observation.Repeats > 0).Select(row => new SpendObservation(row.Observation.Repeats, row.MeanValue, row.Observation.Customers))];

    public static IReadOnlyList<HoldoutOutcome> Outcomes { get; } = [.. Rows.Select(row => new HoldoutOutcome(row.Observation, row.Later))];

    private static IEnumerable<(BuyingObservation, double, int)> Read()
    {
        using var lines = new StreamReader(typeof(Cdnow).Assembly.GetManifestResourceStream("cdnow.csv")!);
        lines.ReadLine();
        lines.ReadLine();
        while (lines.ReadLine() is { } line)
        {
            var parts = line.Split(',');
            var repeats = Whole(parts[0]);
            yield return (new(repeats, Whole(parts[1]) / 7.0, Whole(parts[2]) / 7.0, Whole(parts[3]), repeats > 0 ? Number(parts[5]) : null), repeats > 0 ? Number(parts[4]) : 0, Whole(parts[6]));
        }
    }

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
