using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Simulation.Tests.Clients;

namespace CustomerCapital.Simulation.Tests.Checks;

/// <summary>A use of a voucher by a purchase of an amount, as plain figures.</summary>
/// <param name="Voucher">The voucher.</param>
/// <param name="Discount">What it took off, in ten-thousandths.</param>
/// <param name="CameBack">What of that came back to a gift card, in ten-thousandths.</param>
internal sealed record VoucherUse(KnownVoucher Voucher, long Discount, long CameBack)
{
    /// <summary>The code.</summary>
    public string Code => Voucher.Code;

    /// <summary>The voucher of a code.</summary>
    public static KnownVoucher VoucherOf(string code) => Vouchers.All.Single(voucher => voucher.Code == code);

    /// <summary>The uses of an acknowledged purchase, whose receipt must say what the terms say of its amount.</summary>
    public static List<VoucherUse> Of(RecordPurchase purchase, Receipt receipt)
    {
        var redeemed = receipt.Vouchers ?? [];
        Violation.Unless(redeemed.Select(voucher => voucher.Code).SequenceEqual(purchase.Vouchers ?? []), () => $"{purchase} was answered with other vouchers: {receipt}");
        var (left, uses) = (purchase.Amount?.Units ?? 0, new List<VoucherUse>());
        foreach (var redemption in redeemed)
        {
            var (voucher, discount) = (VoucherOf(redemption.Code), redemption.Discount.Units);
            var terms = voucher.Terms;
            Violation.Unless(terms.CustomerId is null || terms.CustomerId == receipt.CustomerId, () => $"{voucher.Code} is for another customer than that of {receipt}");
            Violation.Unless(purchase.Amount >= terms.MinimumOrder, () => $"{voucher.Code} needs a larger purchase than that of {receipt}");
            var most = Math.Min(left, terms.Value?.Units ?? (long)(decimal.Round(left * terms.Percent!.Value / 1_000_000, 2, MidpointRounding.AwayFromZero) * Money.Scale));
            // Of a gift card other purchases, and holds, have taken something.
            Violation.Unless(discount > 0 && (terms.KeepsRest ? discount <= most : discount == most), () => $"{voucher.Code} took {discount} off {left} in {receipt}, and not {most}");
            uses.Add(new(voucher, discount, 0));
            left -= discount;
        }

        return uses;
    }

    /// <summary>The same once of a purchase that came to something there is only so much left: a gift card has its share back, what is kept rounded up.</summary>
    public VoucherUse After(long left, long paid) => !Voucher.Terms.KeepsRest || paid == 0 ? this
        : this with { CameBack = Math.Max(CameBack, Discount - (long)Math.Ceiling((decimal)Discount * left / paid)) };
}
