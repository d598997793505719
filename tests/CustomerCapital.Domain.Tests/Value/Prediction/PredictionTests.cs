using CustomerCapital.Domain.Value.Prediction;
using Gamma = MathNet.Numerics.SpecialFunctions;

namespace CustomerCapital.Domain.Tests.Value.Prediction;

public sealed class PredictionTests
{
    private static readonly BuyingObservation[] Customers = [new(0, 0, 0), new(0, 0, 38.86), new(1, 2, 30), new(2, 30.43, 38.86), new(26, 30.86, 31)];

    public static TheoryData<string> Names => [.. ModelFitting.BuyingModels];

    [Theory]
    [MemberData(nameof(Names))]
    public void Predictive_distribution_adds_up_to_1_and_has_the_expected_mean(string name)
    {
        var model = Of(name);
        foreach (var customer in Customers)
        {
            var (sum, mean) = (0.0, 0.0);
            for (var orders = 0; orders < 600; orders++)
            {
                var probability = model.ProbabilityOfOrders(customer, 39, orders);
                (sum, mean) = (sum + probability, mean + (orders * probability));
                if (orders < 40) Assert.Equal(sum, model.ProbabilityOfAtMost(customer, 39, orders), 1e-9);
            }

            Assert.Equal(1, sum, 1e-9);
            Assert.Equal(model.ExpectedOrders(customer, 39), mean, 1e-7 * (1 + mean));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Interval_leaves_at_most_the_stated_share_on_either_side(string name)
    {
        var model = Of(name);
        foreach (var customer in Customers)
            foreach (var level in new[] { 0.5, 0.8, 0.95 })
            {
                var (low, high) = model.Interval(customer, 39, level);
                Assert.True(model.ProbabilityOfAtMost(customer, 39, low - 1) < (1 - level) / 2 + 1e-12 && model.ProbabilityOfAtMost(customer, 39, low) >= (1 - level) / 2 - 1e-12);
                Assert.True(model.ProbabilityOfAtMost(customer, 39, high - 1) < (1 + level) / 2 + 1e-12 && model.ProbabilityOfAtMost(customer, 39, high) >= (1 + level) / 2 - 1e-12);
            }
    }

    /// <summary>Fader, Hardie and Lee 2005, equation 8.</summary>
    [Fact]
    public void Predictive_distribution_of_a_new_customer_is_the_published_one()
    {
        var (r, alpha, a, b, t) = (0.243, 4.414, 0.793, 2.426, 39.0);
        double Beta(double one, double other) => Gamma.GammaLn(one) + Gamma.GammaLn(other) - Gamma.GammaLn(one + other);
        double Count(int n) => Math.Exp(Gamma.GammaLn(r + n) - Gamma.GammaLn(r) - Gamma.GammaLn(n + 1) + (r * Math.Log(alpha / (alpha + t))) + (n * Math.Log(t / (alpha + t))));
        for (var x = 0; x < 12; x++)
        {
            var expected = Math.Exp(Beta(a, b + x) - Beta(a, b)) * Count(x);
            if (x > 0) expected += Math.Exp(Beta(a + 1, b + x - 1) - Beta(a, b)) * (1 - Enumerable.Range(0, x).Sum(Count));

            Assert.Equal(expected, Of("bgnbd").ProbabilityOfOrders(new(0, 0, 0), t, x), 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Discounted_orders_are_the_sum_of_what_each_day_adds_by_its_worth(string name)
    {
        var model = Of(name);
        foreach (var customer in Customers)
        {
            var (sum, before, delta) = (0.0, 0.0, Math.Log(1.15) * 7 / 365.25);
            for (var day = 1; day <= 52 * 7; day++)
            {
                var until = model.ExpectedOrders(customer, day / 7.0);
                sum += (until - before) * Math.Exp(-delta * (day - 0.5) / 7);
                before = until;
            }

            // Regular buyers' next orders come in waves, which twelve nodes blur.
            Assert.Equal(sum, model.DiscountedExpectedOrders(customer, 52, 0.15), (name == "mbgcnbdk" ? 1e-5 : 1e-6) * sum);
            Assert.Equal(before, model.DiscountedExpectedOrders(customer, 52, 0), 1e-12 * before);
        }
    }

    /// <summary>Without a cut-off the Pareto/NBD's sum has an end of its own.</summary>
    [Fact]
    public void Discounted_orders_for_ever_are_the_limit_of_ever_longer_horizons()
    {
        foreach (var name in ModelFitting.BuyingModels)
        {
            var (model, customer) = (Of(name), new BuyingObservation(7, 35.71, 38.86));
            var forever = model.DiscountedExpectedOrders(customer, double.PositiveInfinity, 0.15);

            Assert.Equal(forever, model.DiscountedExpectedOrders(customer, 52 * 200, 0.15), 1e-9 * forever);
            Assert.True(forever > model.DiscountedExpectedOrders(customer, 52 * 5, 0.15));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scorer_says_what_the_model_says(string name)
    {
        var (model, scorer, ahead) = (Of(name), new BuyingScorer(Of(name), 39, 0.15), new BuyingScorer(Of(name), 39, 0.15, 260));
        foreach (var customer in Customers.Concat(Customers).Append(new(2, 11, 38.86)))
        {
            var score = scorer.Score(customer);
            Assert.Equal(model.ProbabilityAlive(customer), score.ProbabilityAlive);
            Assert.InRange(score.ExpectedOrders / model.ExpectedOrders(customer, 39), 1 - 1e-9, 1 + 1e-9);
            Assert.InRange(score.DiscountedOrders / model.DiscountedExpectedOrders(customer, 39, 0.15), 1 - 1e-9, 1 + 1e-9);
            Assert.InRange(ahead.Score(customer).DiscountedOrders / model.DiscountedExpectedOrders(customer, 260, 0.15), 1 - 1e-9, 1 + 1e-9);
        }
    }

    /// <summary>Where k is 1, regular buyers are those of the MBG/NBD to the last digit.</summary>
    [Fact]
    public void Regular_buyers_with_k_of_1_are_those_of_the_model_without()
    {
        var parameters = StressTests.Parameters(0.525, 6.183, 0.891, 1.614);
        parameters["k"] = 1;
        foreach (var customer in Customers)
        {
            var (plain, regular) = (BuyingModel.Of("mbgnbd", parameters), BuyingModel.Of("mbgcnbdk", parameters));
            Assert.Equal(plain.ProbabilityAlive(customer), regular.ProbabilityAlive(customer));
            Assert.Equal(plain.ExpectedOrders(customer, 39), regular.ExpectedOrders(customer, 39));
            Assert.Equal(plain.LogLikelihood([customer]), regular.LogLikelihood([customer]));
        }
    }

    [Fact]
    public void Sums_over_many_orders_of_regular_buyers_are_those_of_single_steps()
    {
        var parameters = StressTests.Parameters(2, 0.01, 0.3, 40);
        parameters["k"] = 3;
        var (model, customer) = (BuyingModel.Of("mbgcnbdk", parameters), new BuyingObservation(0, 0, 0));
        var sum = 0.0;
        for (var n = 0; n < 60_000; n++)
        {
            var more = 1 - model.ProbabilityOfAtMost(customer, 39, n);
            sum += more;
            if (more < 1e-12) break;
        }

        Assert.Equal(sum, model.ExpectedOrders(customer, 39), 1e-6 * sum);
    }

    private static BuyingModel Of(string name) => BuyingModel.Of(name, new Dictionary<string, double>
    {
        ["r"] = name == "paretonbd" ? 0.553 : 0.243, ["alpha"] = name == "paretonbd" ? 10.578 : 4.414, ["a"] = 0.793, ["b"] = 2.426, ["s"] = 0.606, ["beta"] = 11.669, ["k"] = 3,
    });
}
