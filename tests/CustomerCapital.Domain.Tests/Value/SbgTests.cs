using CustomerCapital.Domain.Value.Contracts;

namespace CustomerCapital.Domain.Tests.Value;

public sealed class SbgTests
{
    /// <summary>Survivors of 1,000 by year: the two segments of Fader and Hardie (2007), as published in per cent.</summary>
    private static readonly double[] Regular = [1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173];
    private static readonly double[] HighEnd = [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394];

    [Fact]
    public void Fit_of_Regular_by_its_first_seven_years_has_the_published_parameters_and_projection()
    {
        var fit = SbgFit.To(SurvivalTable.Of(Regular[..8]));

        Assert.Equal(SbgVerdict.Fitted, fit.Verdict);
        Assert.Equal((0.704, 1.182), (Math.Round(fit.Alpha!.Value, 3), Math.Round(fit.Beta!.Value, 3)));
        Assert.Equal(0.170, Math.Round(fit.SurvivalAfter(12)!.Value, 3));
        Assert.True(fit.GradientNorm < 1e-10, $"{fit.GradientNorm}");
    }

    [Fact]
    public void Fit_of_HighEnd_by_its_first_seven_years_has_the_published_parameters()
    {
        var fit = SbgFit.To(SurvivalTable.Of(HighEnd[..8]));

        Assert.Equal((0.668, 3.806), (Math.Round(fit.Alpha!.Value, 3), Math.Round(fit.Beta!.Value, 3)));
        Assert.InRange(fit.SurvivalAfter(12)!.Value, 0.36, 0.40);
    }

    [Fact]
    public void LogLikelihood_is_that_of_the_definition()
    {
        var fit = SbgFit.To(SurvivalTable.Of(Regular[..8]));
        var expected = 0.0;
        for (var t = 1; t <= 7; t++) expected += (Regular[t - 1] - Regular[t]) * Math.Log(fit.SurvivalAfter(t - 1)!.Value - fit.SurvivalAfter(t)!.Value);
        expected += Regular[7] * Math.Log(fit.SurvivalAfter(7)!.Value);

        Assert.Equal(expected, fit.LogLikelihood!.Value, 8);
    }

    [Fact]
    public void Fit_of_a_cohort_in_parts_is_that_of_the_whole_and_errors_shrink_with_the_root_of_the_customers()
    {
        var whole = SbgFit.To(SurvivalTable.Of(Regular[..8]));
        var parts = SbgFit.To(SurvivalTable.Of(Regular[..8].Select(n => n / 4).ToArray(), Regular[..8].Select(n => n * 3 / 4).ToArray()));
        var hundredfold = SbgFit.To(SurvivalTable.Of(Regular[..8].Select(n => n * 100).ToArray()));

        Assert.Equal(whole.Alpha!.Value, parts.Alpha!.Value, 9);
        Assert.Equal(whole.AlphaError!.Value / 10, hundredfold.AlphaError!.Value, 9);
        Assert.Equal(whole.BetaError!.Value / 10, hundredfold.BetaError!.Value, 9);
    }

    [Fact]
    public void Fit_of_cohorts_of_different_age_finds_what_they_were_made_with()
    {
        var made = new SbgFit(SbgVerdict.Fitted, 1.5, 6, null, null, null, null, null);
        double[][] cohorts = [.. Enumerable.Range(2, 10).Select(age => Enumerable.Range(0, age).Select(t => 1e6 * made.SurvivalAfter(t)!.Value).ToArray())];

        var fit = SbgFit.To(SurvivalTable.Of(cohorts));

        Assert.Equal(1.5, fit.Alpha!.Value, 6);
        Assert.Equal(6, fit.Beta!.Value, 6);
    }

    [Fact]
    public void Errors_cover_the_truth_in_about_as_many_simulated_cohorts_as_they_say()
    {
        var (random, covered) = (new Random(7), 0);
        for (var world = 0; world < 300; world++)
        {
            var alive = new double[9];
            for (var customer = 0; customer < 800; customer++)
            {
                // Beta(2, 3): the second smallest of four uniform numbers.
                var theta = new[] { random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble() }.Order().ElementAt(1);
                var t = 0;
                for (alive[0]++; t < 8 && random.NextDouble() >= theta;) alive[++t]++;
            }

            var fit = SbgFit.To(SurvivalTable.Of(alive));
            Assert.Equal(SbgVerdict.Fitted, fit.Verdict);
            if (Math.Abs(Math.Log(fit.Alpha!.Value / 2)) < 1.96 * fit.AlphaError!.Value / fit.Alpha.Value) covered++;
        }

        Assert.InRange(covered / 300.0, 0.91, 0.985);
    }

    [Theory]
    [InlineData(SbgVerdict.NoRenewals, new double[] { 100 }, null)]
    [InlineData(SbgVerdict.NoRenewals, new double[0], null)]
    [InlineData(SbgVerdict.NoRenewals, new double[] { 0, 0, 0 }, null)]
    [InlineData(SbgVerdict.NobodyLeft, new double[] { 100, 100, 100 }, null)]
    [InlineData(SbgVerdict.NobodyStayed, new double[] { 100, 0, 0 }, 1.0)]
    [InlineData(SbgVerdict.OneRenewal, new double[] { 100, 60 }, 0.4)]
    [InlineData(SbgVerdict.NoDifferences, new double[] { 1000, 900, 810, 729 }, 0.1)]
    [InlineData(SbgVerdict.NoDifferences, new double[] { 1000, 990, 700, 100, 1 }, null)]
    public void Verdict_says_what_the_data_do_not_tell(SbgVerdict verdict, double[] cohort, double? churn)
    {
        var fit = SbgFit.To(SurvivalTable.Of(cohort));

        Assert.Equal((verdict, false), (fit.Verdict, fit.Identified));
        Assert.Null(fit.Alpha);
        if (churn is { } expected) Assert.Equal(Math.Pow(1 - expected, 3), fit.SurvivalAfter(3)!.Value, 9);
    }

    [Theory]
    [InlineData(1e-9)]
    [InlineData(1e12)]
    public void Fit_does_not_depend_on_the_unit_of_the_table(double unit)
    {
        var fit = SbgFit.To(SurvivalTable.Of(Regular[..8].Select(n => n * unit).ToArray()));

        Assert.Equal((SbgVerdict.Fitted, 0.704), (fit.Verdict, Math.Round(fit.Alpha!.Value, 3)));
    }

    [Fact]
    public void Retention_rises_with_age_and_survival_falls()
    {
        var fit = SbgFit.To(SurvivalTable.Of(Regular[..8]));
        for (var t = 1; t < 1_000; t++)
        {
            Assert.True(fit.RetentionAt(t + 1) > fit.RetentionAt(t));
            Assert.True(fit.SurvivalAfter(t + 1) < fit.SurvivalAfter(t));
        }
    }

    [Theory]
    [InlineData(-1.0, 0.0)]
    [InlineData(double.NaN, 0.0)]
    [InlineData(double.PositiveInfinity, 0.0)]
    [InlineData(10.0, 11.0)]
    [InlineData(10.0, -1.0)]
    [InlineData(10.0, double.NaN)]
    public void Table_of_numbers_that_cannot_be_is_refused(double start, double after) => Assert.Throws<ArgumentException>(() => SurvivalTable.Of([start, after]));
}
