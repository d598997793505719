using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Value.Equity;

/// <summary>What counters say of one acquisition channel, or of several together. Not thread-safe.</summary>
internal sealed class ChannelSums
{
    private readonly Dictionary<(int Known, int Age), decimal> _revenue = [];
    private decimal _rewardCost;
    private long _buyers;

    /// <summary>Customers and what winning them cost, by the month since which they are known.</summary>
    public Dictionary<int, (long Customers, decimal Cost)> Known { get; } = [];

    /// <summary>All of them.</summary>
    public long Customers { get; private set; }

    /// <summary>Those with an order in the activity window.</summary>
    public long Active { get; set; }

    public void Acquire(int month, Count count)
    {
        Known[month] = (Known.GetValueOrDefault(month).Customers + count.Customers, Known.GetValueOrDefault(month).Cost + count.AcquisitionCost);
        (Customers, _buyers, _rewardCost) = (Customers + count.Customers, _buyers + count.Orders, _rewardCost + count.Revenue);
    }

    public void Earn(int known, int month, decimal revenue) => _revenue[(known, month - known)] = _revenue.GetValueOrDefault((known, month - known)) + revenue;

    public void Add(ChannelSums other)
    {
        foreach (var (month, (customers, cost)) in other.Known) Known[month] = (Known.GetValueOrDefault(month).Customers + customers, Known.GetValueOrDefault(month).Cost + cost);
        foreach (var (cell, revenue) in other._revenue) _revenue[cell] = _revenue.GetValueOrDefault(cell) + revenue;
        (Customers, _buyers, _rewardCost, Active) = (Customers + other.Customers, _buyers + other._buyers, _rewardCost + other._rewardCost, Active + other.Active);
    }

    public DerivedAmount HistoricValue(ProgramPolicy policy) =>
        Value.HistoricValue.Of(DerivedAmount.OfUnits(_revenue.Values.Sum()), DerivedAmount.OfUnits(Cost), DerivedAmount.OfUnits(_rewardCost), policy);

    public ChannelEquity Equity(string? name, ProgramPolicy policy, Month running)
    {
        var (cost, value) = (DerivedAmount.OfUnits(Cost), HistoricValue(policy));
        return new(
            name, Customers, _buyers, cost, Each(cost), value, Each(value), Cost == 0 ? null : (double)((value + cost).ToDecimal() / cost.ToDecimal()),
            Payback(policy, running), Active, _buyers == 0 ? null : (double)Active / _buyers);

        DerivedAmount? Each(DerivedAmount sum) => Customers == 0 ? null : DerivedAmount.Round(sum.ToDecimal() / Customers);
    }

    private decimal Cost => Known.Values.Sum(month => month.Cost);

    /// <summary>Of each age, the margin of those who were known long enough for the month to be over, for each of them.</summary>
    private Payback Payback(ProgramPolicy policy, Month running)
    {
        var ages = Known.Count == 0 ? 0 : Math.Max(0, running.Index - Known.Keys.Min());
        var target = Customers == 0 ? 0 : Cost / Customers;
        var (recovered, paidBack) = (0m, default(int?));
        for (var age = 0; age < ages; age++)
        {
            var (customers, revenue) = (0L, 0m);
            foreach (var (month, acquired) in Known)
                if (month + age < running.Index) (customers, revenue) = (customers + acquired.Customers, revenue + _revenue.GetValueOrDefault((month, age)));
            if (customers > 0) recovered += revenue * policy.MarginRate / customers;
            if (paidBack is null && recovered >= target) paidBack = age + 1;
        }

        var verdict = target == 0 ? PaybackVerdict.NoCost : ages == 0 ? PaybackVerdict.NoMonths : paidBack is null ? PaybackVerdict.NotYet : PaybackVerdict.PaidBack;
        return new(verdict == PaybackVerdict.PaidBack ? paidBack : null, verdict, ages, DerivedAmount.Round(recovered / Money.Scale));
    }
}
