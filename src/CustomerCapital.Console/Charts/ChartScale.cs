namespace CustomerCapital.ConsolePages.Charts;

/// <summary>Places values of a chart on a line, from a round number below the least to one above the greatest, 0 among them.</summary>
internal readonly record struct ChartScale(double Least, double Greatest, double Step)
{
    /// <summary>Of values; where there are none, or nothing but 0, from 0 to 1.</summary>
    /// <param name="values">Finite.</param>
    /// <param name="steps">About so many steps there are to be.</param>
    public static ChartScale Of(IEnumerable<double> values, int steps = 4)
    {
        var (least, greatest) = values.Aggregate((Least: 0.0, Greatest: 0.0), (range, value) => (Math.Min(range.Least, value), Math.Max(range.Greatest, value)));
        if (greatest - least <= 0) return new(0, 1, 0.25);
        var rough = (greatest - least) / steps;
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = magnitude * ((rough / magnitude) switch { <= 1 => 1, <= 2 => 2, <= 2.5 => 2.5, <= 5 => 5, _ => 10 });
        return new(Math.Floor(least / step) * step, Math.Ceiling(greatest / step) * step, step);
    }

    /// <summary>The values at its steps.</summary>
    public IEnumerable<double> Steps
    {
        get
        {
            var (least, step) = (Least, Step);
            return Enumerable.Range(0, (int)Math.Round((Greatest - Least) / Step) + 1).Select(place => least + place * step);
        }
    }

    /// <summary>How far along a value is, in [0, 1].</summary>
    public double At(double value) => (value - Least) / (Greatest - Least);
}
