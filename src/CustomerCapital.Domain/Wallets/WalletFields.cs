using CustomerCapital.Domain.Fields;

namespace CustomerCapital.Domain.Wallets;

/// <summary>What a customer's wallets of some names hold, pending lots included, in whole units. Wallets of other names are no fields.</summary>
public static class WalletFields
{
    /// <summary>What the wallet named points holds; below zero it is a debt.</summary>
    public static readonly Field<long> Points = Balance("points");

    /// <summary>What the wallet named stamps holds; below zero it is a debt.</summary>
    public static readonly Field<long> Stamps = Balance("stamps");

    /// <summary>What the wallet named credit holds; below zero it is a debt.</summary>
    public static readonly Field<long> Credit = Balance("credit");

    private static Field<long> Balance(string wallet) =>
        new(wallet, state => (long)Math.Floor(HeldWallets.Part.Of(state).Of(wallet).Balance.ToDecimal())) { Listing = Listing.Nowhere };
}
