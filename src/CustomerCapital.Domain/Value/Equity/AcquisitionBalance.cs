namespace CustomerCapital.Domain.Value.Equity;

/// <summary>One way to spend money on a prospect and on the customer that the prospect may become, and what comes of it.</summary>
/// <param name="AcquisitionSpend">Spent on each prospect, once.</param>
/// <param name="AcquisitionRate">Share of prospects who become customers.</param>
/// <param name="RetentionSpend">Spent on each customer in each period.</param>
/// <param name="RetentionRate">Share of customers who stay to the next period.</param>
/// <param name="CustomerValue">Value of a customer from the first period on, before the cost of acquiring: m + (m r - R) / (1 + d - r).</param>
/// <param name="EquityPerProspect">Customer equity of each prospect: a m - A + a (m - R/r) r' / (1 - r'), where r' = r / (1 + d).</param>
/// <param name="MarginalAcquisitionCost">What one more customer costs there: 1 / a'(A).</param>
/// <param name="MarginalRetentionCost">What one more customer who stays costs there: 1 / r'(R).</param>
public readonly record struct BalancePoint(
    double AcquisitionSpend, double AcquisitionRate, double RetentionSpend, double RetentionRate, double CustomerValue, double EquityPerProspect, double MarginalAcquisitionCost, double MarginalRetentionCost)
{
    /// <summary>What is spent on each prospect in the first period: A + a R.</summary>
    public double FirstPeriodSpend => AcquisitionSpend + AcquisitionRate * RetentionSpend;
}

/// <summary>How much to spend on winning customers and on keeping them: the balance of Blattberg and Deighton (1996, Harvard Business Review 74(4):136).</summary>
/// <remarks>
/// A prospect costs A once and becomes a customer at the rate a(A). A customer brings the margin m in the first period, and stays to each next one at the rate r(R), for R
/// in each. At the best spends that are above 0, one more customer costs as much to acquire as to retain, and as much as an acquired customer is worth (Pfeifer 2005).
/// Immutable and thread-safe.
/// </remarks>
public sealed class AcquisitionBalance
{
    private const int Steps = 2_000;

    private readonly double _margin;
    private readonly double _growth;

    /// <summary>The balance of some figures.</summary>
    /// <param name="margin">m: margin of one customer in one period, 0 or more.</param>
    /// <param name="discountRate">d: of a period; 1 + d above the ceiling of retention.</param>
    /// <param name="acquisition">a(A).</param>
    /// <param name="retention">r(R).</param>
    /// <exception cref="ArgumentOutOfRangeException">The margin is negative or not finite, or the discount rate not above the ceiling of retention less 1.</exception>
    public AcquisitionBalance(double margin, double discountRate, ResponseCurve acquisition, ResponseCurve retention)
    {
        if (!(margin >= 0 && double.IsFinite(margin))) throw new ArgumentOutOfRangeException(nameof(margin), margin, "Must be finite and 0 or more.");
        if (!(discountRate > -1 && 1 + discountRate > retention.Ceiling && double.IsFinite(discountRate)))
            throw new ArgumentOutOfRangeException(nameof(discountRate), discountRate, "Must be finite, and above the ceiling of retention less 1.");
        (_margin, _growth, Acquisition, Retention) = (margin, 1 + discountRate, acquisition, retention);
    }

    /// <summary>a(A): the share of prospects that a spend wins.</summary>
    public ResponseCurve Acquisition { get; }

    /// <summary>r(R): the share of customers that a spend keeps.</summary>
    public ResponseCurve Retention { get; }

    /// <summary>What comes of two spends, each 0 or more.</summary>
    public BalancePoint At(double acquisitionSpend, double retentionSpend)
    {
        var (won, kept) = (Acquisition.RateAt(acquisitionSpend), Retention.RateAt(retentionSpend));
        // (m - R/r) r'/(1 - r') is (m r - R) / (1 + d - r), which needs no r to divide by.
        var value = _margin + (_margin * kept - retentionSpend) / (_growth - kept);
        return new(acquisitionSpend, won, retentionSpend, kept, value, won * value - acquisitionSpend, 1 / Acquisition.SlopeAt(acquisitionSpend), 1 / Retention.SlopeAt(retentionSpend));
    }

    /// <summary>The two spends with the highest equity per prospect; a spend that does not pay at all is 0.</summary>
    /// <remarks>
    /// The value of a customer depends on R alone, so that R* maximises this value, and A* follows. Where the value is highest, r'(R) (m (1 + d) - R) = 1 + d - r(R), whose left
    /// side less its right side falls as R grows up to m (1 + d): there is one such R, or none above 0.
    /// </remarks>
    public BalancePoint Best()
    {
        var best = At(0, BestRetention());
        return best.CustomerValue <= 0 ? best : At(Acquisition.SpendWithSlope(1 / best.CustomerValue), best.RetentionSpend);
    }

    /// <summary>The two spends with the highest equity per prospect whose sum in the first period, A + a R, is within a budget.</summary>
    /// <param name="budget">For each prospect, above 0.</param>
    /// <remarks>The best spends themselves where these are within the budget. Else the whole budget is spent: A is found by steps and a golden section, and R is what is left for each customer won.</remarks>
    public BalancePoint BestWithin(double budget)
    {
        var best = Best();
        if (best.FirstPeriodSpend <= budget) return best;
        var (found, width) = (At(0, 0), budget / Steps);
        for (var step = 1; step <= Steps; step++)
        {
            var here = SplitAt(budget, budget * step / Steps);
            if (here.EquityPerProspect > found.EquityPerProspect) found = here;
        }

        return found.AcquisitionSpend == 0 ? found : Refined(budget, found, Math.Max(width * 1e-9, found.AcquisitionSpend - width), Math.Min(budget, found.AcquisitionSpend + width));
    }

    private BalancePoint Refined(double budget, BalancePoint found, double from, double to)
    {
        var ratio = (Math.Sqrt(5) - 1) / 2;
        for (var step = 0; step < 80; step++)
        {
            var (low, high) = (SplitAt(budget, to - ratio * (to - from)), SplitAt(budget, from + ratio * (to - from)));
            if (low.EquityPerProspect >= high.EquityPerProspect) to = high.AcquisitionSpend;
            else from = low.AcquisitionSpend;
            if (low.EquityPerProspect > found.EquityPerProspect) found = low;
            if (high.EquityPerProspect > found.EquityPerProspect) found = high;
        }

        return found;
    }

    /// <summary>The whole budget spent, so much of it on acquiring.</summary>
    private BalancePoint SplitAt(double budget, double acquisitionSpend) => At(acquisitionSpend, Math.Max(0, budget - acquisitionSpend) / Acquisition.RateAt(acquisitionSpend));

    private double BestRetention()
    {
        var (from, to) = (0.0, _margin * _growth);
        if (!(Excess(0) > 0)) return 0;
        for (var step = 0; step < 200; step++)
        {
            var middle = from + (to - from) / 2;
            if (middle <= from || middle >= to) break;
            if (Excess(middle) > 0) from = middle;
            else to = middle;
        }

        return from + (to - from) / 2;

        double Excess(double spend) => Retention.SlopeAt(spend) * (_margin * _growth - spend) - _growth + Retention.RateAt(spend);
    }
}
