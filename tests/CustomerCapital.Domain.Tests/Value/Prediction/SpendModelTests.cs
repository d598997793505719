using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Domain.Tests.Value.Prediction;

public sealed class SpendModelTests
{
    private static readonly SpendModel Cdnow = Of(6.25, 3.74, 15.44);

    [Theory]
    [InlineData(1, 20)]
    [InlineData(7, 55.5)]
    public void ExpectedValue_is_the_mean_of_program_and_customer_by_their_weights(int repeats, double mean)
    {
        var weight = 6.25 * repeats / ((6.25 * repeats) + 2.74);

        Assert.Equal(((1 - weight) * (6.25 * 15.44 / 2.74)) + (weight * mean), Cdnow.ExpectedValue(repeats, mean)!.Value, 1e-10);
        Assert.Equal(6.25 * 15.44 / 2.74, Cdnow.ExpectedValue(0, 0)!.Value, 1e-10);
    }

    [Fact]
    public void ExpectedValue_is_refused_where_the_mean_does_not_exist()
    {
        Assert.Null(Of(6, 1, 15).ExpectedValue(0, 0));
        Assert.Null(Of(0.1, 0.5, 15).ExpectedValue(2, 10));
        Assert.NotNull(Of(6, 0.5, 15).ExpectedValue(1, 10));
        Assert.Null(Cdnow.ExpectedValue(1, 0));
        Assert.Null(Cdnow.ExpectedValue(1, -3));
        Assert.Null(Cdnow.ExpectedValue(1, double.NaN));
        Assert.Null(Cdnow.ExpectedValue(-1, 3));
    }

    /// <summary>With q + px = 1 the rate is exponential: its quantiles are known.</summary>
    [Fact]
    public void Interval_has_the_quantiles_of_the_inverse_gamma_distribution()
    {
        var (low, high) = Of(3, 1, 10).Interval(0, 0, 0.8)!.Value;

        Assert.Equal(30 / -Math.Log(0.1), low, 1e-9);
        Assert.Equal(30 / -Math.Log(0.9), high, 1e-9);
        Assert.Null(Cdnow.Interval(3, -1, 0.8));
        var (narrow, wide) = (Cdnow.Interval(500, 40, 0.8)!.Value, Cdnow.Interval(1, 40, 0.8)!.Value);
        Assert.True(narrow.High - narrow.Low < wide.High - wide.Low && narrow.Low < 40 && narrow.High > 40);
    }

    public static IEnumerable<(string Name, IReadOnlyList<SpendObservation> Observations, string Words)> Programs()
    {
        yield return ("nobody", [], "no customer to learn from");
        yield return ("one", [new(3, 20)], "Too few");
        yield return ("one amount", [new(1, 10, 300), new(4, 10, 200)], "Not identified");
        yield return ("tiny", [.. Prediction.Cdnow.Spending.Select(one => one with { MeanValue = one.MeanValue * 1e-9 })], "A maximum was found");
        yield return ("huge", [.. Prediction.Cdnow.Spending.Select(one => one with { MeanValue = one.MeanValue * 1e9 })], "A maximum was found");
        yield return ("two scales", [.. Enumerable.Range(1, 200).Select(i => new SpendObservation(1 + (i % 5), i % 2 == 0 ? 1e-9 : 1e9))], "");
        yield return ("ten thousand orders", [.. Prediction.Cdnow.Spending, new(10_000, 33)], "A maximum was found");
        yield return ("zero and below", [.. Prediction.Cdnow.Spending, new(1, 0, 7), new(2, -5), new(0, 5), new(1, double.NaN)], "10 left out");
    }

    [Fact]
    public void FitSpend_of_a_hard_program_is_finite_and_says_what_it_is_worth()
    {
        foreach (var (name, observations, words) in Programs())
        {
            var fit = ModelFitting.FitSpend(observations);

            Assert.All(fit.Parameters, parameter => Assert.True(parameter.Value > 0 && double.IsFinite(parameter.Value), $"{name}: {parameter}"));
            Assert.True(double.IsFinite(fit.LogLikelihood) && fit.Converged, $"{name}: {fit.Verdict}");
            Assert.Contains(words, fit.Verdict, StringComparison.Ordinal);
            var model = SpendModel.Of(fit);
            foreach (var (repeats, mean) in new[] { (1, 20.0), (0, 0), (10_000, 1e-9), (3, 1e9) })
            {
                Assert.True(model.ExpectedValue(repeats, mean) is null or (> 0 and < double.PositiveInfinity), name);
                var (low, high) = model.Interval(repeats, mean, 0.95)!.Value;
                Assert.True(low >= 0 && high >= low && double.IsFinite(low), $"{name}: {low} {high}");
            }
        }
    }

    private static SpendModel Of(double p, double q, double v) => SpendModel.Of(new()
    {
        Model = "gammagamma",
        Parameters = new Dictionary<string, double> { ["p"] = p, ["q"] = q, ["v"] = v },
        LogLikelihood = 0,
        Observations = 1,
        Converged = true,
        Identified = true,
        GradientNorm = 0,
        Verdict = "Given.",
    });
}
