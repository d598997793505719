namespace CustomerCapital.Domain.Value.Models;

/// <summary>A log-likelihood by the logarithms of its parameters, which may be any numbers then.</summary>
internal interface ILogLikelihood
{
    /// <summary>How many parameters there are.</summary>
    int Dimension { get; }

    /// <summary>The value at a point, and its exact derivatives by each logarithm; NaN where it cannot be told.</summary>
    double Evaluate(ReadOnlySpan<double> point, Span<double> gradient);

    /// <summary>Second derivatives; by differences of the exact gradient unless the model has a better way.</summary>
    /// <param name="point">Where.</param>
    /// <param name="gradient">The gradient there.</param>
    /// <param name="hessian">Takes them.</param>
    /// <param name="central">Whether to look on both sides, for twice the effort and an error of the second order.</param>
    void Hessian(ReadOnlySpan<double> point, ReadOnlySpan<double> gradient, bool central, double[,] hessian)
    {
        var step = central ? 1e-4 : 1e-5;
        var (moved, up, down) = (point.ToArray(), new double[Dimension], gradient.ToArray());
        for (var i = 0; i < Dimension; i++)
        {
            moved[i] = point[i] + step;
            Evaluate(moved, up);
            if (central)
            {
                moved[i] = point[i] - step;
                Evaluate(moved, down);
            }

            moved[i] = point[i];
            for (var j = 0; j < Dimension; j++) hessian[i, j] = (up[j] - down[j]) / (central ? 2 * step : step);
        }

        for (var i = 0; i < Dimension; i++)
            for (var j = 0; j < i; j++)
                hessian[i, j] = hessian[j, i] = (hessian[i, j] + hessian[j, i]) / 2;
    }
}

/// <summary>A log-likelihood and a weak prior on top: each logarithm normal about a centre with the same deviation.</summary>
internal sealed class ShrunkLikelihood(ILogLikelihood of, double[] centres, double deviation) : ILogLikelihood
{
    public int Dimension => of.Dimension;

    public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
    {
        var value = of.Evaluate(point, gradient);
        for (var i = 0; i < centres.Length; i++)
        {
            var away = (point[i] - centres[i]) / deviation;
            value -= away * away / 2;
            gradient[i] -= away / deviation;
        }

        return value;
    }

    public void Hessian(ReadOnlySpan<double> point, ReadOnlySpan<double> gradient, bool central, double[,] hessian)
    {
        var own = new double[Dimension];
        of.Evaluate(point, own);
        of.Hessian(point, own, central, hessian);
        for (var i = 0; i < Dimension; i++) hessian[i, i] -= 1 / (deviation * deviation);
    }
}
