namespace CustomerCapital.Domain.Value.Prediction;

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

/// <summary>A log-likelihood and a weak prior on top: each logarithm about normal around a centre with the same deviation, and bounded.</summary>
/// <remarks>
/// The logarithm is centre + w tanh((u - centre) / w), w = <see cref="Width"/>, and u is normal: where customers are all alike the likelihood grows without bounds,
/// and no normal prior alone would hold it.
/// </remarks>
internal sealed class ShrunkLikelihood(ILogLikelihood of, double[] centres, double deviation) : ILogLikelihood
{
    /// <summary>No logarithm is further from its centre.</summary>
    public const double Width = 8;

    public int Dimension => of.Dimension;

    /// <summary>The logarithms of the parameters that a point stands for.</summary>
    public double[] LogarithmsOf(ReadOnlySpan<double> point)
    {
        var logarithms = new double[centres.Length];
        for (var i = 0; i < centres.Length; i++) logarithms[i] = centres[i] + (Width * Math.Tanh((point[i] - centres[i]) / Width));
        return logarithms;
    }

    /// <summary>The point that stands for logarithms, or for the nearest within three quarters of the bounds.</summary>
    public double[] PointOf(ReadOnlySpan<double> logarithms)
    {
        var point = new double[centres.Length];
        for (var i = 0; i < centres.Length; i++)
        {
            var away = double.IsFinite(logarithms[i]) ? Math.Clamp((logarithms[i] - centres[i]) / Width, -0.75, 0.75) : 0;
            point[i] = centres[i] + (Width * Math.Atanh(away));
        }

        return point;
    }

    public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
    {
        var value = of.Evaluate(LogarithmsOf(point), gradient);
        for (var i = 0; i < centres.Length; i++)
        {
            var (away, cosine) = ((point[i] - centres[i]) / deviation, Math.Cosh((point[i] - centres[i]) / Width));
            value -= away * away / 2;
            gradient[i] = (gradient[i] / (cosine * cosine)) - (away / deviation);
        }

        return value;
    }
}
