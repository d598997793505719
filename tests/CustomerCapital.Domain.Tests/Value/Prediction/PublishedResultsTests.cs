using System.Globalization;
using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Domain.Tests.Value.Prediction;

/// <summary>What the models' authors printed, to the digits that they printed.</summary>
public sealed class PublishedResultsTests
{
    [Fact]
    public void Fit_of_the_BG_NBD_finds_what_Fader_Hardie_and_Lee_printed_of_CDNOW()
    {
        var fit = ModelFitting.Fit("bgnbd", Cdnow.Buying);

        Assert.Equal((".243", "4.414", ".793", "2.426"), (Printed(fit, "r"), Printed(fit, "alpha"), Printed(fit, "a"), Printed(fit, "b")));
        Assert.Equal(-9582.4, fit.LogLikelihood, 0.05);
        Assert.Equal((2357, true, true), (fit.Observations, fit.Converged, fit.Identified));
        var model = BuyingModel.Of(fit);
        Assert.Equal(["0.0532", "0.1506", "1.0437"], new double[] { 1, 3, 32 }.Select(weeks => Text(model.ExpectedOrdersOfNew(weeks), "0.0000")));
        Assert.Equal("1.226", Text(model.ExpectedOrders(new(2, 30.43, 38.86), 39), "0.000"));
    }

    /// <summary>1.8576 is printed of 78 weeks: the sum of 150 terms of a series that needs 400 there.</summary>
    [Fact]
    public void ExpectedOrdersOfNew_of_78_weeks_is_what_was_printed_and_what_the_printed_series_leaves_out()
    {
        var fit = ModelFitting.Fit("bgnbd", Cdnow.Buying);
        var (r, alpha, a, b) = (fit.Parameters["r"], fit.Parameters["alpha"], fit.Parameters["a"], fit.Parameters["b"]);

        Assert.Equal("1.8576", Text(BySeries(150), "0.0000"));
        Assert.Equal(BySeries(2_000), BuyingModel.Of(fit).ExpectedOrdersOfNew(78), 1e-9);

        double BySeries(int terms)
        {
            var (z, term, sum) = (78 / (alpha + 78), 1.0, 1.0);
            for (var n = 0; n < terms; n++) sum += term *= (r + n) * (b + n) / ((a + b - 1 + n) * (n + 1)) * z;
            return (a + b - 1) / (a - 1) * (1 - (Math.Pow(alpha / (alpha + 78), r) * sum));
        }
    }

    [Fact]
    public void LogLikelihood_of_the_printed_example_has_all_printed_digits()
    {
        var model = BuyingModel.Of("bgnbd", new Dictionary<string, double> { ["r"] = 0.25, ["alpha"] = 4, ["a"] = 0.8, ["b"] = 2.5 });

        Assert.Equal(-0.59947382, model.LogLikelihood([new(0, 0, 40)]), 5e-9);
    }

    [Fact]
    public void Fit_of_the_Pareto_NBD_finds_what_was_printed_of_CDNOW()
    {
        var fit = ModelFitting.Fit("paretonbd", Cdnow.Buying);

        Assert.Equal((".553", "10.578", ".606", "11.669"), (Printed(fit, "r"), Printed(fit, "alpha"), Printed(fit, "s"), Printed(fit, "beta")));
        Assert.Equal(-9595.0, fit.LogLikelihood, 0.05);
        Assert.True(fit is { Converged: true, Identified: true });
    }

    [Fact]
    public void FitSpend_finds_what_Fader_and_Hardie_printed_of_the_946_who_bought_again()
    {
        var fit = ModelFitting.FitSpend(Cdnow.Spending);

        Assert.Equal(("6.25", "3.74", "15.44"), (Text(fit.Parameters["p"], "0.00"), Text(fit.Parameters["q"], "0.00"), Text(fit.Parameters["v"], "0.00")));
        Assert.Equal((946, true, true), (fit.Observations, fit.Converged, fit.Identified));
    }

    [Fact]
    public void Fit_for_regular_buyers_of_CDNOW_is_that_of_k_1()
    {
        var (plain, regular) = (ModelFitting.Fit("mbgnbd", Cdnow.Buying), ModelFitting.Fit("mbgcnbdk", Cdnow.Buying));

        Assert.Equal(1, regular.Parameters["k"]);
        Assert.Equal(plain.LogLikelihood, regular.LogLikelihood);
        Assert.All(plain.Parameters, parameter => Assert.Equal(parameter.Value, regular.Parameters[parameter.Key]));
    }

    [Fact]
    public void Backtest_of_CDNOW_is_nearer_than_both_guesses()
    {
        var choice = ModelChoice.Of(Cdnow.Buying, [.. Cdnow.Outcomes], 39);

        Assert.Equal(ModelFitting.BuyingModels, choice.Fits.Select(fit => fit.Model));
        Assert.All(choice.Backtests, backtest =>
        {
            Assert.Equal((2357, 1882), (backtest.Customers, backtest.ActualOrders));
            Assert.InRange(backtest.Errors.Rmse, 1.5, 1.7);
            Assert.True(backtest.Errors.Rmse < Math.Min(backtest.NobodyBuys.Rmse, backtest.PastRate.Rmse));
            Assert.InRange(backtest.Coverage80!.Value, 0.75, 0.85);
            Assert.Equal(backtest.ActualOrders, backtest.Deciles.Sum(decile => decile.Customers * decile.MeanActual), 1e-6);
            Assert.Equal(backtest.Errors.Expected, backtest.Deciles.Sum(decile => decile.Customers * decile.MeanExpected), 1e-6);
        });
        Assert.Contains("below", choice.Reason, StringComparison.Ordinal);
    }

    private static string Printed(ModelFit fit, string parameter) => Text(fit.Parameters[parameter], "#.000");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
