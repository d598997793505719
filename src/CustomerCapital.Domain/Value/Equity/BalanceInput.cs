using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Value.Equity;

/// <summary>What was spent on each person, and what that led to.</summary>
/// <param name="Spend">Spent on each person in a period, above 0.</param>
/// <param name="Rate">Share of the persons who were won or kept, above 0 and below the ceiling.</param>
/// <param name="Ceiling">Share that no spend would exceed, at most 1. It is a judgement: no figure tells it.</param>
public sealed record ObservedSpend(Money Spend, double Rate, double Ceiling)
{
    internal IEnumerable<FieldFault> Faults(string field)
    {
        if (Spend <= Money.Zero || Spend > Money.Limit) yield return new(field + ".spend", $"Must be above 0 and at most {Money.Limit}: the curve goes through what was spent and what that led to.");
        if (!(Ceiling is > 0 and <= 1)) yield return new(field + ".ceiling", "Must be above 0 and at most 1.");
        else if (!(Rate > 0 && Rate < Ceiling)) yield return new(field + ".rate", $"Must be above 0 and below the ceiling, which is {Ceiling.ToString(System.Globalization.CultureInfo.InvariantCulture)}.");
    }
}

/// <summary>What the balance between acquiring and retaining is made of.</summary>
/// <param name="Margin">Margin of one customer in one period, before what is spent on retaining the customer. 0.00 or more.</param>
/// <param name="DiscountRate">By how much less money is worth a period later, for example 0.1. Above the ceiling of retention less 1, so that a customer's value is finite.</param>
/// <param name="Acquisition">Spent on each prospect, and the share of prospects who become customers.</param>
/// <param name="Retention">Spent on each customer, and the share of customers who stay to the next period.</param>
/// <param name="Budget">What may be spent on each prospect in the first period, to be split between acquiring and retaining. If left out, no budget binds.</param>
public sealed record BalanceInput(Money Margin, double DiscountRate, ObservedSpend Acquisition, ObservedSpend Retention, Money? Budget = null)
{
    /// <summary>By how much 1 + discount rate must exceed the ceiling of retention at least; nearer to it the value of a customer is no figure any more.</summary>
    public const double LeastDistance = 0.000001;

    /// <summary>The largest discount rate of a period.</summary>
    public const double DiscountLimit = 1_000;

    /// <summary>What is wrong with it; nothing where the balance can be found.</summary>
    public IEnumerable<FieldFault> Faults()
    {
        if (Margin.IsNegative || Margin > Money.Limit) yield return new("margin", $"Must be 0 to {Money.Limit}.");
        if (!(DiscountRate is > -1 and <= DiscountLimit)) yield return new("discountRate", $"Must be above -1 and at most {DiscountLimit}.");
        else if (Retention is not null && !(Retention.Ceiling <= 1 + DiscountRate - LeastDistance)) yield return new("discountRate", "Must be above the ceiling of retention less 1: else the value of a customer who stays would have no end.");
        if (Budget is { } budget && (budget <= Money.Zero || budget > Money.Limit)) yield return new("budget", $"Must be above 0 and at most {Money.Limit}; leave it out where none binds.");
        foreach (var fault in Acquisition?.Faults("acquisition") ?? [new("acquisition", "Is required.")]) yield return fault;
        foreach (var fault in Retention?.Faults("retention") ?? [new("retention", "Is required.")]) yield return fault;
    }
}
