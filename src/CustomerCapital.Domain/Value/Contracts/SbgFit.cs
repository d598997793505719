using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Value.Contracts;

/// <summary>What became of a fit.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<SbgVerdict>))]
public enum SbgVerdict
{
    /// <summary>Both parameters were found.</summary>
    Fitted = 1,

    /// <summary>Nobody has come to a renewal yet.</summary>
    NoRenewals = 2,

    /// <summary>Nobody has left yet: the data do not say at what rate customers will.</summary>
    NobodyLeft = 3,

    /// <summary>Nobody has stayed at any renewal.</summary>
    NobodyStayed = 4,

    /// <summary>There is one renewal only: it tells the share that stayed, and not how customers differ.</summary>
    OneRenewal = 5,

    /// <summary>The retention rate does not rise with age, so that customers do not seem to differ: one rate for all fits best.</summary>
    NoDifferences = 6,
}

/// <summary>The shifted-beta-geometric model, fitted to a survival table by maximum likelihood (Fader and Hardie 2007, Journal of Interactive Marketing 21:76).</summary>
/// <param name="Verdict">What became of the fit.</param>
/// <param name="Alpha">First parameter of the beta distribution of the chance to leave at a renewal. Null where it is not identified.</param>
/// <param name="Beta">Second parameter. Null where it is not identified.</param>
/// <param name="AlphaError">Standard error of alpha, from the curvature of the likelihood in log alpha and log beta.</param>
/// <param name="BetaError">Standard error of beta.</param>
/// <param name="LogLikelihood">Of the fit, or of one rate for all where that fits best. Null where nothing is fitted.</param>
/// <param name="GradientNorm">Largest derivative of the log-likelihood by log alpha and log beta, for each customer: next to 0 where the fit has converged. Null where nothing is fitted.</param>
/// <param name="Churn">The chance to leave at a renewal that fits everyone best. Null where the table does not tell it.</param>
public sealed record SbgFit(SbgVerdict Verdict, double? Alpha, double? Beta, double? AlphaError, double? BetaError, double? LogLikelihood, double? GradientNorm, double? Churn)
{
    /// <summary>Above this sum of alpha and beta customers differ by less than any table tells.</summary>
    private const double SumLimit = 1e7;

    /// <summary>Sums of alpha and beta at which the search starts.</summary>
    private static readonly double[] Starts = [0.5, 2, 20];

    /// <summary>Whether the data tell both parameters.</summary>
    public bool Identified => Verdict == SbgVerdict.Fitted;

    /// <summary>The retention rate of a renewal: r_t = (beta + t - 1) / (alpha + beta + t - 1); 1 - churn where one rate is for all. Null where neither is known.</summary>
    /// <param name="renewal">t, from 1.</param>
    public double? RetentionAt(int renewal) => (Alpha, Beta) is ({ } alpha, { } beta) ? (beta + renewal - 1) / (alpha + beta + renewal - 1) : 1 - Churn;

    /// <summary>The share still there after so many renewals: S(t) = B(alpha, beta + t) / B(alpha, beta), as the product of the retention rates. Null where these are not known.</summary>
    public double? SurvivalAfter(int renewals)
    {
        double? share = 1;
        for (var renewal = 1; renewal <= renewals; renewal++) share *= RetentionAt(renewal);
        return share;
    }

    /// <summary>Fits the model.</summary>
    /// <remarks>
    /// Whoever comes to renewal t leaves with the chance alpha / (alpha + beta + t - 1), whatever came before: the likelihood is that of a coin for each renewal, and its
    /// derivatives are sums of fractions. Newton's method in the logarithms of the parameters, halved where a step does not raise the likelihood, from several starts.
    /// </remarks>
    public static SbgFit To(SurvivalTable table)
    {
        if (table.Renewals == 0) return new(SbgVerdict.NoRenewals, null, null, null, null, null, null, null);
        var (stayed, left) = (0.0, 0.0);
        for (var t = 1; t <= table.Renewals; t++) (stayed, left) = (stayed + table.Stayed(t), left + table.Left(t));
        var churn = left / (stayed + left);
        var alike = Coin(stayed, left, churn);
        if (left == 0) return new(SbgVerdict.NobodyLeft, null, null, null, null, null, null, null);
        if (stayed == 0) return new(SbgVerdict.NobodyStayed, null, null, null, null, alike, null, churn);
        if (table.Renewals == 1) return new(SbgVerdict.OneRenewal, null, null, null, null, alike, null, churn);
        var best = Starts.Select(sum => Climb(table, Math.Log(sum * churn), Math.Log(sum * (1 - churn)))).MaxBy(point => point.LogLikelihood);
        var (alpha, beta) = (Math.Exp(best.LogAlpha), Math.Exp(best.LogBeta));
        // Of customers who do not differ the likelihood rises without end towards one rate for all.
        if (!(best.LogLikelihood > alike + 1e-9 * Math.Max(1, Math.Abs(alike))) || alpha + beta > SumLimit || best.ErrorOfLogAlpha is not { } ofAlpha || best.ErrorOfLogBeta is not { } ofBeta)
            return new(SbgVerdict.NoDifferences, null, null, null, null, alike, null, churn);
        return new(SbgVerdict.Fitted, alpha, beta, alpha * ofAlpha, beta * ofBeta, best.LogLikelihood, best.Gradient / table.Customers, alpha / (alpha + beta));
    }

    private static double Coin(double stayed, double left, double churn) => (stayed > 0 ? stayed * Math.Log(1 - churn) : 0) + (left > 0 ? left * Math.Log(churn) : 0);

    private static Point Climb(SurvivalTable table, double logAlpha, double logBeta)
    {
        var here = Point.At(table, logAlpha, logBeta);
        for (var step = 0; step < 200 && here.Gradient > 1e-12 * table.Customers; step++)
        {
            var (towardsAlpha, towardsBeta) = here.Step();
            var (scale, next) = (Math.Min(1, 2 / Math.Max(Math.Abs(towardsAlpha), Math.Abs(towardsBeta))), here);
            for (var halving = 0; halving < 60; halving++, scale /= 2)
            {
                next = Point.At(table, here.LogAlpha + scale * towardsAlpha, here.LogBeta + scale * towardsBeta);
                if (next.LogLikelihood > here.LogLikelihood) break;
            }

            if (!(next.LogLikelihood > here.LogLikelihood) || Math.Exp(next.LogAlpha) + Math.Exp(next.LogBeta) > 10 * SumLimit) return next.LogLikelihood > here.LogLikelihood ? next : here;
            here = next;
        }

        return here;
    }

    /// <summary>The log-likelihood with its first and second derivatives by log alpha and log beta.</summary>
    private readonly record struct Point(double LogAlpha, double LogBeta, double LogLikelihood, double ByAlpha, double ByBeta, double Alpha2, double AlphaBeta, double Beta2)
    {
        public double Gradient => Math.Max(Math.Abs(ByAlpha), Math.Abs(ByBeta));

        private double Determinant => Alpha2 * Beta2 - AlphaBeta * AlphaBeta;

        private bool IsCap => Alpha2 < 0 && Determinant > 1e-12 * Alpha2 * Beta2;

        public double? ErrorOfLogAlpha => IsCap ? Math.Sqrt(-Beta2 / Determinant) : null;

        public double? ErrorOfLogBeta => IsCap ? Math.Sqrt(-Alpha2 / Determinant) : null;

        public static Point At(SurvivalTable table, double logAlpha, double logBeta)
        {
            var (a, b) = (Math.Exp(logAlpha), Math.Exp(logBeta));
            var (value, da, db, daa, dab, dbb) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
            for (var t = 1; t <= table.Renewals; t++)
            {
                var (left, stayed, c) = (table.Left(t), table.Stayed(t), b + t - 1);
                var (sum, all) = (a + c, left + stayed);
                // ln(a / (a + c)) and ln(c / (a + c)), of which the one next to 0 keeps its digits.
                value += (left > 0 ? left * Math.Log(a / sum) : 0) + (stayed > 0 ? stayed * Math.Log(c / sum) : 0);
                da += left / a - all / sum;
                db += stayed / c - all / sum;
                var curve = all / (sum * sum);
                daa += curve - left / (a * a);
                dbb += curve - stayed / (c * c);
                dab += curve;
            }

            return new(logAlpha, logBeta, value, a * da, b * db, a * a * daa + a * da, a * b * dab, b * b * dbb + b * db);
        }

        /// <summary>Newton's step where the likelihood curves down there; else the gradient's direction.</summary>
        public (double Alpha, double Beta) Step()
        {
            if (IsCap) return ((AlphaBeta * ByBeta - Beta2 * ByAlpha) / Determinant, (AlphaBeta * ByAlpha - Alpha2 * ByBeta) / Determinant);
            return (ByAlpha / Gradient, ByBeta / Gradient);
        }
    }
}
