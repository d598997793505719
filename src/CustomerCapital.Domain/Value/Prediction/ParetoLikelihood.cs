namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>The log-likelihood of r, alpha, s and beta of the Pareto/NBD.</summary>
/// <remarks>Schmittlein, Morrison and Colombo 1987, Management Science 33:1; Fader and Hardie, note 008. Thread-bound.</remarks>
internal sealed class ParetoLikelihood(ObservationTable table) : ILogLikelihood
{
    private readonly RisingTable _rate = new(table.Repeats.Length);
    private readonly double[] _logAlpha = new double[table.Times.Length], _logBeta = new double[table.Times.Length];

    public int Dimension => 4;

    public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
    {
        var (r, alpha, s, beta) = (Math.Exp(point[0]), Math.Exp(point[1]), Math.Exp(point[2]), Math.Exp(point[3]));
        _rate.Fill(r, table.Repeats, 1, 0);
        for (var i = 0; i < _logAlpha.Length; i++) (_logAlpha[i], _logBeta[i]) = (Math.Log(alpha + table.Times[i]), Math.Log(beta + table.Times[i]));
        var (logS, customers) = (point[2], table.Customers);
        var value = customers * ((r * point[1]) + (s * point[3]));
        var (byR, byAlpha, byS, byBeta) = (customers * point[1], customers * r / alpha, customers * point[3], customers * s / beta);
        for (var i = 0; i < table.Repeats.Length; i++)
        {
            value += table.CustomersWith[i] * _rate.Values[i];
            byR += table.CustomersWith[i] * _rate.Slopes[i];
        }

        for (var row = 0; row < table.Weights.Length; row++)
        {
            var (x, age, weight) = (table.Repeats[table.RepeatsAt[row]], table.AgeAt[row], table.Weights[row]);
            var (n, to) = (r + x, table.Times[age]);
            var logStay = (-n * _logAlpha[age]) - (s * _logBeta[age]);
            var left = ParetoIntegral.Of(alpha, beta, n, s + 1, table.Times[table.LastAt[row]], to);
            var odds = logS + left.Log - logStay;
            var small = Math.Exp(-Math.Abs(odds));
            var gone = weight * (odds > 0 ? 1 : small) / (1 + small);
            var stay = weight - gone;
            value += weight * (logStay + Math.Max(odds, 0) + Math.Log(1 + small));
            byR += (gone * left.ByR) - (stay * _logAlpha[age]);
            byAlpha += (gone * left.ByAlpha) - (stay * n / (alpha + to));
            byS += (gone * ((1 / s) + left.ByS)) - (stay * _logBeta[age]);
            byBeta += (gone * left.ByBeta) - (stay * s / (beta + to));
        }

        (gradient[0], gradient[1], gradient[2], gradient[3]) = (r * byR, alpha * byAlpha, s * byS, beta * byBeta);
        return value;
    }
}
