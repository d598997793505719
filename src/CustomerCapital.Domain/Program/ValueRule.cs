using System.Text.Json.Serialization;

namespace CustomerCapital.Domain.Program;

/// <summary>How often the models of lifetime value are fitted anew.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Refit>))]
public enum Refit
{
    /// <summary>Only when somebody asks.</summary>
    Never = 1,

    /// <summary>After each local day.</summary>
    Daily,

    /// <summary>After each local week, which ends with a Sunday.</summary>
    Weekly,
}

/// <summary>How lifetime value is predicted.</summary>
/// <param name="Refit">How often the models are fitted anew, and every customer is scored.</param>
/// <param name="AnnualDiscountRate">
/// What a year takes off the worth of a margin to come, 0 to 10. At 0.1, a margin of 110.00 in a year is worth 100.00 today.
/// </param>
/// <param name="ResidualYears">How many years of margins to come make up the residual value of a customer, 1 to 50.</param>
public sealed record ValueRule(Refit Refit = Refit.Daily, decimal AnnualDiscountRate = 0.1m, int ResidualYears = 5) : Kept;
