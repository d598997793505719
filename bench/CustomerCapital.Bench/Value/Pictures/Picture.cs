using System.Globalization;
using System.Text.RegularExpressions;
using ScottPlot;

namespace CustomerCapital.Bench.Value.Pictures;

/// <summary>A picture with axes, written as SVG: the same for the same figures on a machine with the same fonts.</summary>
/// <remarks>Colours are those of Okabe and Ito (2008), which colour-blind readers can tell apart; lines differ by pattern or marker too.</remarks>
internal sealed partial class Picture : IDisposable
{
    public static readonly Color Black = Color.FromHex("#000000");
    public static readonly Color Blue = Color.FromHex("#0072B2");
    public static readonly Color Orange = Color.FromHex("#E69F00");
    public static readonly Color Green = Color.FromHex("#009E73");
    public static readonly Color Purple = Color.FromHex("#CC79A7");
    public static readonly Color Grey = Color.FromHex("#707070");
    public static readonly Color PaleGrey = Color.FromHex("#C4C4C4");

    private const int Width = 860;
    private const int Height = 480;
    private const string Font = "DejaVu Sans";

    private readonly Plot _plot = new();

    public Picture(string title, string acrossLabel, string upLabel)
    {
        _plot.Font.Set(Font);
        _plot.Title(title, 17);
        _plot.XLabel(acrossLabel, 15);
        _plot.YLabel(upLabel, 15);
        _plot.Axes.Left.TickLabelStyle.FontSize = _plot.Axes.Bottom.TickLabelStyle.FontSize = 14;
        _plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = value => value.ToString("#,0.##", CultureInfo.InvariantCulture) };
        _plot.Axes.Title.Label.Bold = false;
        _plot.Axes.Left.Label.Bold = _plot.Axes.Bottom.Label.Bold = false;
        _plot.Grid.MajorLineColor = Color.FromHex("#E8E8E8");
        _plot.Axes.Top.FrameLineStyle.Width = _plot.Axes.Right.FrameLineStyle.Width = 0;
    }

    /// <summary>A line through points; without a name none in the legend, and without a width larger markers alone.</summary>
    public void AddLine(string name, IReadOnlyList<double> across, IReadOnlyList<double> up, Color color, LinePattern pattern, float width = 2, MarkerShape marker = MarkerShape.None)
    {
        var line = _plot.Add.Scatter(across.ToArray(), up.ToArray(), color);
        (line.LegendText, line.LineWidth, line.LinePattern, line.MarkerShape, line.MarkerSize) = (name, width, pattern, marker, marker == MarkerShape.None ? 0 : width == 0 ? 13 : 9);
    }

    /// <summary>Bars that stand on 0.</summary>
    public void AddBars(string name, IReadOnlyList<double> across, IReadOnlyList<double> up, Color color, double width)
    {
        var bars = _plot.Add.Bars(across.ToArray(), up.ToArray());
        bars.LegendText = name;
        foreach (var bar in bars.Bars) (bar.FillColor, bar.LineWidth, bar.Size) = (color, 0, width);
    }

    /// <summary>A dashed line up, with words at its top.</summary>
    public void AddBorder(double at, string words, double wordsAt)
    {
        var line = _plot.Add.VerticalLine(at, 1.5f, Grey, LinePattern.Dashed);
        line.ExcludeFromLegend = true;
        var text = _plot.Add.Text(words, at, wordsAt);
        text.LabelFontName = Font;
        (text.LabelFontSize, text.LabelFontColor, text.LabelAlignment, text.OffsetX) = (14, Grey, Alignment.UpperLeft, 6);
    }

    /// <summary>Labels below.</summary>
    public void LabelAcross(IReadOnlyList<double> at, IReadOnlyList<string> labels)
    {
        _plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. at], [.. labels]);
        _plot.Axes.Bottom.MajorTickStyle.Length = 4;
    }

    public void Dispose() => _plot.Dispose();

    /// <summary>Whole numbers at the left, where those that the axis would find go too far.</summary>
    public void LabelUp(IReadOnlyList<double> at) =>
        _plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. at], [.. at.Select(value => value.ToString("0", CultureInfo.InvariantCulture))]);

    /// <summary>Writes the picture.</summary>
    /// <returns>Its size in bytes.</returns>
    public long Write(string path, double left, double right, double top, Alignment legend)
    {
        _plot.Axes.SetLimits(left, right, 0, top);
        _plot.ShowLegend(legend);
        (_plot.Legend.FontName, _plot.Legend.FontSize, _plot.Legend.ShadowColor, _plot.Legend.OutlineColor) = (Font, 14, Colors.Transparent, PaleGrey);
        _plot.Legend.SymbolWidth = 40;
        // Verdana has the widths of DejaVu Sans, and stands where that is not installed.
        var svg = Numbered(_plot.GetSvgXml(Width, Height)).Replace($"font-family=\"{Font}\"", $"font-family=\"{Font}, Verdana, sans-serif\"", StringComparison.Ordinal);
        File.WriteAllText(path, svg.ReplaceLineEndings("\n").TrimEnd() + "\n");
        return new FileInfo(path).Length;
    }

    /// <summary>Numbers the clip paths from 1: the library goes on counting from one picture of a process to the next.</summary>
    private static string Numbered(string svg)
    {
        var numbers = new Dictionary<string, int>();
        return ClipPath().Replace(svg, name => string.Create(CultureInfo.InvariantCulture, $"clip{NumberOf(name.Value)}"));

        int NumberOf(string name) => numbers.TryGetValue(name, out var known) ? known : numbers[name] = numbers.Count + 1;
    }

    [GeneratedRegex(@"\bcl_\w+")]
    private static partial Regex ClipPath();
}
