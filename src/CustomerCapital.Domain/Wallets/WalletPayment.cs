using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Wallets;

/// <summary>What a wallet pays of a purchase.</summary>
/// <param name="Wallet">The wallet's name.</param>
/// <param name="Amount">How much of it, for example points.</param>
public sealed record WalletPayment(string Wallet = "", WalletAmount Amount = default)
{
    internal static IEnumerable<FieldFault> Faults(IReadOnlyList<WalletPayment>? payments)
    {
        if (payments is null) return [];
        if (payments.Count > WalletRule.Most) return [new("payments", $"Must be at most {WalletRule.Most}.")];
        return payments.SelectMany((payment, at) => payment is null
            ? [new($"payments[{at}]", "Must be an object.")]
            : Faults($"payments[{at}]", payment.Wallet, payment.Amount).Concat(
                payments.Take(at).Any(other => other?.Wallet == payment.Wallet) ? [new FieldFault($"payments[{at}].wallet", "Stands there twice; add the amounts up.")] : []));
    }

    internal static IEnumerable<FieldFault> Faults(string? field, string? wallet, WalletAmount amount)
    {
        var path = field is null ? "" : field + ".";
        foreach (var fault in Text.IdFaults(path + "wallet", wallet)) yield return fault;
        if (amount <= WalletAmount.Zero || amount > WalletAmount.Limit) yield return new(path + "amount", $"Must be above 0 and at most {WalletAmount.Limit}.");
    }

    /// <summary>Takes payments from wallets.</summary>
    /// <param name="draft">Takes the movements.</param>
    /// <param name="payments">The payments.</param>
    /// <param name="amount">What the purchase comes to.</param>
    /// <param name="paid">What they pay in all.</param>
    internal static Refusal? Pay(WalletDraft draft, IReadOnlyList<WalletPayment>? payments, Money amount, out Money paid)
    {
        paid = Money.Zero;
        foreach (var payment in payments ?? [])
        {
            if (Check(draft, payment.Wallet, payment.Amount, out var rule) is { } refusal) return refusal;
            if (rule!.Worth is not { } worth) return Refusal.WalletDoesNotPay(payment.Wallet);
            var pays = worth.ToDecimal() * payment.Amount.ToDecimal();
            if (pays > (amount - paid).ToDecimal()) return Refusal.PaymentExceedsPurchase(amount);
            var inMoney = Money.Round(pays);
            if (!draft.TrySpend(MovementKind.Spent, payment.Wallet, payment.Amount, inMoney)) return draft.Insufficient(payment.Wallet, payment.Amount);
            paid += inMoney;
        }

        return null;
    }

    /// <summary>Whether there is such a wallet, and the amount has no more decimals than it.</summary>
    internal static Refusal? Check(WalletDraft draft, string wallet, WalletAmount amount, out WalletRule? rule)
    {
        rule = draft.RuleOf(wallet);
        if (rule is null) return Refusal.WalletNotFound(wallet);
        return amount.Fits(rule.Decimals) ? null : Refusal.TooManyDecimals(wallet, rule.Decimals);
    }
}
