namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>Where a log-likelihood is largest.</summary>
/// <param name="Point">Logarithms of the parameters.</param>
/// <param name="Value">The log-likelihood there.</param>
/// <param name="GradientNorm">Length of the gradient there.</param>
/// <param name="Deviations">Standard deviations of the logarithms from the observed information; null where that is singular or not definite.</param>
/// <param name="Converged">Whether a Newton step would gain less than 1e-6.</param>
/// <param name="IsStuck">Whether no step led further up, though there should be one; else a search that has not converged went on for too long.</param>
internal sealed record Maximum(double[] Point, double Value, double GradientNorm, double[]? Deviations, bool Converged, bool IsStuck);

/// <summary>Newton's method with Levenberg's damping, and the simplex of Nelder and Mead where that stands still.</summary>
/// <remarks>Nelder and Mead 1965, Computer Journal 7:308. Levenberg 1944, Quarterly of Applied Mathematics 2:164.</remarks>
internal static class Maximiser
{
    /// <summary>No logarithm moves further in one step.</summary>
    private const double LongestStep = 1.5;

    /// <summary>A logarithm this far from the centre runs away: there is no maximum that way.</summary>
    private const double Farthest = 9;

    private const int MostSteps = 50;

    /// <summary>The maximum that is reached from a point.</summary>
    /// <param name="likelihood">What to maximise.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="centres">From where parameters are not followed further than <see cref="Farthest"/>; null where they cannot run away.</param>
    /// <param name="steps">Of Newton's method, before the search gives up.</param>
    public static Maximum Run(ILogLikelihood likelihood, double[] start, double[]? centres, int steps = MostSteps)
    {
        var found = Newton(likelihood, start, centres, steps);
        if (!found.Converged && found.IsStuck && !IsFar(found.Point, centres))
        {
            var better = Newton(likelihood, Simplex(likelihood, found.Point), centres, steps);
            if (better.Value >= found.Value || double.IsNaN(found.Value)) found = better;
        }

        return found;
    }

    /// <summary>Whether a parameter has run away.</summary>
    private static bool IsFar(double[] point, double[]? centres)
    {
        for (var i = 0; centres is not null && i < point.Length; i++)
            if (Math.Abs(point[i] - centres[i]) > Farthest) return true;
        return false;
    }

    private static Maximum Newton(ILogLikelihood likelihood, double[] start, double[]? centres, int steps)
    {
        var n = likelihood.Dimension;
        var (point, gradient, tried, triedGradient, hessian) = (start.ToArray(), new double[n], new double[n], new double[n], new double[n, n]);
        var value = likelihood.Evaluate(point, gradient);
        if (!double.IsFinite(value)) return new(point, double.NaN, double.NaN, null, false, true);
        var (damping, isNear, isStuck) = (1e-3, false, false);
        for (var step = 0; step < steps && !IsFar(point, centres); step++)
        {
            // So near the maximum the second derivatives no longer change.
            if (!isNear) likelihood.Hessian(point, gradient, central: false, hessian);
            var possible = Gain(hessian, gradient);
            if (possible is < 1e-9) break;
            isNear = possible is < 1e-5;
            var moved = false;
            for (; damping < 1e12 && !moved; damping = moved ? damping / 10 : Math.Max(damping, 1e-6) * 8)
            {
                if (Direction(hessian, gradient, damping) is not { } direction) continue;
                var predicted = 0.0;
                for (var i = 0; i < n; i++) (tried[i], predicted) = (point[i] + direction[i], predicted + (direction[i] * gradient[i]));
                var next = likelihood.Evaluate(tried, triedGradient);
                if (!(next >= value + Math.Min(1e-4 * predicted, 1e-3) - (1e-14 * Math.Abs(value)))) continue;
                moved = true;
                (value, point, tried, gradient, triedGradient) = (next, tried, point, triedGradient, gradient);
            }

            isStuck = !moved;
            if (isStuck) break;
        }

        var (gain, factor) = (Gain(hessian, gradient), SymmetricMatrix.Factor(Negative(hessian)));
        if (!(gain is < 1e-6) || !SymmetricMatrix.InverseDiagonal(factor!).All(variance => variance < 0.25))
        {
            likelihood.Hessian(point, gradient, central: true, hessian);
            (gain, factor) = (Gain(hessian, gradient), SymmetricMatrix.Factor(Negative(hessian)));
        }

        var norm = 0.0;
        foreach (var slope in gradient) norm += slope * slope;
        return new(point, value, Math.Sqrt(norm), factor is null ? null : Array.ConvertAll(SymmetricMatrix.InverseDiagonal(factor), Math.Sqrt), gain is < 1e-6 && !IsFar(point, centres), isStuck);
    }

    /// <summary>What a full Newton step would gain; null where the information is not positive definite.</summary>
    private static double? Gain(double[,] hessian, double[] gradient)
    {
        if (SymmetricMatrix.Factor(Negative(hessian)) is not { } factor) return null;
        var (direction, gain) = (SymmetricMatrix.Solve(factor, gradient), 0.0);
        for (var i = 0; i < gradient.Length; i++) gain += direction[i] * gradient[i] / 2;
        return gain;
    }

    /// <summary>A damped Newton step uphill; null where the damping does not yet make the information definite.</summary>
    private static double[]? Direction(double[,] hessian, double[] gradient, double damping)
    {
        var information = Negative(hessian);
        for (var i = 0; i < gradient.Length; i++) information[i, i] += damping * Math.Max(Math.Abs(information[i, i]), 1e-3);
        if (SymmetricMatrix.Factor(information) is not { } factor) return null;
        var direction = SymmetricMatrix.Solve(factor, gradient);
        var longest = direction.Max(Math.Abs);
        if (longest > LongestStep)
            for (var i = 0; i < direction.Length; i++) direction[i] *= LongestStep / longest;
        return direction;
    }

    private static double[,] Negative(double[,] matrix)
    {
        var negative = (double[,])matrix.Clone();
        for (var i = 0; i < matrix.GetLength(0); i++)
            for (var j = 0; j < matrix.GetLength(1); j++) negative[i, j] = -matrix[i, j];
        return negative;
    }

    /// <summary>Walks uphill by values alone.</summary>
    private static double[] Simplex(ILogLikelihood likelihood, double[] start)
    {
        var n = start.Length;
        var ignored = new double[n];
        double Value(double[] at) => likelihood.Evaluate(at, ignored) is var value && double.IsFinite(value) ? value : double.NegativeInfinity;
        var corners = Enumerable.Range(0, n + 1).Select(i => start.Select((value, j) => j == i - 1 ? value + 0.5 : value).ToArray()).Select(at => (At: at, Value: Value(at))).ToArray();
        for (var step = 0; step < 60 * n; step++)
        {
            Array.Sort(corners, (one, other) => other.Value.CompareTo(one.Value));
            if (corners[0].Value - corners[n].Value < 1e-10 * Math.Abs(corners[0].Value)) break;
            var middle = Enumerable.Range(0, n).Select(j => corners.Take(n).Average(corner => corner.At[j])).ToArray();
            (double[] At, double Value) Beyond(double times)
            {
                var at = middle.Select((value, j) => value + (times * (value - corners[n].At[j]))).ToArray();
                return (at, Value(at));
            }

            var reflected = Beyond(1);
            if (reflected.Value > corners[0].Value) corners[n] = Beyond(2) is var farther && farther.Value > reflected.Value ? farther : reflected;
            else if (reflected.Value > corners[n - 1].Value) corners[n] = reflected;
            else if (Beyond(-0.5) is var nearer && nearer.Value > corners[n].Value) corners[n] = nearer;
            else
            {
                for (var i = 1; i <= n; i++)
                {
                    var at = corners[i].At.Select((value, j) => (value + corners[0].At[j]) / 2).ToArray();
                    corners[i] = (at, Value(at));
                }
            }
        }

        return corners.MaxBy(corner => corner.Value).At;
    }
}
