using System.Globalization;
using CustomerCapital.Domain.Value.Prediction;
using ScottPlot;

namespace CustomerCapital.Bench.Value.Pictures;

/// <summary>The pictures of a backtest: tracking, calibration, deciles and retention.</summary>
internal static class ValuePictures
{
    /// <summary>Draws all of them.</summary>
    /// <returns>The name and size in bytes of each file.</returns>
    public static IEnumerable<(string Name, long Bytes)> Draw(ObservedYear year, ModelChoice choice, string folder)
    {
        var drawn = Drawn(choice);
        yield return Write("tracking.svg", path => Tracking(year, drawn, path, weekly: false));
        yield return Write("tracking-weekly.svg", path => Tracking(year, drawn, path, weekly: true));
        yield return Write("calibration.svg", path => Calibration(year, drawn, path));
        yield return Write("deciles.svg", path => Deciles(year, choice, path));
        yield return Write("retention.svg", path => Retention(MonthlyCohorts.Of(year), path));

        (string, long) Write(string name, Func<string, long> draw) => (name, draw(Path.Combine(folder, name)));
    }

    /// <summary>A model's name as the literature writes it.</summary>
    public static string NameOf(ModelFit fit) => fit.Model switch
    {
        "bgnbd" => "BG/NBD",
        "mbgnbd" => "MBG/NBD",
        "paretonbd" => "Pareto/NBD",
        _ => string.Create(CultureInfo.InvariantCulture, $"MBG/CNBD-{fit.Parameters["k"]:0}"),
    };

    /// <summary>What the past rate expects of the customers of each decile of the chosen model.</summary>
    public static IReadOnlyList<double> PastRateByDecile(ObservedYear year, ModelChoice choice)
    {
        var model = BuyingModel.Of(choice.Best);
        var sums = new List<double> { 0 };
        foreach (var known in year.Known.OrderBy(known => model.ExpectedOrders(known, ObservedYear.HoldoutWeeks))) sums.Add(sums[^1] + CalibrationGroup.PastRateOf(known));
        var size = (sums.Count - 1) / 10.0;
        return [.. Enumerable.Range(0, 10).Select(decile => (UpTo((decile + 1) * size) - UpTo(decile * size)) / size)];

        // A customer on the border belongs to both deciles, in parts.
        double UpTo(double customers)
        {
            var whole = Math.Min((int)customers, sums.Count - 2);
            return sums[whole] + ((customers - whole) * (sums[whole + 1] - sums[whole]));
        }
    }

    /// <summary>The chosen model, BG/NBD and Pareto/NBD, each once.</summary>
    private static List<(string Name, BuyingModel Model, Color Color, LinePattern Pattern, MarkerShape Marker)> Drawn(ModelChoice choice) =>
    [
        (NameOf(choice.Best) + " (chosen)", BuyingModel.Of(choice.Best), Picture.Blue, LinePattern.Solid, MarkerShape.FilledSquare),
        .. choice.Fits.Where(fit => fit != choice.Best && fit.Model is "bgnbd" or "paretonbd").Select(fit => fit.Model == "bgnbd"
            ? (NameOf(fit), BuyingModel.Of(fit), Picture.Orange, LinePattern.Dashed, MarkerShape.FilledTriangleUp)
            : (NameOf(fit), BuyingModel.Of(fit), Picture.Green, LinePattern.Dotted, MarkerShape.FilledDiamond)),
    ];

    private static long Tracking(ObservedYear year, List<(string Name, BuyingModel Model, Color Color, LinePattern Pattern, MarkerShape Marker)> drawn, string path, bool weekly)
    {
        using var picture = weekly
            ? new Picture("Repeat order days a week: actual and expected", "end of the week", "repeat order days a week")
            : new Picture("Repeat order days so far: actual and expected", "day", "repeat order days since the start");
        var days = year.WeekEnds.Select(end => (double)end.DayNumber).ToList();
        var actual = Of(year.RepeatsByWeek());
        var lines = drawn.Select(one => (one, Up: Of(year.ExpectedByWeek(one.Model)))).ToList();
        var top = 1.12 * lines.SelectMany(line => line.Up).Concat(actual).Max();
        picture.AddLine("actual", days, actual, Picture.Black, LinePattern.Solid, 2.5f);
        foreach (var (one, up) in lines) picture.AddLine(one.Name, days, up, one.Color, one.Pattern, 3);
        picture.AddBorder(year.Origin.DayNumber, "holdout", 0.985 * top);
        var months = Enumerable.Range(0, 24).Select(new DateOnly(year.Begin.Year, year.Begin.Month, 1).AddMonths).Where(month => month <= year.End).ToList();
        picture.LabelAcross([.. months.Select(month => (double)month.DayNumber)], [.. months.Select(month => month.ToString(month == months[0] || month.Month == 1 ? "MMM\nyyyy" : "MMM", CultureInfo.InvariantCulture))]);
        return picture.Write(path, days[0], days[^1] + 1, top, Alignment.UpperLeft);

        // The first week may be short, and has hardly anybody to come back: the weeks after it are compared.
        List<double> Of(IReadOnlyList<double> sums) => weekly ? [.. sums.Select((sum, week) => week == 0 ? sum : sum - sums[week - 1])] : [.. sums];
    }

    private static long Calibration(ObservedYear year, List<(string Name, BuyingModel Model, Color Color, LinePattern Pattern, MarkerShape Marker)> drawn, string path)
    {
        var groups = CalibrationGroup.Of(year, [.. drawn.Select(one => one.Model)]);
        var across = Enumerable.Range(0, groups.Count).Select(at => (double)at).ToList();
        using var picture = new Picture("Mean order days in the 13 weeks of the holdout, by repeat order days before", "repeat order days in the calibration (below: customers)", "mean order days of a customer in 13 weeks");
        picture.AddLine("actual", across, [.. groups.Select(group => group.Actual)], Picture.Black, LinePattern.Solid, 2.5f, MarkerShape.FilledCircle);
        foreach (var (one, at) in drawn.Select((one, at) => (one, at)))
            picture.AddLine(one.Name, across, [.. groups.Select(group => group.Expected[at])], one.Color, one.Pattern, 2, one.Marker);
        picture.AddLine("past rate goes on", across, [.. groups.Select(group => group.PastRate)], Picture.Purple, LinePattern.DenselyDashed, 2, MarkerShape.Eks);
        picture.AddLine("nobody buys", across, [.. groups.Select(_ => 0.0)], Picture.Grey, LinePattern.Solid, 3);
        picture.LabelAcross(across, [.. groups.Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Name}\n({group.Customers:N0})"))]);
        return picture.Write(path, -0.4, groups.Count - 0.6, 1.08 * groups.Max(group => Math.Max(group.Actual, Math.Max(group.Expected.Max(), group.PastRate))), Alignment.UpperLeft);
    }

    private static long Deciles(ObservedYear year, ModelChoice choice, string path)
    {
        var deciles = choice.Backtests[choice.Fits.ToList().IndexOf(choice.Best)].Deciles;
        var past = PastRateByDecile(year, choice);
        var across = Enumerable.Range(1, deciles.Count).Select(at => (double)at).ToList();
        using var picture = new Picture($"Mean order days in the 13 weeks of the holdout, by decile of {NameOf(choice.Best)}", "tenths of the customers, from those of whom least is expected", "mean order days of a customer in 13 weeks");
        picture.AddBars("actual", [.. across.Select(at => at - 0.2)], [.. deciles.Select(decile => decile.MeanActual)], Picture.Black, 0.36);
        picture.AddBars(NameOf(choice.Best), [.. across.Select(at => at + 0.2)], [.. deciles.Select(decile => decile.MeanExpected)], Picture.Blue, 0.36);
        picture.AddLine("past rate goes on", across, past, Picture.Orange, LinePattern.Solid, 0, MarkerShape.FilledDiamond);
        picture.AddLine("nobody buys", [0.5, deciles.Count + 0.5], [0, 0], Picture.Grey, LinePattern.Solid, 3);
        picture.LabelAcross(across, [.. across.Select(at => at.ToString("0", CultureInfo.InvariantCulture))]);
        return picture.Write(path, 0.5, deciles.Count + 0.5, 1.08 * Math.Max(past.Max(), deciles.Max(decile => Math.Max(decile.MeanActual, decile.MeanExpected))), Alignment.UpperLeft);
    }

    private static long Retention(MonthlyCohorts cohorts, string path)
    {
        var ages = Enumerable.Range(0, cohorts.Table.Renewals + 1).ToList();
        List<double> across = [.. ages.Select(age => (double)age)];
        using var picture = new Picture("Customers still there, by months since the first order", "months since the month of the first order", "share of the customers, %");
        foreach (var (cohort, at) in cohorts.Cohorts.Select((cohort, at) => (cohort, at)))
            picture.AddLine(at == 0 ? "still there: each month's new customers" : "", across[..cohort.Alive.Length], [.. cohort.Alive.Select(there => 100 * there / cohort.Alive[0])], Picture.PaleGrey, LinePattern.Solid, 1.5f);
        picture.AddLine("still there: all", across, [.. ages.Select(age => 100 * cohorts.Table.SurvivalAfter(age))], Picture.Black, LinePattern.Solid, 2.5f, MarkerShape.FilledCircle);
        if (cohorts.Fit.SurvivalAfter(1) is not null)
            picture.AddLine("sBG, fitted to these", across, [.. ages.Select(age => 100 * cohorts.Fit.SurvivalAfter(age)!.Value)], Picture.Blue, LinePattern.Dashed, 3);
        picture.AddLine("ordered in that month: all", across, [.. ages.Select(age => 100 * cohorts.OrderingAt(age))], Picture.Orange, LinePattern.Solid, 2, MarkerShape.FilledTriangleUp);
        picture.LabelUp([0, 20, 40, 60, 80, 100]);
        picture.LabelAcross(across, [.. ages.Select(age => age.ToString(CultureInfo.InvariantCulture))]);
        return picture.Write(path, -0.2, ages.Count - 0.8, 128, Alignment.UpperRight);
    }
}
