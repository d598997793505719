using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Value.Equity;

/// <summary>Two spends and what comes of them. Amounts are for each prospect or customer, rounded to ten-thousandths.</summary>
/// <param name="EquityPerProspect">Customer equity of each prospect, after the cost of acquiring.</param>
/// <param name="AcquisitionSpend">Spent on each prospect, once.</param>
/// <param name="AcquisitionRate">Share of prospects who become customers.</param>
/// <param name="RetentionSpend">Spent on each customer in each period.</param>
/// <param name="RetentionRate">Share of customers who stay to the next period.</param>
/// <param name="CustomerValue">Lifetime value of an acquired customer, before the cost of acquiring.</param>
/// <param name="MarginalAcquisitionCost">What one more customer costs to acquire. Null where that is beyond any amount.</param>
/// <param name="MarginalRetentionCost">What one more customer costs to retain. Null where that is beyond any amount.</param>
/// <param name="FirstPeriodSpend">Spent on each prospect in the first period: on acquiring, and on retaining those who are won.</param>
public sealed record BalancedSpend(
    DerivedAmount EquityPerProspect, DerivedAmount AcquisitionSpend, double AcquisitionRate, DerivedAmount RetentionSpend, double RetentionRate,
    DerivedAmount CustomerValue, DerivedAmount? MarginalAcquisitionCost, DerivedAmount? MarginalRetentionCost, DerivedAmount FirstPeriodSpend)
{
    private const double AmountLimit = 1e24;

    internal static BalancedSpend Of(BalancePoint point) => new(
        Amount(point.EquityPerProspect), Amount(point.AcquisitionSpend), point.AcquisitionRate, Amount(point.RetentionSpend), point.RetentionRate,
        Amount(point.CustomerValue), Finite(point.MarginalAcquisitionCost), Finite(point.MarginalRetentionCost), Amount(point.FirstPeriodSpend));

    private static DerivedAmount Amount(double amount) => DerivedAmount.Round((decimal)amount);

    private static DerivedAmount? Finite(double amount) => amount < AmountLimit ? Amount(amount) : null;
}

/// <summary>A budget split between acquiring and retaining.</summary>
/// <param name="Budget">What may be spent on each prospect in the first period.</param>
/// <param name="Unspent">What is left of it, because more spending would lower the equity.</param>
/// <param name="AcquisitionShare">Share of what is spent in the first period that acquires. Null where nothing is spent.</param>
/// <param name="Spend">The spends, and what comes of them.</param>
public sealed record BudgetSplit(DerivedAmount Budget, DerivedAmount Unspent, double? AcquisitionShare, BalancedSpend Spend);

/// <summary>Whether the best spends are the best: what one more customer costs to acquire and to retain, beside what a customer is worth.</summary>
/// <param name="Holds">Whether the costs are equal to the value, within a hundred-millionth of it, wherever the spend is above 0.</param>
/// <param name="AcquisitionDifference">Marginal cost of acquiring / value - 1. Null where nothing is spent on acquiring.</param>
/// <param name="RetentionDifference">Marginal cost of retaining / value - 1. Null where nothing is spent on retaining.</param>
/// <param name="Verdict">The same in words.</param>
public sealed record OptimalityTest(bool Holds, double? AcquisitionDifference, double? RetentionDifference, string Verdict);

/// <summary>The balance between acquiring and retaining.</summary>
/// <param name="AcquisitionK">How fast the acquisition rate nears its ceiling, per unit of the currency.</param>
/// <param name="RetentionK">How fast the retention rate nears its ceiling, per unit of the currency.</param>
/// <param name="AsIs">What is spent now.</param>
/// <param name="Optimum">The spends with the highest equity per prospect.</param>
/// <param name="Optimality">The test of the optimum.</param>
/// <param name="Split">The split of the budget. Null where none was given.</param>
/// <param name="Assumptions">What all of this rests on.</param>
public sealed record BalanceReport(
    double AcquisitionK, double RetentionK, BalancedSpend AsIs, BalancedSpend Optimum, OptimalityTest Optimality, BudgetSplit? Split, IReadOnlyList<string> Assumptions)
{
    private const double Tolerance = 1e-8;

    private static readonly string[] Assumed =
    [
        "The rates follow ceiling * (1 - e^(-k * spend)) between the points that were given, and beyond them (Blattberg and Deighton 1996).",
        "The ceilings are judgements of whoever gave them; the optimum moves with them.",
        "Every customer brings the same margin in every period, and stays at the same rate, however long the customer has been here.",
        "A customer who leaves does not come back, and prospects do not influence each other.",
        "The margin of the first period is not discounted. Each later period is, once more each time.",
        "What retains a customer is spent at the end of a period on everyone who is there, and counted with the period that it leads to.",
    ];

    /// <summary>Finds the balance.</summary>
    /// <param name="input">Figures without faults.</param>
    public static BalanceReport Of(BalanceInput input)
    {
        var (acquisition, retention) = (Curve(input.Acquisition), Curve(input.Retention));
        var balance = new AcquisitionBalance((double)input.Margin.ToDecimal(), input.DiscountRate, acquisition, retention);
        var best = balance.Best();
        return new(
            acquisition.K, retention.K, BalancedSpend.Of(balance.At(Spend(input.Acquisition), Spend(input.Retention))), BalancedSpend.Of(best), Test(best),
            input.Budget is { } budget ? SplitOf(balance, (double)budget.ToDecimal()) : null,
            input.Budget is null ? Assumed : [.. Assumed, "The budget is for the first period of a prospect: what acquires, and what retains those who are won. Later periods are not part of it."]);

        static ResponseCurve Curve(ObservedSpend observed) => ResponseCurve.Through(Spend(observed), observed.Rate, observed.Ceiling);

        static double Spend(ObservedSpend observed) => (double)observed.Spend.ToDecimal();
    }

    private static BudgetSplit SplitOf(AcquisitionBalance balance, double budget)
    {
        var point = balance.BestWithin(budget);
        var spent = point.FirstPeriodSpend;
        return new(
            DerivedAmount.Round((decimal)budget), DerivedAmount.Round((decimal)Math.Max(0, budget - spent)), spent > 0 ? point.AcquisitionSpend / spent : null, BalancedSpend.Of(point));
    }

    private static OptimalityTest Test(BalancePoint best)
    {
        double? acquiring = best.AcquisitionSpend > 0 ? best.MarginalAcquisitionCost / best.CustomerValue - 1 : null;
        double? retaining = best.RetentionSpend > 0 ? best.MarginalRetentionCost / best.CustomerValue - 1 : null;
        var holds = Math.Abs(acquiring ?? 0) <= Tolerance && Math.Abs(retaining ?? 0) <= Tolerance;
        var verdict = (acquiring, retaining) switch
        {
            _ when !holds => "The marginal costs are not equal to the value of a customer: do not rely on the optimum.",
            (not null, not null) => "One more customer costs as much to acquire as to retain, and as much as an acquired customer is worth (Pfeifer 2005).",
            (not null, null) => "Nothing is spent on retaining: the first unit of it would bring less than it costs. One more customer costs as much to acquire as a customer is worth.",
            (null, not null) => "Nothing is spent on acquiring: the first customer would cost more than a customer is worth. One more customer costs as much to retain as a customer is worth.",
            _ => "Nothing is spent: neither acquiring nor retaining brings what its first unit costs.",
        };
        return new(holds, acquiring, retaining, verdict);
    }
}
