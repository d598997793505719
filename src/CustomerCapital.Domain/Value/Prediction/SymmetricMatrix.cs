namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>Cholesky's factors of small symmetric matrices.</summary>
internal static class SymmetricMatrix
{
    /// <summary>The lower factor; null where the matrix is not positive definite beyond rounding.</summary>
    public static double[,]? Factor(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var lower = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[i, j];
                for (var k = 0; k < j; k++) sum -= lower[i, k] * lower[j, k];
                if (i != j) lower[i, j] = sum / lower[j, j];
                else if (sum > 1e-13 * Math.Abs(matrix[i, i]) && double.IsFinite(sum)) lower[i, i] = Math.Sqrt(sum);
                else return null;
            }
        }

        return lower;
    }

    /// <summary>Solves for a right side by the factor.</summary>
    public static double[] Solve(double[,] lower, ReadOnlySpan<double> right)
    {
        var n = right.Length;
        var solved = right.ToArray();
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < i; k++) solved[i] -= lower[i, k] * solved[k];
            solved[i] /= lower[i, i];
        }

        for (var i = n - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < n; k++) solved[i] -= lower[k, i] * solved[k];
            solved[i] /= lower[i, i];
        }

        return solved;
    }

    /// <summary>The diagonal of the inverse by the factor.</summary>
    public static double[] InverseDiagonal(double[,] lower)
    {
        var n = lower.GetLength(0);
        var diagonal = new double[n];
        for (var i = 0; i < n; i++)
        {
            var unit = new double[n];
            unit[i] = 1;
            diagonal[i] = Solve(lower, unit)[i];
        }

        return diagonal;
    }
}
