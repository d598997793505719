using System.Diagnostics;
using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Bench.Value;

/// <summary>Processor time of fitting models of value and of scoring by them, beside a plain fit of the same customers.</summary>
internal static class ValueBench
{
    public static Task RunAsync(BenchOptions options, ResultTable table)
    {
        var (customers, spending) = MadeCustomers.Cdnow();
        // Measured in turn, so that whatever else the machine does falls on all alike.
        var (plain, ours) = (new List<double>(), new List<double>());
        ModelFit fit = ModelFitting.Fit("bgnbd", customers);
        for (var round = 0; round < options.Rounds; round++)
        {
            plain.Add(Seconds(options, () => PlainFit.Run(customers)));
            ours.Add(Seconds(options, () => fit = ModelFitting.Fit("bgnbd", customers)));
        }

        var found = PlainFit.Run(customers).LogLikelihood;
        if (Math.Abs(found - fit.LogLikelihood) > 0.01) throw new InvalidOperationException($"The plain fit ends at {found}, not at {fit.LogLikelihood}.");
        table.Add("value: BG/NBD, 2,357 customers, plain fit, seconds", $"{Median(plain):0.0000}");
        table.Add("value: BG/NBD, 2,357 customers, seconds", $"{Median(ours):0.0000}", "0.006");
        foreach (var (model, name, aim) in new[] { ("mbgnbd", "MBG/NBD", "0.006"), ("mbgcnbdk", "MBG/CNBD-k", ""), ("paretonbd", "Pareto/NBD", "") })
            table.Add($"value: {name}, 2,357 customers, seconds", $"{Seconds(options, () => ModelFitting.Fit(model, customers)):0.0000}", aim);
        table.Add("value: Gamma-Gamma, 946 customers, seconds", $"{Seconds(options, () => ModelFitting.FitSpend(spending)):0.0000}");

        var some = MadeCustomers.Play(options.Size(23_570, 500), seed: 1);
        foreach (var (model, name, aim) in new[] { ("bgnbd", "BG/NBD", "0.05"), ("mbgnbd", "MBG/NBD", "0.05"), ("paretonbd", "Pareto/NBD", "0.1") })
            table.Add($"value: {name}, {some.Count:N0} customers, seconds", $"{Seconds(options, () => ModelFitting.Fit(model, some)):0.000}", aim);

        Many(options, table);
        table.Add("value: ratio, plain fit / BG/NBD, 2,357 customers", $"{Median([.. plain.Zip(ours, (one, other) => one / other)]):0.0}", "at least 20");
        return Task.CompletedTask;
    }

    private static void Many(BenchOptions options, ResultTable table)
    {
        var many = MadeCustomers.Play(options.Customers ?? options.Size(1_000_000, 1_000), seed: 2);
        var before = Megabytes();
        BuyingModel? alive = null;
        foreach (var (model, name, aim) in new[] { ("bgnbd", "BG/NBD", "1.2"), ("mbgnbd", "MBG/NBD", "1.2"), ("paretonbd", "Pareto/NBD", "8") })
        {
            ModelFit? fit = null;
            table.Add($"value: {name}, {many.Count:N0} customers, grouping included, seconds", $"{Once(() => fit = ModelFitting.Fit(model, many)):0.00}", aim);
            alive ??= BuyingModel.Of(fit!);
            if (model != "bgnbd") continue;
            table.Add($"value: most memory so far, the customers' {before:0} MB included, MB", $"{Megabytes():0}", "300");
        }

        var scorer = new BuyingScorer(alive!, 39, 0.1);
        var sum = 0.0;
        table.Add($"value: scoring {many.Count:N0} customers, seconds", $"{Once(() => { foreach (var customer in many) sum += scorer.Score(customer).DiscountedOrders; }):0.00}", "3");
    }

    /// <summary>Processor time of a call that is made again and again for the time of a measurement, once it is warm.</summary>
    private static double Seconds(BenchOptions options, Action action)
    {
        action();
        var (calls, watch) = (0, Stopwatch.StartNew());
        var used = Once(() =>
        {
            do
            {
                action();
                calls++;
            }
            while (watch.Elapsed < options.Duration / 4);
        });
        return used / calls;
    }

    private static double Once(Action action)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        action();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }

    private static double Megabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
