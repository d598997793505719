using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Domain.Tests.Value.Prediction;

/// <summary>Two hundred programs that are played from seeds as the models say: what was put in comes out, as often as the intervals promise.</summary>
public sealed class SimulatedProgramsTests
{
    private const int Programs = 40;
    private const int Customers = 1_500;

    public static TheoryData<string, double[]> Models => new()
    {
        { "bgnbd", [0.5, 6, 0.8, 2.5] },
        { "mbgnbd", [0.6, 6, 0.9, 1.6] },
        { "mbgcnbdk", [0.9, 1.5, 0.8, 2.4, 3] },
        { "paretonbd", [0.6, 8, 0.8, 12] },
    };

    /// <summary>160 intervals of 95 %: 152 in the mean, and fewer than 143 or more than 159 about once in a hundred times.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Fit_finds_the_parameters_inside_their_intervals_and_predictions_are_covered_as_stated(string model, double[] values)
    {
        var truth = Names(model).Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);
        var (inside, intervals, within80, within95, bias) = (0, 0, 0.0, 0.0, 0.0);
        for (var seed = 0; seed < Programs; seed++)
        {
            var outcomes = SimulatedProgram.Play(model, truth, seed, Customers, youngest: 20, oldest: 60, after: 26);

            var fit = ModelFitting.Fit(model, [.. outcomes.Select(outcome => outcome.Customer)]);

            Assert.True(fit is { Converged: true, Identified: true, Observations: Customers }, $"{model}, seed {seed}: {fit.Verdict}");
            foreach (var (name, error) in fit.StandardErrors!)
            {
                intervals++;
                if (Math.Abs(Math.Log(fit.Parameters[name] / truth[name])) <= 1.959964 * error / fit.Parameters[name]) inside++;
            }

            if (truth.TryGetValue("k", out var k)) Assert.Equal(k, fit.Parameters["k"]);
            var backtest = Backtest.Of(BuyingModel.Of(fit), outcomes, 26);
            (within80, within95, bias) = (within80 + (backtest.Coverage80!.Value / Programs), within95 + (backtest.Coverage95!.Value / Programs), bias + (backtest.Errors.Bias / Programs));
            Assert.True(backtest.Errors.Rmse < Math.Min(backtest.NobodyBuys.Rmse, backtest.PastRate.Rmse));
        }

        Assert.Equal(Programs * 4, intervals);
        Assert.InRange(inside, 143, 159);
        Assert.InRange(within80, 0.77, 0.83);
        Assert.InRange(within95, 0.93, 0.97);
        Assert.InRange(bias, -0.03, 0.03);
    }

    /// <summary>120 intervals of 95 %: 114 in the mean, and fewer than 106 about once in a hundred times.</summary>
    [Fact]
    public void FitSpend_finds_the_parameters_inside_their_intervals()
    {
        var truth = new Dictionary<string, double> { ["p"] = 6.25, ["q"] = 3.74, ["v"] = 15.44 };
        var inside = 0;
        for (var seed = 0; seed < Programs; seed++)
        {
            var fit = ModelFitting.FitSpend(SimulatedProgram.Spend(6.25, 3.74, 15.44, seed, Customers));

            Assert.True(fit is { Converged: true, Identified: true }, $"seed {seed}: {fit.Verdict}");
            inside += fit.StandardErrors!.Count(error => Math.Abs(Math.Log(fit.Parameters[error.Key] / truth[error.Key])) <= 1.959964 * error.Value / fit.Parameters[error.Key]);
        }

        Assert.InRange(inside, 106, 120);
    }

    [Fact]
    public void Choice_takes_the_model_by_which_customers_buy()
    {
        foreach (var (model, values) in new[] { ("bgnbd", new[] { 0.5, 6, 0.8, 2.5 }), ("mbgcnbdk", [0.9, 1.5, 0.8, 2.4, 3]) })
        {
            var truth = Names(model).Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);
            var outcomes = SimulatedProgram.Play(model, truth, 7, 6_000, youngest: 20, oldest: 60, after: 26);
            List<BuyingObservation> observations = [.. outcomes.Select(outcome => outcome.Customer)];

            Assert.Equal(model, ModelChoice.Of(observations).Best.Model);
            Assert.Equal(model, ModelChoice.Of(observations, outcomes, 26).Best.Model);
        }
    }

    /// <summary>Without the times between, the last order's alone tell k, less surely.</summary>
    [Fact]
    public void Fit_for_regular_buyers_tells_k_from_last_orders_alone_and_says_so()
    {
        var truth = Names("mbgcnbdk").Zip([0.9, 1.5, 0.8, 2.4, 3.0]).ToDictionary(pair => pair.First, pair => pair.Second);
        var outcomes = SimulatedProgram.Play("mbgcnbdk", truth, 3, 8_000, youngest: 20, oldest: 60, after: 0);

        var fit = ModelFitting.Fit("mbgcnbdk", [.. outcomes.Select(outcome => outcome.Customer with { LogIntervals = null })]);

        Assert.Equal(3, fit.Parameters["k"]);
        Assert.Contains("last orders alone", fit.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Choice_prefers_the_simpler_of_two_that_are_the_same()
    {
        var truth = Names("mbgnbd").Zip([0.6, 6, 0.9, 1.6]).ToDictionary(pair => pair.First, pair => pair.Second);
        var outcomes = SimulatedProgram.Play("mbgnbd", truth, 1, 3_000, youngest: 20, oldest: 60, after: 26);

        var choice = ModelChoice.Of([.. outcomes.Select(outcome => outcome.Customer)]);

        Assert.NotEqual("mbgcnbdk", choice.Best.Model);
        Assert.Equal(4, choice.Fits.Count);
        Assert.Empty(choice.Backtests);
    }

    private static string[] Names(string model) => model switch
    {
        "paretonbd" => ["r", "alpha", "s", "beta"],
        "mbgcnbdk" => ["r", "alpha", "a", "b", "k"],
        _ => ["r", "alpha", "a", "b"],
    };
}
