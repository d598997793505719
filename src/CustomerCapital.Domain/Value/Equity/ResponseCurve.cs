namespace CustomerCapital.Domain.Value.Equity;

/// <summary>What share of people a spend wins or keeps: ceiling * (1 - e^(-k * spend)), as Blattberg and Deighton take it (1996, Harvard Business Review 74(4):136).</summary>
/// <param name="Ceiling">The share that no spend exceeds, above 0 and at most 1.</param>
/// <param name="K">How fast the share nears the ceiling, per unit of the currency; above 0.</param>
public readonly record struct ResponseCurve(double Ceiling, double K)
{
    /// <summary>The curve through an observed point: k = -ln((ceiling - rate) / ceiling) / spend.</summary>
    /// <param name="spend">What was spent on each person, above 0.</param>
    /// <param name="rate">The share that this won or kept, above 0 and below the ceiling.</param>
    /// <param name="ceiling">At most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is not; a number that is not finite never is.</exception>
    public static ResponseCurve Through(double spend, double rate, double ceiling)
    {
        if (!(spend > 0 && double.IsFinite(spend))) throw new ArgumentOutOfRangeException(nameof(spend), spend, "Must be finite and above 0.");
        if (!(ceiling is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(ceiling), ceiling, "Must be above 0 and at most 1.");
        if (!(rate > 0 && rate < ceiling)) throw new ArgumentOutOfRangeException(nameof(rate), rate, "Must be above 0 and below the ceiling.");
        return new(ceiling, -Log1P(-rate / ceiling) / spend);
    }

    /// <summary>The share that a spend wins or keeps, 0 at 0.</summary>
    public double RateAt(double spend) => Ceiling * -Expm1(-K * spend);

    /// <summary>How much the share rises by one more unit of the currency: the derivative of <see cref="RateAt"/>, above 0.</summary>
    public double SlopeAt(double spend) => Ceiling * K * Math.Exp(-K * spend);

    /// <summary>The spend at which the slope is so steep; 0 where the slope is nowhere that steep.</summary>
    public double SpendWithSlope(double slope) => Math.Max(0, Math.Log(Ceiling * K / slope) / K);

    /// <summary>ln(1 + x) for x near 0 (Kahan's form).</summary>
    private static double Log1P(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }

    /// <summary>e^x - 1 for x near 0 (Kahan's form).</summary>
    private static double Expm1(double x)
    {
        var power = Math.Exp(x);
        if (power == 1) return x;
        return power - 1 == -1 ? -1 : (power - 1) * x / Math.Log(power);
    }
}
