using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Domain.Tests.Value.Prediction;

/// <summary>Programs that break other implementations: each has finite figures and a verdict, and no figure goes the wrong way.</summary>
public sealed class StressTests
{
    private static readonly BuyingObservation[] Probes = [new(0, 0, 0), new(0, 0, 38.86), new(1, 1, 1), new(2, 30.43, 38.86), new(1_000, 38, 38.86), new(10_000, 250, 260), new(3, 1e-9, 1e-8), new(5, 1e8, 1e9)];

    public static IEnumerable<(string Name, IReadOnlyList<BuyingObservation> Observations)> Programs()
    {
        yield return ("nobody", []);
        yield return ("one customer", [new(2, 30, 38)]);
        yield return ("one who never came back", [new(0, 0, 38)]);
        yield return ("one of today", [new(0, 0, 0)]);
        yield return ("ten of today", [new(0, 0, 0, 10)]);
        yield return ("nobody came back", [.. Enumerable.Range(1, 50).Select(week => new BuyingObservation(0, 0, week, 20))]);
        yield return ("everybody three times", [.. Enumerable.Range(1, 200).Select(i => new BuyingObservation(3, 10 + (i % 20), 31 + (i % 7)))]);
        yield return ("identical", [new(4, 33, 39, 500)]);
        yield return ("ten customers", [.. SimulatedProgram.Play("bgnbd", Parameters(0.5, 6, 0.8, 2.5), 5, 10, 20, 40, 0).Select(outcome => outcome.Customer)]);
        yield return ("one with a thousand orders", [.. Cdnow.Buying, new(1_000, 38, 38.86)]);
        yield return ("one with ten thousand orders", [.. Cdnow.Buying, new(10_000, 38.8, 38.86)]);
        yield return ("all with thousands of orders", [.. Enumerable.Range(1, 300).Select(i => new BuyingObservation(1_000 + (30 * i), 52 - (i / 100.0), 52))]);
        yield return ("no dropout", [.. SimulatedProgram.Play("bgnbd", Parameters(1.2, 3, 1e-9, 1), 4, 2_000, 20, 60, 0).Select(outcome => outcome.Customer)]);
        yield return ("one rate for all", [.. SimulatedProgram.Play("bgnbd", Parameters(1e6, 4e6, 0.8, 2.5), 4, 2_000, 20, 60, 0).Select(outcome => outcome.Customer)]);
        yield return ("tiny times", [.. Cdnow.Buying.Select(one => one with { LastAt = one.LastAt * 1e-9, Age = one.Age * 1e-9 })]);
        yield return ("huge times", [.. Cdnow.Buying.Select(one => one with { LastAt = one.LastAt * 1e9, Age = one.Age * 1e9 })]);
        yield return ("a billion customers", [.. Cdnow.Buying.Select(one => one with { Customers = one.Customers * 1_000_000 })]);
        yield return ("repeats at the first moment", [new(3, 0, 20, 30), new(0, 0, 20, 50), new(1, 5, 20, 9)]);
        yield return ("the last order now", [new(3, 20, 20, 30), new(1, 20, 20, 40), new(0, 0, 20, 50)]);
        yield return ("impossible ones", [new(-1, 0, 3), new(1, 9, 3), new(1, double.NaN, 3), new(1, 1, double.PositiveInfinity), new(0, 0, 5, 0), new(2, 3, 9, 4)]);
    }

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var (name, _) in Programs())
                foreach (var model in ModelFitting.BuyingModels) cases.Add(name, model);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fit_of_a_hard_program_is_finite_and_says_what_it_is_worth(string name, string model)
    {
        var fit = ModelFitting.Fit(model, Programs().Single(program => program.Name == name).Observations);

        CheckFit(fit);
        CheckFigures(BuyingModel.Of(fit), Probes[1..6], $"{name}, {model}: {string.Join(' ', fit.Parameters)}");
    }

    [Theory]
    [InlineData("no dropout", "no dropout shows")]
    [InlineData("nobody", "no customer to learn from")]
    [InlineData("one customer", "Too few customers")]
    [InlineData("ten customers", "Too few customers")]
    [InlineData("nobody came back", "nobody has bought again")]
    [InlineData("identical", "Not identified")]
    [InlineData("everybody three times", "Not identified")]
    [InlineData("impossible ones", "left out")]
    public void Verdict_names_what_is_wrong(string name, string words)
    {
        foreach (var model in ModelFitting.BuyingModels)
        {
            var fit = ModelFitting.Fit(model, Programs().Single(program => program.Name == name).Observations);

            Assert.Contains(words, fit.Verdict, StringComparison.Ordinal);
            Assert.True(fit.Converged, fit.Verdict);
            if (name is not "ten customers" and not "one customer") Assert.False(fit.Identified, fit.Verdict);
        }
    }

    [Fact]
    public void Fit_of_sixty_random_programs_is_finite_and_goes_the_right_way()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            double Any(double low, double high) => Math.Exp(Math.Log(low) + (random.NextDouble() * Math.Log(high / low)));
            var model = ModelFitting.BuyingModels[seed % 4];
            var truth = new Dictionary<string, double>
            {
                ["r"] = Any(0.05, 20), ["alpha"] = Any(0.05, 100), ["a"] = Any(0.02, 10), ["b"] = Any(0.05, 20), ["s"] = Any(0.02, 10), ["beta"] = Any(0.5, 100),
            };
            if (model == "mbgcnbdk") truth["k"] = 1 + random.Next(5);
            var outcomes = SimulatedProgram.Play(model, truth, seed, 1 + random.Next(300), 0, Any(1, 200), 0);

            var fit = ModelFitting.Fit(model, [.. outcomes.Select(outcome => outcome.Customer)]);

            CheckFit(fit);
            CheckFigures(BuyingModel.Of(fit), [.. outcomes.Take(3).Select(outcome => outcome.Customer)], $"seed {seed}, {model}: {fit.Verdict}");
        }
    }

    [Fact]
    public void Figures_with_extreme_parameters_are_finite_and_go_the_right_way()
    {
        double[] values = [1e-9, 1, 1e9];
        foreach (var (r, alpha) in new[] { (1e-9, 1.0), (0.3, 1e-9), (40, 1), (1e9, 1e9) })
            foreach (var one in values)
                foreach (var other in values)
                {
                    var parameters = Parameters(r, alpha, one, other);
                    (parameters["s"], parameters["beta"], parameters["k"]) = (one, other, 3);
                    foreach (var model in ModelFitting.BuyingModels) CheckFigures(BuyingModel.Of(model, parameters), Probes, $"{model} {r} {alpha} {one} {other}");
                }
    }

    [Fact]
    public void Figures_at_a_and_s_of_exactly_1_lie_between_their_neighbours()
    {
        BuyingObservation one = new(2, 30.43, 38.86);
        foreach (var (model, name) in new[] { ("bgnbd", "a"), ("mbgnbd", "a"), ("paretonbd", "s") })
        {
            double At(double value)
            {
                var parameters = Parameters(0.25, 4, 1, 2.5);
                (parameters["s"], parameters["beta"]) = (1, 12);
                parameters[name] = value;
                return BuyingModel.Of(model, parameters).ExpectedOrders(one, 39);
            }

            Assert.InRange(At(1), At(1 + 1e-7), At(1 - 1e-7));
        }
    }

    [Fact]
    public void Observations_and_horizons_that_are_none_are_refused()
    {
        var model = BuyingModel.Of("bgnbd", Parameters(0.25, 4, 0.8, 2.5));

        Assert.Throws<ArgumentException>(() => model.ProbabilityAlive(new(1, 5, 4)));
        Assert.Throws<ArgumentException>(() => model.ExpectedOrders(new(-1, 0, 4), 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.ExpectedOrders(new(1, 2, 4), -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.DiscountedExpectedOrders(new(1, 2, 4), double.PositiveInfinity, 0));
        Assert.Throws<ArgumentException>(() => BuyingModel.Of("bgnbd", new Dictionary<string, double> { ["r"] = 1 }));
        Assert.Throws<ArgumentException>(() => BuyingModel.Of("gammagamma", Parameters(1, 1, 1, 1)));
        Assert.Throws<ArgumentException>(() => ModelFitting.Fit("gammagamma", []));
    }

    internal static Dictionary<string, double> Parameters(double r, double alpha, double a, double b) => new() { ["r"] = r, ["alpha"] = alpha, ["a"] = a, ["b"] = b };

    private static void CheckFit(ModelFit fit)
    {
        Assert.All(fit.Parameters, parameter => Assert.True(parameter.Value > 0 && double.IsFinite(parameter.Value), $"{parameter}"));
        Assert.True(double.IsFinite(fit.LogLikelihood) && double.IsFinite(fit.GradientNorm), fit.Verdict);
        Assert.True(fit.Converged, fit.Verdict);
        Assert.Equal(fit.Identified, fit.StandardErrors is not null);
        if (fit.StandardErrors is { } errors) Assert.All(errors, error => Assert.True(error.Value > 0 && double.IsFinite(error.Value), $"{error}"));
        Assert.NotEmpty(fit.Verdict);
    }

    private static void CheckFigures(BuyingModel model, BuyingObservation[] probes, string what)
    {
        foreach (var probe in probes)
        {
            var (alive, before, waited) = (model.ProbabilityAlive(probe), -1e-300, 2.0);
            Assert.True(alive is >= 0 and <= 1, $"{what}: {probe} alive {alive}");
            foreach (var weeks in new[] { 0, 1, 39, 520 })
            {
                var orders = model.ExpectedOrders(probe, weeks);
                Assert.True(double.IsFinite(orders) && orders >= before * (1 - 1e-9), $"{what}: {probe} {weeks} weeks {orders:R} after {before:R}");
                before = orders;
            }

            foreach (var more in new[] { 0, 1, 10, 1e4 })
            {
                var later = model.ProbabilityAlive(probe with { Age = probe.LastAt + more });
                Assert.True(later <= waited * (1 + 1e-12), $"{what}: {probe} alive {later:R} after {waited:R}, {more} weeks on");
                waited = later;
            }

            var (discounted, plain) = (model.DiscountedExpectedOrders(probe, 52, 0.1), model.ExpectedOrders(probe, 52));
            Assert.True(discounted >= 0 && discounted <= plain * (1 + 1e-9) && discounted >= plain * 0.9 * (1 - 1e-3), $"{what}: {probe} discounted {discounted:R} of {plain:R}");
            var (low, high) = model.Interval(probe, 39, 0.8);
            Assert.True(low >= 0 && high >= low, $"{what}: {probe} {low} {high}");
            Assert.True(model.ProbabilityOfAtMost(probe, 39, high) >= 0.9 - 1e-9 || high == int.MaxValue, $"{what}: {probe} at most {high} {model.ProbabilityOfAtMost(probe, 39, high)}");
            Assert.True(model.ProbabilityOfOrders(probe, 39, low) is >= 0 and <= 1, $"{what}: {probe} {model.ProbabilityOfOrders(probe, 39, low)}");
        }

        Assert.True(double.IsFinite(model.DiscountedExpectedOrders(probes[^1], double.PositiveInfinity, 0.1)), $"{what}: discounted for ever");
        Assert.True(double.IsFinite(model.ExpectedOrdersOfNew(520)) && model.ExpectedOrdersOfNew(0) == 0, what);
    }
}
