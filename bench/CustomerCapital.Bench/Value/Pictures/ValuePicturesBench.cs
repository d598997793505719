using System.Globalization;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value.Prediction;
using CustomerCapital.Ledger.Sqlite;

namespace CustomerCapital.Bench.Value.Pictures;

/// <summary>Imports a year of purchases, fits the models of buying to all but its last thirteen weeks, and shows these weeks beside what the models expected: as tables, and as pictures.</summary>
internal static class ValuePicturesBench
{
    private const string TimeZone = "Europe/London";

    public static async Task RunAsync(BenchOptions options, TemporaryFolder folder, ResultTable table)
    {
        var (file, map) = YearImport.FileOf(options, folder, purchases: options.Size(22_000, 2_000), customers: options.Size(4_400, 200));
        var path = folder.File("value-pictures.db");
        await YearImport.RunAsync(path, file, map, new() { TimeZone = TimeZone });
        ObservedYear year;
        await using (var ledger = SqliteLedger.Open(path)) year = await ObservedYear.ReadAsync(ledger, new ProgramCalendar(TimeZone));
        var choice = ModelChoice.Of(year.Known, year.Outcomes, ObservedYear.HoldoutWeeks);
        Write(table, year, choice);

        var target = options.NamedFolder ?? folder.File("pictures");
        Directory.CreateDirectory(target);
        foreach (var (name, bytes) in ValuePictures.Draw(year, choice, target)) table.Add($"value-pictures: {name}, kB", $"{bytes / 1000.0:0.0}", "under 60");
    }

    private static void Write(ResultTable table, ObservedYear year, ModelChoice choice)
    {
        var (all, tests) = (year.Customers, choice.Backtests);
        Write($"value-pictures: {all.Count:N0} customers with a first order from {year.Begin:O} to {year.Origin:O}, {all.Sum(customer => customer.Known.Repeats):N0} repeat order days by then and {tests[0].ActualOrders:N0} in the 13 weeks to {year.End:O}");
        foreach (var fit in choice.Fits)
        {
            Write($"{fit.Model}: {string.Join(", ", fit.Parameters.Select(of => Text($"{of.Key} {of.Value:0.####}{(fit.StandardErrors?.TryGetValue(of.Key, out var error) == true ? Text($" ({error:0.####})") : "")}")))}");
            Write($"{fit.Model}: {fit.Verdict}");
        }

        Write($"{choice.Reason}");
        Write($"| model | log-likelihood | identified | orders expected | bias | RMSE | log-score | within 80 % | within 95 % | mean P(alive) |");
        Write($"|---|---:|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (fit, test) in choice.Fits.Zip(tests))
        {
            Write($"| {ValuePictures.NameOf(fit)} | {fit.LogLikelihood:0.0} | {(fit.Identified ? "yes" : "no")} | {test.Errors.Expected:#,0} | {test.Errors.Bias:0.000} | {test.Errors.Rmse:0.000} | {test.LogScore:0.0} | {100 * test.Coverage80:0.0} % | {100 * test.Coverage95:0.0} % | {all.Average(customer => BuyingModel.Of(fit).ProbabilityAlive(customer.Known)):0.000} |");
        }

        foreach (var (name, errors) in new[] { ("past rate goes on", tests[0].PastRate), ("nobody buys", tests[0].NobodyBuys) })
            Write($"| {name} | | | {errors.Expected:#,0} | {errors.Bias:0.000} | {errors.Rmse:0.000} | | | | |");

        Write($"| decile of {ValuePictures.NameOf(choice.Best)} | expected | actual | past rate |");
        Write($"|---:|---:|---:|---:|");
        var best = tests[choice.Fits.ToList().IndexOf(choice.Best)];
        foreach (var (decile, past, number) in best.Deciles.Zip(ValuePictures.PastRateByDecile(year, choice), Enumerable.Range(1, 10)))
            Write($"| {number} | {decile.MeanExpected:0.000} | {decile.MeanActual:0.000} | {past:0.000} |");

        Write($"| repeat order days of all | up to {year.Origin:O} | in the 13 weeks after | sum |");
        Write($"|---|---:|---:|---:|");
        foreach (var (name, byWeek) in choice.Fits.Select(fit => (ValuePictures.NameOf(fit), year.ExpectedByWeek(BuyingModel.Of(fit)))).Prepend(("actual", year.RepeatsByWeek())))
            Write($"| {name} | {byWeek[^(ObservedYear.HoldoutWeeks + 1)]:#,0} | {byWeek[^1] - byWeek[^(ObservedYear.HoldoutWeeks + 1)]:#,0} | {byWeek[^1]:#,0} |");

        Write($"| orders in calibration | customers | actual | {string.Join(" | ", choice.Fits.Select(ValuePictures.NameOf))} | past rate |");
        Write($"|---|---:|---:|{string.Concat(choice.Fits.Select(_ => "---:|"))}---:|");
        foreach (var group in CalibrationGroup.Of(year, [.. choice.Fits.Select(BuyingModel.Of)]))
            Write($"| {group.Name} | {group.Customers} | {group.Actual:0.000} | {string.Join(" | ", group.Expected.Select(mean => Text($"{mean:0.000}")))} | {group.PastRate:0.000} |");

        Write($"| month of the first order | customers | repeat order days a week, calibration | order days a week, holdout |");
        Write($"|---|---:|---:|---:|");
        foreach (var month in all.GroupBy(customer => customer.Days[0].ToString("yyyy-MM", CultureInfo.InvariantCulture)).OrderBy(month => month.Key))
            Write($"| {month.Key} | {month.Count()} | {month.Sum(customer => customer.Known.Repeats) / month.Sum(customer => customer.Known.Age):0.000} | {month.Average(customer => customer.Orders) / ObservedYear.HoldoutWeeks:0.000} |");

        var cohorts = MonthlyCohorts.Of(year);
        Write($"sBG: {cohorts.Fit.Verdict}, alpha {cohorts.Fit.Alpha:0.####} ({cohorts.Fit.AlphaError:0.####}), beta {cohorts.Fit.Beta:0.####} ({cohorts.Fit.BetaError:0.####})");
        Write($"| month | 1 to {cohorts.Table.Renewals}: still there |");
        Write($"| observed | {string.Join(" | ", Enumerable.Range(1, cohorts.Table.Renewals).Select(age => Text($"{cohorts.Table.SurvivalAfter(age):0.000}")))} |");
        Write($"| sBG | {string.Join(" | ", Enumerable.Range(1, cohorts.Table.Renewals).Select(age => Text($"{cohorts.Fit.SurvivalAfter(age):0.000}")))} |");
        Write($"| ordered | {string.Join(" | ", Enumerable.Range(1, cohorts.Table.Renewals).Select(age => Text($"{cohorts.OrderingAt(age):0.000}")))} |");

        void Write(FormattableString line) => table.Write(Text(line));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
