using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Wallets;

/// <summary>What a purchase earns under the rules of the wallets.</summary>
internal static class Earning
{
    /// <summary>Adds what a purchase earns.</summary>
    /// <param name="draft">Takes the movements.</param>
    /// <param name="policy">The rules in force.</param>
    /// <param name="rung">Where the customer stands before the purchase.</param>
    /// <param name="purchase">The purchase.</param>
    /// <param name="paidByWallets">What of its amount wallets pay, which earns nothing.</param>
    public static void Add(WalletDraft draft, ProgramPolicy policy, Rung rung, PurchaseRecorded purchase, Money paidByWallets)
    {
        var occasion = new Occasion(draft.Today, purchase.Channel, rung);
        foreach (var rule in policy.Wallets)
        {
            if (rule.Life is { Sliding: true }) draft.Extend(rule.Name, rule.LastDayOf(draft.Today));
            var (lines, inAll, pieces) = Of(rule, purchase, occasion, ShareInMoney(purchase.Amount, paidByWallets));
            if (inAll == WalletAmount.Zero) continue;
            draft.Credit(
                MovementKind.Earned, rule.Name, inAll, rule.LastDayOf(draft.Today), rule.FirstDayOf(draft.Today),
                movement => movement with { Lines = lines is [var only] && only == inAll ? null : lines, PieceLines = pieces });
        }
    }

    /// <summary>What the lines of a purchase earn in one wallet, and what it earns in all: the lines' sum, and more where a rule is for the order as a whole.</summary>
    /// <param name="rule">The wallet's rule.</param>
    /// <param name="purchase">The purchase.</param>
    /// <param name="occasion">When, where and by whom it was bought.</param>
    /// <param name="share">The share of its amount that earns, 0 to 1.</param>
    /// <param name="known">What a line is known to earn; null where the rule says it.</param>
    /// <returns>Beside these the numbers of the lines that earn by the piece.</returns>
    public static (WalletAmount[] Lines, WalletAmount InAll, IReadOnlyList<int> Pieces) Of(WalletRule rule, PurchaseRecorded purchase, in Occasion occasion, decimal share, Func<int, WalletAmount?>? known = null)
    {
        IReadOnlyList<PaidLine> bought = purchase.Lines ?? [new(null, null, 1, purchase.Amount, purchase.Amount)];
        var exact = new decimal[bought.Count];
        decimal? ofOrder = null;
        var pieces = new List<int>();
        for (var at = 0; at < exact.Length; at++)
        {
            var line = bought[at];
            if (line.Sku is { } sku && rule.ExcludedSkus.Contains(sku) || line.Category is { } category && rule.ExcludedCategories.Contains(category)) continue;
            if (First(rule.Earn, line, occasion) is not { } earn) continue;
            var rate = earn.Rate * FactorOf(rule, line, occasion);
            if (earn.Per == EarnPer.Order)
            {
                ofOrder ??= rate;
                continue;
            }

            if (earn.Per == EarnPer.Piece) pieces.Add(at + 1);
            if (known?.Invoke(at) is { } earned) exact[at] = earned.ToDecimal();
            else exact[at] = rate * (earn.Per == EarnPer.Piece ? line.Quantity : line.Paid.ToDecimal() * share);
        }

        // A share of what was paid is a quotient of 28 digits: 168.2799999999 and so on is 168.28, of which no unit is rounded off.
        var sum = decimal.Round(exact.Sum() + (ofOrder ?? 0), 12);
        var inAll = WalletAmount.Round(sum, rule.Decimals, rule.Rounding);
        return (inAll == WalletAmount.Zero ? [] : Shares(exact, sum, inAll, rule.Decimals), inAll, pieces);
    }

    /// <summary>Spreads a rounded sum over the lines, in whole units of the wallet, so that what each adds to those before it is right to a unit.</summary>
    private static WalletAmount[] Shares(decimal[] exact, decimal sum, WalletAmount inAll, int decimals)
    {
        var shares = new WalletAmount[exact.Length];
        var (before, given) = (0m, WalletAmount.Zero);
        for (var at = 0; at < exact.Length; at++)
        {
            before += exact[at];
            // Multiplied first, so that whole units stay whole; sums so large that this would overflow are refused in the end.
            var share = sum > WalletAmount.Limit.ToDecimal() ? before / sum * inAll.ToDecimal() : before * inAll.ToDecimal() / sum;
            var soFar = before == sum ? inAll : WalletAmount.Round(share, decimals, WalletRounding.Down);
            (shares[at], given) = (soFar - given, soFar);
        }

        return shares;
    }

    private static EarnRule? First(IReadOnlyList<EarnRule> rules, PaidLine line, in Occasion occasion)
    {
        foreach (var rule in rules)
            if (rule.Fits(line.Sku, line.Category, occasion)) return rule;
        return null;
    }

    private static decimal FactorOf(WalletRule rule, PaidLine line, in Occasion occasion)
    {
        var factor = 1m;
        foreach (var multiplier in rule.Multipliers)
            if (multiplier.Fits(line.Sku, line.Category, occasion)) factor = Math.Min(factor * multiplier.Factor, EarnMultiplier.Most);
        return factor;
    }

    /// <summary>The share of an amount that wallets do not pay.</summary>
    public static decimal ShareInMoney(Money amount, Money paidByWallets) => paidByWallets == Money.Zero ? 1 : paidByWallets >= amount ? 0 : (amount - paidByWallets).ToDecimal() / amount.ToDecimal();
}
