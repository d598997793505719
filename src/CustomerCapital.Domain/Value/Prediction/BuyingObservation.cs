namespace CustomerCapital.Domain.Value.Prediction;

/// <summary>What a model of buying knows of a customer: repeat orders, when the last was, and how long the customer has been observed.</summary>
/// <param name="Repeats">Days with an order, less the first (x); not negative.</param>
/// <param name="LastAt">Weeks from the first order to the last (t_x), 0 where there is no repeat; at most <paramref name="Age"/>.</param>
/// <param name="Age">Weeks from the first order to the end of the observation (T).</param>
/// <param name="Customers">How many customers are alike in all of this; at least 1.</param>
/// <param name="LogIntervals">
/// Mean over these customers of the sum of ln(weeks between neighbouring orders); null where the orders in between are not known. Only the choice of k
/// for regular buyers reads it.
/// </param>
public readonly record struct BuyingObservation(int Repeats, double LastAt, double Age, long Customers = 1, double? LogIntervals = null)
{
    /// <summary>Whether a model can take it: finite, nothing negative, and the last order not after the end.</summary>
    public bool IsPossible => Repeats >= 0 && LastAt >= 0 && LastAt <= Age && double.IsFinite(Age) && Customers > 0;
}

/// <summary>What the model of spending knows of a customer who bought again.</summary>
/// <param name="Repeats">Repeat orders (x); above 0.</param>
/// <param name="MeanValue">Mean value of the repeat orders, net of returns, in the program's currency; above 0.</param>
/// <param name="Customers">How many customers are alike in both; at least 1.</param>
public readonly record struct SpendObservation(int Repeats, double MeanValue, long Customers = 1)
{
    /// <summary>Whether the model can take it.</summary>
    public bool IsPossible => Repeats > 0 && MeanValue > 0 && double.IsFinite(MeanValue) && Customers > 0;
}
