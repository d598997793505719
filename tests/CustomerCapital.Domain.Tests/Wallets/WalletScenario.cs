using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Wallets;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Wallets;

/// <summary>Programs with a wallet, and what a customer's holds.</summary>
internal static class WalletScenario
{
    /// <summary>One point for each euro, for twelve months; each pays a cent.</summary>
    public static readonly WalletRule Points = new("points", Life: new(12), Worth: Amount("0.01")) { Earn = [new(1)] };

    public static CustomerScenario With(params WalletRule[] wallets) => new(PolicyWith(wallets));

    public static ProgramPolicy PolicyWith(params WalletRule[] wallets)
    {
        var policy = new ProgramPolicy { Currency = "EUR", TimeZone = "Europe/Berlin", Wallets = wallets };
        Assert.Empty(policy.Faults());
        return policy;
    }

    extension(CustomerScenario scenario)
    {
        /// <summary>Balance of a wallet.</summary>
        public decimal Balance(string wallet = "points") => HeldWallets.Part.Of(scenario.State).Of(wallet).Balance.ToDecimal();

        /// <summary>The lots of a wallet: last day and amount.</summary>
        public (string? ValidTo, decimal Amount)[] Lots(string wallet = "points") =>
            [.. HeldWallets.Part.Of(scenario.State).Of(wallet).Lots.All.Select(lot => (lot.ValidTo?.ToString("O"), lot.Amount.ToDecimal()))];

        /// <summary>The movements of the last entry that has any.</summary>
        public IReadOnlyList<WalletMovement> LastMovements() => scenario.Entries.Select(entry => entry.Event).OfType<IMovesWallets>().Last(happened => happened.Movements is not null).Movements!;
    }

    public static WalletAmount Of(decimal amount) => WalletAmount.TryFrom(amount, out var taken) ? taken : throw new FormatException();

    public static SpendFromWallet Spend(string id, decimal amount, DateTimeOffset? at = null, string wallet = "points") =>
        new() { SpendingId = id, Wallet = wallet, Amount = Of(amount), OccurredAt = at };

    public static RecordPurchase PaidWith(this RecordPurchase purchase, decimal points) => purchase with { Payments = [new("points", Of(points))] };

    public static RecordPurchase Lines(string id, params PurchaseLine[] lines) => new() { PurchaseId = id, Lines = lines };
}
