using System.Globalization;

namespace CustomerCapital.Bench.Speed;

/// <summary>Prints figures per purchase: of this build, of the other, and the ratio of the two.</summary>
internal sealed class SpeedColumns(IReadOnlyList<SpeedSide> sides, ResultTable table)
{
    public void Begin() => table.Write($"{"speed: per purchase",-60} {"this",10} {"other",10} {"ratio",8}  aim");

    /// <param name="figure">What it is.</param>
    /// <param name="of">The figure of one build.</param>
    /// <param name="aim">For the ratio, or for this build's figure.</param>
    public void Add(string figure, Func<SpeedSide, double> of, string aim = "")
    {
        var numbers = sides.Select(of).ToList();
        var line = string.Create(CultureInfo.InvariantCulture, $"speed: {figure,-53} {numbers[0],10:N2}");
        if (numbers.Count > 1) line += string.Create(CultureInfo.InvariantCulture, $" {numbers[1],10:N2} {numbers[0] / numbers[1],8:0.00}");
        table.Write($"{line,-91}  {aim}");
    }
}
