using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Vouchers;

/// <summary>The vouchers that a purchase has used, less what returns so far have given back. Lives as long as one decision.</summary>
internal sealed class PurchaseVouchers
{
    private List<RedeemedVoucher> _redeemed = [];

    /// <summary>The vouchers with what has come back to them; null for none.</summary>
    public IReadOnlyList<RedeemedVoucher>? Redeemed => _redeemed.Count == 0 ? null : [.. _redeemed];

    /// <summary>Takes the next entry of the purchase.</summary>
    public void Take(ActorEvent happened)
    {
        switch (happened)
        {
            case PurchaseRecorded { Vouchers: { } redeemed }:
                _redeemed = [.. redeemed];
                break;
            case PurchaseTakenOver { Content.Vouchers: var redeemed }:
                _redeemed = [.. redeemed ?? []];
                break;
            case ReturnRecorded { Vouchers: { } reversed }:
                foreach (var (back, at) in reversed.Select(back => (back, _redeemed.FindIndex(voucher => voucher.Code == back.Code))))
                    _redeemed[at] = _redeemed[at] with { CameBack = _redeemed[at].CameBack + back.Amount };
                break;
        }
    }

    /// <summary>The same for another decision.</summary>
    public PurchaseVouchers Copy() => new() { _redeemed = [.. _redeemed] };

    /// <summary>What a return gives back: the whole use where nothing is left of the purchase; else, to vouchers that keep their rest, the share that came back.</summary>
    /// <param name="left">What share of what was paid is left.</param>
    /// <param name="whole">Whether nothing is left.</param>
    public IReadOnlyList<ReversedVoucher>? Settle(Share left, bool whole)
    {
        List<ReversedVoucher>? reversed = null;
        foreach (var voucher in _redeemed)
        {
            if (!whole && !voucher.KeepsRest) continue;
            var kept = whole ? Money.Zero : new Money(left.Of(new WalletAmount(voucher.Discount.Units), WalletAmount.MostDecimals, WalletRounding.Up).Units);
            var amount = voucher.Discount - kept - voucher.CameBack;
            if (whole || amount > Money.Zero) (reversed ??= []).Add(new(voucher.Code, voucher.Number, amount, whole));
        }

        return reversed;
    }
}
