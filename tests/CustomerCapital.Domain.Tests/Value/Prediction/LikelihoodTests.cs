using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Domain.Tests.Value.Prediction;

public sealed class LikelihoodTests
{
    private static readonly IReadOnlyList<BuyingObservation> Few =
        [new(0, 0, 0), new(0, 0, 38.86, 5), new(2, 30.43, 38.86), new(1, 0.14, 12, 3), new(12, 20, 20), new(40, 33, 60), new(300, 51.9, 52), new(3, 1, 500)];

    public static TheoryData<string, int> Likelihoods => new()
    {
        { "bgnbd", 1 }, { "mbgnbd", 1 }, { "bgnbd", 2 }, { "mbgnbd", 5 }, { "mbgnbd", 12 }, { "paretonbd", 1 }, { "gammagamma", 1 },
    };

    [Theory]
    [MemberData(nameof(Likelihoods))]
    public void Gradient_is_that_of_differences(string model, int k)
    {
        var (likelihood, random) = (Of(model, k, Few), new Random(k));
        var n = likelihood.Dimension;
        for (var trial = 0; trial < 20; trial++)
        {
            var point = Enumerable.Range(0, n).Select(_ => (random.NextDouble() * 6) - 3).ToArray();
            var (gradient, ignored) = (new double[n], new double[n]);
            likelihood.Evaluate(point, gradient);
            for (var i = 0; i < n; i++)
            {
                double At(double step) => likelihood.Evaluate([.. point.Select((value, j) => i == j ? value + step : value)], ignored);
                var slope = ((8 * (At(1e-3) - At(-1e-3))) - (At(2e-3) - At(-2e-3))) / 12e-3;
                Assert.True(Math.Abs(slope - gradient[i]) < 1e-7 * (1 + Math.Abs(likelihood.Evaluate(point, ignored))), $"{model} {k} by {i}: {gradient[i]:R} instead of {slope:R}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Likelihoods))]
    public void Hessian_is_that_of_differences_of_the_gradient(string model, int k)
    {
        var likelihood = Of(model, k, Few);
        var n = likelihood.Dimension;
        var (point, gradient, own, differences) = (Enumerable.Repeat(0.4, n).ToArray(), new double[n], new double[n, n], new double[n, n]);
        likelihood.Evaluate(point, gradient);

        likelihood.Hessian(point, gradient, central: true, own);
        var (up, down) = (new double[n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            likelihood.Evaluate([.. point.Select((value, j) => i == j ? value + 3e-4 : value)], up);
            likelihood.Evaluate([.. point.Select((value, j) => i == j ? value - 3e-4 : value)], down);
            for (var j = 0; j < n; j++) differences[i, j] = (up[j] - down[j]) / 6e-4;
        }

        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++) Assert.Equal(differences[i, j], own[i, j], 1e-4 * (1 + Math.Abs(own[i, i])));
    }

    [Fact]
    public void Fit_is_the_same_in_any_order_grouped_or_not()
    {
        var alone = Cdnow.Buying.SelectMany(one => Enumerable.Repeat(one with { Customers = 1 }, (int)one.Customers)).Reverse().ToList();
        Assert.Equal(2357, alone.Count);
        foreach (var model in ModelFitting.BuyingModels)
        {
            var (grouped, single) = (ModelFitting.Fit(model, Cdnow.Buying), ModelFitting.Fit(model, alone));
            Assert.Equal(grouped.LogLikelihood, single.LogLikelihood, 1e-6);
            Assert.All(grouped.Parameters, parameter => Assert.Equal(parameter.Value, single.Parameters[parameter.Key], 1e-4 * parameter.Value));
            Assert.Equal(grouped.LogLikelihood, BuyingModel.Of(grouped).LogLikelihood(alone), 1e-6);
        }
    }

    [Fact]
    public void Fit_of_many_rows_begins_with_a_look_at_some_and_ends_at_the_maximum_of_all()
    {
        foreach (var (model, values) in new[] { ("bgnbd", new[] { 0.5, 6, 0.8, 2.5 }), ("paretonbd", [0.6, 8, 0.8, 12]) })
        {
            var truth = new Dictionary<string, double> { ["r"] = values[0], ["alpha"] = values[1], ["a"] = values[2], ["b"] = values[3], ["s"] = values[2], ["beta"] = values[3] };
            List<BuyingObservation> many = [.. SimulatedProgram.Play(model, truth, 11, 9_000, youngest: 20, oldest: 60, after: 0).Select(outcome => outcome.Customer)];
            var table = ObservationTable.Of(many);
            Assert.InRange(table.Thinned(4_000).Customers, 3_999, 4_001);
            Assert.InRange(table.Thinned(4_000).Orders / table.Orders, 0.4, 0.5);

            var fit = ModelFitting.Fit(model, many);

            var near = Maximiser.Run(Of(model, 1, many), [.. values.Select(value => Math.Log(value))], [0, 0, 0, 0]);
            Assert.Equal(near.Value, fit.LogLikelihood, 1e-5);
            Assert.Equal(Math.Exp(near.Point[0]), fit.Parameters["r"], 1e-4);
        }
    }

    [Fact]
    public void Fit_changes_with_the_unit_of_time_as_alpha_and_beta_do()
    {
        foreach (var model in ModelFitting.BuyingModels)
        {
            var weeks = ModelFitting.Fit(model, Cdnow.Buying);
            var years = ModelFitting.Fit(model, [.. Cdnow.Buying.Select(one => one with { LastAt = one.LastAt * 1e-7, Age = one.Age * 1e-7, LogIntervals = one.LogIntervals + (one.Repeats * Math.Log(1e-7)) })]);
            foreach (var (name, value) in weeks.Parameters) Assert.Equal(value * (name is "alpha" or "beta" ? 1e-7 : 1), years.Parameters[name], 1e-4 * value * (name is "alpha" or "beta" ? 1e-7 : 1));
        }
    }

    private static ILogLikelihood Of(string model, int k, IReadOnlyList<BuyingObservation> observations) => model switch
    {
        "paretonbd" => new ParetoLikelihood(ObservationTable.Of(observations)),
        "gammagamma" => new SpendLikelihood([new(1, 22.35), new(2, 11.77, 3), new(40, 0.03), new(3, 1e4)]),
        _ => new BetaGeometricLikelihood(ObservationTable.Of(observations), k, model == "mbgnbd"),
    };
}
