using CustomerCapital.Domain.Value.Prediction;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace CustomerCapital.Bench.Value;

/// <summary>
/// What one writes first: the BG/NBD's likelihood as it is printed, customer by customer, maximised by the simplex of Nelder and Mead of a library over logarithms
/// of the parameters, from 1. No groups, no tables, no gradient.
/// </summary>
internal static class PlainFit
{
    /// <returns>The parameters r, alpha, a, b, and the log-likelihood.</returns>
    public static (double[] Parameters, double LogLikelihood) Run(IReadOnlyList<BuyingObservation> customers)
    {
        var objective = ObjectiveFunction.Value(point => -LogLikelihood(customers, Math.Exp(point[0]), Math.Exp(point[1]), Math.Exp(point[2]), Math.Exp(point[3])));
        var found = new NelderMeadSimplex(1e-8, 5_000).FindMinimum(objective, Vector<double>.Build.Dense(4), Vector<double>.Build.Dense(4, 0.1));
        return ([.. found.MinimizingPoint.Select(Math.Exp)], -found.FunctionInfoAtMinimum.Value);
    }

    private static double LogLikelihood(IReadOnlyList<BuyingObservation> customers, double r, double alpha, double a, double b)
    {
        var sum = 0.0;
        foreach (var customer in customers)
        {
            double x = customer.Repeats;
            var stayed = -(r + x) * Math.Log(alpha + customer.Age);
            var left = x > 0 ? Math.Log(a) - Math.Log(b + x - 1) - ((r + x) * Math.Log(alpha + customer.LastAt)) : double.NegativeInfinity;
            var larger = Math.Max(stayed, left);
            sum += SpecialFunctions.GammaLn(r + x) - SpecialFunctions.GammaLn(r) + (r * Math.Log(alpha))
                + SpecialFunctions.GammaLn(a + b) + SpecialFunctions.GammaLn(b + x) - SpecialFunctions.GammaLn(b) - SpecialFunctions.GammaLn(a + b + x)
                + larger + Math.Log(Math.Exp(stayed - larger) + Math.Exp(left - larger));
        }

        return sum;
    }
}
