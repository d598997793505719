namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>A model with the parameters that fit a program best, and how far they can be trusted.</summary>
public sealed record ModelFit
{
    /// <summary>The model's name: <c>bgnbd</c>, <c>mbgnbd</c>, <c>mbgcnbdk</c>, <c>paretonbd</c> or <c>gammagamma</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Parameters by the names of the literature (r, alpha, a, b, s, beta, p, q, v, k); all finite and positive. Time is in weeks.</summary>
    public required IReadOnlyDictionary<string, double> Parameters { get; init; }

    /// <summary>Standard errors from the observed information; null where the data do not identify the parameters. There is none of k, which is a whole number.</summary>
    public IReadOnlyDictionary<string, double>? StandardErrors { get; init; }

    /// <summary>Logarithm of the likelihood at these parameters, without the factor that depends on the data alone and without the prior.</summary>
    public required double LogLikelihood { get; init; }

    /// <summary>Customers that the fit is made of.</summary>
    public required long Observations { get; init; }

    /// <summary>Whether a maximum was found: a further step would gain less than 1e-6 of log-likelihood.</summary>
    public required bool Converged { get; init; }

    /// <summary>Whether the data alone determine all parameters. Where they do not, a weak prior holds them, see <see cref="Verdict"/>.</summary>
    public required bool Identified { get; init; }

    /// <summary>Length of the gradient of what was maximised, by the logarithms of the parameters.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>What to think of the fit, in plain words.</summary>
    public required string Verdict { get; init; }
}
