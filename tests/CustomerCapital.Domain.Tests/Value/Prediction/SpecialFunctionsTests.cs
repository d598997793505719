using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Domain.Tests.Value.Prediction;

/// <summary>Against values with sixty digits from the asymptotic series in decimal arithmetic, and against MathNet.Numerics.</summary>
public sealed class SpecialFunctionsTests
{
    [Theory]
    [InlineData(1e-9, 20.723265836369194, -1000000000.5772157, 1e+18)]
    [InlineData(0.01, 4.5994798780420219, -100.56088545786868, 10001.621213528313)]
    [InlineData(0.25, 1.2880225246980774, -4.2274535333762655, 17.197329154507109)]
    [InlineData(0.5, 0.57236494292470008, -1.9635100260214235, 4.934802200544679)]
    [InlineData(1.5, -0.12078223763524522, 0.03648997397857652, 0.93480220054467933)]
    [InlineData(2.75, 0.47521466691493713, 0.8189010249754326, 0.43757125764893073)]
    [InlineData(9.5, 11.689333420797269, 2.1977378764029494, 0.11099728846909904)]
    [InlineData(10, 12.801827480081469, 2.2517525890667209, 0.10516633568168575)]
    [InlineData(33.3, 82.603723581654947, 3.4904672385202429, 0.030485444095338887)]
    [InlineData(1e4, 82099.717496442376, 9.2102903711428485, 0.00010000500016666666)]
    [InlineData(1e9, 19723265827.503716, 20.723265836446412, 1.0000000004999999e-09)]
    public void Gamma_functions_have_fourteen_digits(double z, double logGamma, double digamma, double trigamma)
    {
        Near(logGamma, SpecialFunctions.LogGamma(z));
        Near(digamma, SpecialFunctions.Digamma(z));
        Near(trigamma, SpecialFunctions.Trigamma(z));
    }

    [Theory]
    [InlineData(0.5, 1e10, -10.940560522033028)]
    [InlineData(1e-9, 1e9, 20.723265815645931)]
    [InlineData(1e10, 1e10, -13862943621.44632)]
    [InlineData(2.5, 1e15, -86.06225811680379)]
    [InlineData(1e-6, 1e-6, 14.508657738522574)]
    [InlineData(3, 4, -4.0943445622221004)]
    public void LogBeta_keeps_its_digits_where_an_argument_is_huge(double a, double b, double expected)
    {
        Near(expected, SpecialFunctions.LogBeta(a, b));
        Near(expected, SpecialFunctions.LogBeta(b, a));
    }

    [Theory]
    [InlineData(1e10, 0.5, 11.512925464957728, 5.0000000001250001e-11)]
    [InlineData(0.001, 1, -6.9077552789821368, 1000)]
    [InlineData(1e8, 3, 55.262042261857097, 2.9999999700000005e-08)]
    [InlineData(5, 1e-9, 1.506117668542462e-09, 2.2132295571272045e-10)]
    [InlineData(1e12, 10000, 276310.21120928047, 9.9999999500050005e-09)]
    [InlineData(2, 1e12, 26631021115970.914, 27.20823678083158)]
    public void Rising_differences_keep_what_subtraction_would_lose(double z, double h, double log, double digamma)
    {
        Near(log, SpecialFunctions.LogRising(z, h));
        Near(digamma, SpecialFunctions.DigammaRising(z, h));
    }

    [Fact]
    public void RisingTable_agrees_with_single_differences()
    {
        int[] counts = [0, 1, 2, 5, 6, 40, 41, 10_000, 1_000_000_000];
        foreach (var z in new[] { 1e-9, 0.243, 4.4, 1e9 })
        {
            var table = new RisingTable(counts.Length);
            table.Fill(z, counts, 2, 1);
            for (var i = 0; i < counts.Length; i++)
            {
                Near(SpecialFunctions.LogRising(z, (2.0 * counts[i]) + 1), table.Values[i]);
                Near(SpecialFunctions.DigammaRising(z, (2.0 * counts[i]) + 1), table.Slopes[i]);
            }
        }
    }

    [Fact]
    public void Functions_agree_with_MathNet_over_many_arguments()
    {
        var random = new Random(1);
        for (var i = 0; i < 2_000; i++)
        {
            var (a, b, z) = (Math.Exp(random.NextDouble() * 14 - 5), Math.Exp(random.NextDouble() * 14 - 5), random.NextDouble());
            Near(MathNet.Numerics.SpecialFunctions.GammaLn(a), SpecialFunctions.LogGamma(a), 1e-12);
            Near(MathNet.Numerics.SpecialFunctions.DiGamma(a), SpecialFunctions.Digamma(a), 1e-12);
            Assert.Equal(MathNet.Numerics.SpecialFunctions.BetaRegularized(a, b, z), SpecialFunctions.IncompleteBeta(a, b, z, 1 - z), 1e-9);
            Assert.Equal(MathNet.Numerics.SpecialFunctions.GammaLowerRegularized(a, b), SpecialFunctions.IncompleteGamma(a, b), 1e-9);
        }
    }

    [Fact]
    public void Orders_by_the_series_agree_with_the_integral_and_at_a_of_1()
    {
        // The first are by the series; a vanishing step beside the ordinary points a = 1 and a + b = 1 changes nothing.
        Near(BetaGeometric.Orders(0.5, 5, 1 + 1e-9, 2, 30), BetaGeometric.Orders(0.5, 5, 1, 2, 30), 1e-8);
        Near(BetaGeometric.Orders(0.5, 5, 0.4 + 1e-9, 0.6, 30), BetaGeometric.Orders(0.5, 5, 0.4, 0.6, 30), 1e-8);
        foreach (var (r, alpha, a, b, weeks) in new[] { (0.5, 5.0, 0.8, 2.4, 30.0), (2, 10, 3, 0.2, 52), (0.1, 1, 0.05, 0.3, 9), (40, 45, 1, 30, 20), (3, 30, 1e-6, 1e-6, 52) })
        {
            // Published form by plain sums over the distribution of counts.
            var (sum, survived) = (0.0, 1.0);
            for (var n = 1; n < 4_000; n++)
            {
                sum += survived * MathNet.Numerics.SpecialFunctions.BetaRegularized(n, r, weeks / (alpha + weeks));
                survived *= (b + n - 1) / (a + b + n - 1);
            }

            Near(sum, BetaGeometric.Orders(r, alpha, a, b, weeks), 1e-9);
            Near(sum, BetaGeometric.OrdersByIntegral(r, alpha, a, b, weeks), 1e-9);
        }
    }

    [Fact]
    public void ParetoIntegral_agrees_with_the_hypergeometric_series_of_the_source()
    {
        var random = new Random(2);
        for (var i = 0; i < 300; i++)
        {
            var (alpha, beta, n, s) = (Math.Exp((random.NextDouble() * 5) - 1), Math.Exp((random.NextDouble() * 5) - 1), Math.Exp((random.NextDouble() * 6) - 2), Math.Exp((random.NextDouble() * 4) - 3));
            var from = random.NextDouble() * 30;
            var to = from + 1 + (random.NextDouble() * 50);

            var expected = (AtOne(alpha, beta, n, s, from) - AtOne(alpha, beta, n, s, to)) / (n + s);

            Near(Math.Log(expected), ParetoIntegral.Of(alpha, beta, n, s + 1, from, to).Log, 1e-8);
        }

        static double AtOne(double alpha, double beta, double n, double s, double t) => alpha >= beta
            ? Hypergeometric(n + s, s + 1, n + s + 1, (alpha - beta) / (alpha + t)) * Math.Pow(alpha + t, -(n + s))
            : Hypergeometric(n + s, n, n + s + 1, (beta - alpha) / (beta + t)) * Math.Pow(beta + t, -(n + s));

        static double Hypergeometric(double a, double b, double c, double z)
        {
            var (term, sum) = (1.0, 1.0);
            for (var k = 0; k < 100_000 && term > 1e-17 * sum; k++) sum += term *= (a + k) * (b + k) / ((c + k) * (k + 1)) * z;
            return sum;
        }
    }

    [Fact]
    public void ParetoIntegral_is_exact_where_alpha_is_beta()
    {
        foreach (var (n, s, from, to) in new[] { (0.5, 0.6, 0.0, 38.86), (1000.5, 0.6, 38.0, 38.86), (10_000, 2, 1, 400), (0.3, 1e-9, 0, 1e9), (2, 1, 10, 10.0000001) })
        {
            var power = n + s;
            var exact = Math.Log(-SpecialFunctions.ExpM1(-power * SpecialFunctions.Log1P((to - from) / (7 + from)))) - (power * Math.Log(7 + from)) - Math.Log(power);

            Near(exact, ParetoIntegral.Of(7, 7, n, s + 1, from, to).Log, 1e-13);
        }
    }

    private static void Near(double expected, double actual, double precision = 3e-15) =>
        Assert.True(Math.Abs(expected - actual) <= precision * Math.Max(1, Math.Abs(expected)) + (precision < 1e-14 ? precision * Math.Abs(expected) : 0), $"{actual:R} instead of {expected:R}");
}
