using System.Runtime.Intrinsics;

namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>Nodes and weights of Gauss and Legendre over [-1, 1], worked out once by Newton's method on the polynomials' recurrence.</summary>
internal sealed class Quadrature
{
    /// <summary>Twelve nodes: exact to 1e-14 for a fall by exp(-6) over the panel.</summary>
    public static readonly Quadrature Twelve = new(12);

    private Quadrature(int nodes)
    {
        (Nodes, Weights) = (new double[nodes], new double[nodes]);
        for (var i = 0; i < nodes; i++)
        {
            var x = Math.Cos(Math.PI * (i + 0.75) / (nodes + 0.5));
            var slope = 0.0;
            for (var step = 0; step < 20; step++)
            {
                double before = 1, value = x;
                for (var n = 2; n <= nodes; n++) (before, value) = (value, ((((2 * n) - 1) * x * value) - ((n - 1) * before)) / n);
                slope = nodes * ((x * value) - before) / ((x * x) - 1);
                x -= value / slope;
            }

            (Nodes[i], Weights[i]) = (x, 2 / ((1 - (x * x)) * slope * slope));
        }

        FoursOfNodes = [.. Enumerable.Range(0, nodes / 4).Select(i => Vector256.Create<double>(Nodes.AsSpan(4 * i)))];
        FoursOfWeights = [.. Enumerable.Range(0, nodes / 4).Select(i => Vector256.Create<double>(Weights.AsSpan(4 * i)))];
    }

    /// <summary>Where to look, in [-1, 1].</summary>
    public double[] Nodes { get; }

    /// <summary>What each counts for; the sum is 2.</summary>
    public double[] Weights { get; }

    /// <summary>The nodes in fours, for processors that work on four numbers at once.</summary>
    public Vector256<double>[] FoursOfNodes { get; }

    /// <summary>The weights in fours.</summary>
    public Vector256<double>[] FoursOfWeights { get; }

    /// <summary>The integral over one panel.</summary>
    public double Over(double from, double to, Func<double, double> of)
    {
        var (middle, half) = ((from + to) / 2, (to - from) / 2);
        var sum = 0.0;
        for (var i = 0; i < Nodes.Length; i++) sum += Weights[i] * of(middle + (half * Nodes[i]));
        return half * sum;
    }
}
