using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.Engine.Wallets;

/// <summary>What the program owes its customers in wallets and vouchers, at the end of a day, by what is known now.</summary>
/// <param name="Day">The day.</param>
/// <param name="IsToday">Whether the day is not over yet, so that what is pending and when what expires can be told.</param>
public sealed record ReportLiability(DateOnly Day, bool IsToday) : Report<LiabilityReport>
{
    protected override CounterKind[] Kinds => [WalletsCapability.Held, WalletsCapability.Pending, WalletsCapability.Flow, WalletsCapability.Adjusted, PurchasesCapability.Cell, VoucherCodeCapability.Flow, VoucherCodeCapability.Issued];

    protected override LiabilityReport Of(Counters counters, ProgramPolicy rules, Month running)
    {
        var names = rules.Wallets.Select(rule => rule.Name)
            .Union(new[] { WalletsCapability.Flow, WalletsCapability.Adjusted }.SelectMany(counters.OfKind).Select(row => row.Key.Name).Order(StringComparer.Ordinal));
        var wallets = names.Select(name => new Moved(name, rules.Wallets.FirstOrDefault(rule => rule.Name == name), counters, Day)).ToList();
        return new(Day, [.. wallets.Select(wallet => LiabilityOf(wallet, wallets.Sum(other => other.Price), counters))], VouchersOf(counters));
    }

    /// <summary>By batch. What was issued up to the day, was used up to the day, and can still be used after the day.</summary>
    private IReadOnlyList<VoucherLiability> VouchersOf(Counters counters)
    {
        var issued = counters.OfKind(VoucherCodeCapability.Issued).Where(row => row.Key.A <= Day.DayNumber).GroupBy(row => row.Key.Name)
            .ToDictionary(batch => batch.Key, batch => batch.Aggregate(default(Count), (sum, row) => sum + row.Value));
        var flow = counters.OfKind(VoucherCodeCapability.Flow).Where(row => row.Key.A <= Day.DayNumber).ToLookup(row => row.Key.Name);
        return
        [
            // A batch that was issued and ended on one day has moved nothing in all.
            .. flow.Select(batch => batch.Key).Union(issued.Keys).Order(StringComparer.Ordinal).Select(name =>
            {
                var batch = flow[name].ToList();
                var (made, moved) = (issued.GetValueOrDefault(name), batch.Aggregate(default(Count), (sum, row) => sum + row.Value));
                var left = batch.Where(row => row.Key.B > Day.DayNumber).ToList();
                var months = left.GroupBy(row => row.Key.B == VoucherCodeCapability.ForEver ? default(Month?) : MonthOf(row.Key.B)).OrderBy(month => month.Key?.Index ?? int.MaxValue)
                    .Select(month => new ExpiringVouchers(month.Key, month.Sum(row => row.Value[0]), new(month.Sum(row => row.Value[1])))).Where(month => month.Codes != 0 || month.Worth != Money.Zero);
                return new VoucherLiability(
                    name, left.Sum(row => row.Value[0]), new(left.Sum(row => row.Value[1])), made[0], new(made[1]), moved[2], new(moved[3]), [.. months]);
            }),
        ];

        static Month MonthOf(int dayNumber) => DateOnly.FromDayNumber(dayNumber) is var day ? Month.Of(day.Year, day.Month) : default;
    }

    private WalletLiability LiabilityOf(Moved wallet, decimal prices, Counters counters)
    {
        var held = counters.OfKind(WalletsCapability.Held).Where(row => row.Key.Name == wallet.Name).ToList();
        var outstanding = wallet.Outstanding;
        return new(
            wallet.Name, wallet.Rule?.Unit ?? wallet.Name, outstanding, wallet.Earned, wallet.Spent, wallet.Expired, wallet.TakenBack, wallet.Adjusted,
            wallet.Rule?.Worth is { } worth ? DerivedAmount.Round(outstanding.ToDecimal() * worth.ToDecimal()) : null,
            wallet.Rule?.Worth is null ? null : SplitOf(wallet, prices, counters),
            IsToday ? new(held.Sum(row => row.Value[1])) : null,
            IsToday ? new(counters.OfKind(WalletsCapability.Pending).Where(row => row.Key.Name == wallet.Name && row.Key.A > Day.DayNumber).Sum(row => row.Value[0])) : null,
            IsToday ? [.. held.Where(row => row.Value[0] != 0).OrderBy(row => row.Key.A).Select(row => new ExpiringAmount(row.Key.A == WalletsCapability.ForEver ? null : new Month(row.Key.A), new(row.Value[0])))] : null);
    }

    /// <summary>Over the revenue of the months since the wallet first moved.</summary>
    private RevenueSplit SplitOf(Moved wallet, decimal prices, Counters counters)
    {
        var last = Month.Of(Day.Year, Day.Month).Index;
        var revenue = counters.OfKind(PurchasesCapability.Cell).Where(row => row.Key.B >= wallet.FirstMonth && row.Key.B <= last).Sum(row => (decimal)row.Value.Revenue) / Money.Scale;
        var exact = DeferredRevenue.AllocatedTo(Math.Max(revenue, 0), Math.Max(revenue, 0) + prices - wallet.Price, wallet.Price);
        var (allocated, recognised) = (DerivedAmount.Round(exact), DerivedAmount.Round(DeferredRevenue.Recognised(exact, wallet.Spent.ToDecimal(), wallet.Expected, wallet.Outstanding.ToDecimal())));
        return new(allocated, recognised, allocated - recognised);
    }

    /// <summary>What the customers' wallets of a name moved up to the end of a day.</summary>
    private sealed record Moved
    {
        public Moved(string name, WalletRule? rule, Counters counters, DateOnly day)
        {
            (Name, Rule) = (name, rule);
            var flows = counters.OfKind(WalletsCapability.Flow).Where(row => row.Key.Name == name && row.Key.A <= day.DayNumber).ToList();
            var days = flows.Select(row => DateOnly.FromDayNumber(row.Key.A)).ToList();
            FirstMonth = days.Count == 0 ? int.MaxValue : Month.Of(days.Min().Year, days.Min().Month).Index;
            (Earned, Spent, Expired, TakenBack) = (Sum(0), Sum(1), Sum(2), Sum(3));
            Adjusted = new(counters.OfKind(WalletsCapability.Adjusted).Where(row => row.Key.Name == name && row.Key.A <= day.DayNumber).Sum(row => row.Value[0]));

            WalletAmount Sum(int column) => new(flows.Sum(row => row.Value[column]));
        }

        public string Name { get; }

        public WalletRule? Rule { get; }

        public int FirstMonth { get; }

        public WalletAmount Earned { get; }

        public WalletAmount Spent { get; }

        public WalletAmount Expired { get; }

        public WalletAmount TakenBack { get; }

        public WalletAmount Adjusted { get; }

        public WalletAmount Outstanding => Earned + Adjusted - Spent - Expired - TakenBack;

        /// <summary>What of it is expected to be spent in all.</summary>
        public decimal Expected => (Earned - TakenBack).ToDecimal() * (Rule?.ExpectedSpending ?? 0);

        /// <summary>Stand-alone selling price of what was earned.</summary>
        public decimal Price => Math.Max(Expected, 0) * (Rule?.Worth?.ToDecimal() ?? 0);
    }
}

/// <summary>What the program owes its customers in wallets and vouchers.</summary>
/// <param name="Day">At the end of this day, by what is known now.</param>
/// <param name="Wallets">Each wallet, in the order of the policy.</param>
/// <param name="Vouchers">Each batch of vouchers, in the order of their names.</param>
public sealed record LiabilityReport(DateOnly Day, IReadOnlyList<WalletLiability> Wallets, IReadOnlyList<VoucherLiability> Vouchers);

/// <summary>What vouchers of a batch stand for.</summary>
/// <param name="Batch">The batch. Empty for vouchers without one.</param>
/// <param name="Outstanding">Codes that can be used after the day.</param>
/// <param name="Worth">What these are worth, by their values. What percentages take off is not known before.</param>
/// <param name="Issued">Codes that were issued so far.</param>
/// <param name="IssuedWorth">What these were worth.</param>
/// <param name="Uses">Uses by purchases that did not come back whole.</param>
/// <param name="Discount">What purchases took off by them that did not come back.</param>
/// <param name="Expiring">What expires in which month.</param>
public sealed record VoucherLiability(string Batch, long Outstanding, Money Worth, long Issued, Money IssuedWorth, long Uses, Money Discount, IReadOnlyList<ExpiringVouchers> Expiring);

/// <summary>Vouchers that can be used up to a month.</summary>
/// <param name="Month">The month of the last day. Null for what lasts for ever.</param>
/// <param name="Codes">How many codes.</param>
/// <param name="Worth">What they are worth, by their values.</param>
public sealed record ExpiringVouchers(Month? Month, long Codes, Money Worth);

/// <summary>What the program owes in one wallet.</summary>
/// <param name="Wallet">The wallet's name.</param>
/// <param name="Unit">What the wallet counts.</param>
/// <param name="Outstanding">What all customers' wallets hold, less debts.</param>
/// <param name="Earned">What purchases have earned so far.</param>
/// <param name="Spent">What was spent so far, less what was given back.</param>
/// <param name="Expired">What has expired so far.</param>
/// <param name="TakenBack">What returns have taken back so far.</param>
/// <param name="Adjusted">What was given by hand so far, less what was taken.</param>
/// <param name="Worth">What the outstanding amount pays, in money. Null if the wallet cannot pay.</param>
/// <param name="Revenue">How revenue is split. Null if the wallet cannot pay.</param>
/// <param name="Owed">Debts of customers. Null for a day that is over.</param>
/// <param name="Pending">What cannot be spent yet. Null for a day that is over.</param>
/// <param name="Expiring">What expires in which month. Null for a day that is over.</param>
public sealed record WalletLiability(
    string Wallet, string Unit, WalletAmount Outstanding, WalletAmount Earned, WalletAmount Spent, WalletAmount Expired, WalletAmount TakenBack, WalletAmount Adjusted,
    DerivedAmount? Worth, RevenueSplit? Revenue, WalletAmount? Owed, WalletAmount? Pending, IReadOnlyList<ExpiringAmount>? Expiring);

/// <summary>What lasts up to a month.</summary>
/// <param name="Month">The month. Null for what lasts for ever.</param>
/// <param name="Amount">How much.</param>
public sealed record ExpiringAmount(Month? Month, WalletAmount Amount);

/// <summary>The part of the revenue that belongs to what a wallet has earned (IFRS 15, B39 to B43).</summary>
/// <param name="Allocated">The part, by relative stand-alone selling prices, over the revenue since the wallet first earned.</param>
/// <param name="Recognised">What of it is revenue by now: as much as was spent of what is expected to be spent, or has expired.</param>
/// <param name="Deferred">The rest, which is a contract liability.</param>
public sealed record RevenueSplit(DerivedAmount Allocated, DerivedAmount Recognised, DerivedAmount Deferred);
