namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>How many events fall in so many weeks where their rate is gamma distributed.</summary>
/// <param name="shape">r of the rate.</param>
/// <param name="rate">alpha of the rate, weeks.</param>
/// <param name="weeks">The horizon.</param>
internal readonly struct NegativeBinomial(double shape, double rate, double weeks)
{
    /// <summary>The probability of exactly so many.</summary>
    public double Exactly(double events)
    {
        if (weeks == 0) return events == 0 ? 1 : 0;
        var log = -shape * SpecialFunctions.Log1P(weeks / rate);
        if (events > 0) log += SpecialFunctions.LogRising(shape, events) - SpecialFunctions.LogGamma(events + 1) - (events * SpecialFunctions.Log1P(rate / weeks));
        return Math.Exp(log);
    }

    /// <summary>The probability of so many or more.</summary>
    public double AtLeast(double events)
    {
        if (events <= 0) return 1;
        return weeks == 0 ? 0 : SpecialFunctions.IncompleteBeta(events, shape, weeks / (rate + weeks), rate / (rate + weeks));
    }
}
