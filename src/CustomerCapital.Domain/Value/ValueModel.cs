using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Domain.Value;

/// <summary>The models that say what customers of one program will be worth, as they were fitted: one of buying, one of spending.</summary>
/// <param name="Buying">How often, and how long.</param>
/// <param name="Spending">How much on an order day; null where nobody has bought again for a positive amount.</param>
/// <param name="MeanValue">Mean revenue of an order day of all customers: what stands in where <paramref name="Spending"/> says nothing. Not negative.</param>
/// <param name="AsOf">The last local day that was observed.</param>
public sealed record ValueModel(ModelFit Buying, ModelFit? Spending, double MeanValue, DateOnly AsOf)
{
    /// <summary>Weeks of a year of 365.25 days.</summary>
    public const double WeeksInYear = 365.25 / 7;

    /// <summary>Revenue expected of one order day: the customer's own mean, drawn towards that of the program.</summary>
    /// <remarks>
    /// Of a customer without repeat, or who gave back as much as was bought, the program's; where that is not known either, the mean of the customer's orders so far. Not below 0.
    /// </remarks>
    public double ExpectedValue(in BuyingSummary customer) => ExpectedValue(customer, SpendModel());

    /// <summary>The same by the model of <see cref="Spending"/>, which many customers share.</summary>
    internal double ExpectedValue(in BuyingSummary customer, SpendModel? spending)
    {
        var mean = customer.MeanRepeatValue ?? 0;
        var own = customer.Repeats > 0 && mean > 0 ? spending?.ExpectedValue(customer.Repeats, mean) : spending?.ExpectedValue(0, 0);
        return own ?? (MeanValue > 0 ? MeanValue : Math.Max(0, (double)customer.Revenue / (customer.Repeats + 1)));
    }

    /// <summary>The model of <see cref="Spending"/>; null where there is none.</summary>
    internal SpendModel? SpendModel() => Spending is null ? null : Prediction.SpendModel.Of(Spending);

    /// <summary>An amount as rows and answers hold it.</summary>
    internal static Money Amount(double amount) => Money.Round((decimal)Math.Clamp(amount, -1e14, 1e14));
}
