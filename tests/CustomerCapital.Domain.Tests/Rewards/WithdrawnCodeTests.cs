using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Tests.Rewards;

/// <summary>A code that a full card gave is withdrawn where a stamp of the card goes back, unless the code was used.</summary>
public sealed class WithdrawnCodeTests
{
    private static readonly WalletRule Stamps = new("stamps") { Earn = [new(1, EarnPer.Piece)] };
    private static readonly RewardRule Card = new("card", Price: new("stamps", Of(9)), Automatic: true, Cost: Money.Round(1), Voucher: new() { Value = Money.Round(3) });

    [Fact]
    public void Return_of_the_purchase_that_completed_the_card_withdraws_its_code_and_gives_the_other_stamps_back()
    {
        var ada = Customer().Given(Coffees("p8", 8), Coffees("p9", 1));
        var code = ada.Last<RewardGranted>().Code!;

        ada.Given(new RecordReturn { ReturnId = "r", PurchaseId = "p9" });

        Assert.Equal((code, "automatic:" + code, 1, Money.Round(1)), (ada.Last<GrantReversed>().Code, ada.Last<GrantReversed>().GrantId, ada.Last<GrantReversed>().Times, ada.Last<GrantReversed>().Cost));
        Assert.Equal(Of(8), Balance(ada));
        Assert.Empty(CustomerRewards.Part.Of(ada.State).Latest);
        Assert.Equal([code], CustomerVouchers.Part.Of(ada.State).Lost);
        Assert.Equal([new EndVoucher()], ada.Last<GrantReversed>().Tells("ada", CustomerScenario.Start).Select(message => message.Command));
    }

    [Fact]
    public void Return_of_an_earlier_stamp_and_a_move_withdraw_the_code_too_and_the_next_stamp_fills_the_card_anew()
    {
        var ada = Customer().Given(Coffees("p1", 1), Coffees("p9", 8)).Given(new RecordReturn { ReturnId = "r", PurchaseId = "p1" });
        Assert.Equal(Of(8), Balance(ada));
        ada.Given(Coffees("p10", 1));
        Assert.Equal((1, "purchase:p10", WalletAmount.Zero), (Grants(ada), ada.Last<RewardGranted>().Cause, Balance(ada)));

        ada.Given(new MovePurchase { MoveId = "m", PurchaseId = "p10", ToCustomerId = "bob" });

        Assert.Equal((0, Of(8)), (Grants(ada), Balance(ada)));
    }

    [Fact]
    public void Code_for_two_full_cards_is_replaced_by_a_code_for_the_one_that_is_still_full()
    {
        var ada = Customer().Given(Coffees("p1", 1), Coffees("p18", 17));
        ada.Given(Coffees("more", 1));
        Assert.Equal((1, Of(1)), (Grants(ada), Balance(ada)));

        ada.Given(new RecordReturn { ReturnId = "r", PurchaseId = "p18", Lines = [new(1, Quantity: 5)] });

        Assert.Equal((1, 1, Of(5)), (Grants(ada), ada.Last<RewardGranted>().Voucher!.Uses, Balance(ada)));
    }

    [Fact]
    public void Code_stays_while_nothing_is_owed_where_the_shop_writes_off_and_where_an_amount_alone_is_paid_back()
    {
        var spare = Customer().Given(Coffees("p9", 9), Coffees("p10", 1)).Given(new RecordReturn { ReturnId = "r", PurchaseId = "p10" });
        Assert.Equal((1, WalletAmount.Zero), (Grants(spare), Balance(spare)));
        var lenient = Customer(Stamps with { Overdraw = Overdraw.WriteOff }).Given(Coffees("p9", 9)).Given(new RecordReturn { ReturnId = "r", PurchaseId = "p9" });
        Assert.Equal((1, WalletAmount.Zero), (Grants(lenient), Balance(lenient)));
        var refunded = Customer().Given(Coffees("p9", 9)).Given(new RecordReturn { ReturnId = "r", PurchaseId = "p9", Amount = Money.Round(2) });
        Assert.Equal((1, WalletAmount.Zero), (Grants(refunded), Balance(refunded)));
    }

    [Fact]
    public void Code_that_was_used_stays_and_the_return_tells_what_is_owed()
    {
        var ada = Customer().Given(Coffees("p9", 9));
        var code = ada.Last<RewardGranted>().Code!;
        var free = new RecordPurchase { PurchaseId = "free", Amount = Money.Round(5), Vouchers = [code] };
        ada.Given(RedeemVouchers.Of(free, [new(code) { Terms = ada.Last<RewardGranted>().Voucher, Number = 2, MadeAt = ada.Now }]));

        ada.Given(new RecordReturn { ReturnId = "r", PurchaseId = "p9" });

        Assert.Equal(1, Grants(ada));
        // The purchase with the code earned one.
        Assert.Equal([("stamps", -Of(8))], ada.Last<ReturnRecorded>().Movements!.Select(movement => (movement.Wallet, movement.Balance)));
        Assert.Empty(ada.Entries.Select(entry => entry.Event).OfType<GrantReversed>());
    }

    [Fact]
    public void Ids_of_codes_that_are_withdrawn_are_no_callers_own() =>
        Assert.Equal(["grantId"], CustomerScenario.FaultFields(new GrantReward { GrantId = "automatic:x", Reward = "card" }));

    private static CustomerScenario Customer(WalletRule? stamps = null) => new(new() { Currency = "EUR", Wallets = [stamps ?? Stamps], Rewards = [Card] });

    private static RecordPurchase Coffees(string id, int pieces) => new() { PurchaseId = id, Lines = [new("espresso", "coffee", pieces, Money.Round(3))] };

    private static WalletAmount Of(long amount) => new(amount * WalletAmount.Scale);

    private static int Grants(CustomerScenario customer) => CustomerRewards.Part.Of(customer.State).Latest.Count;

    private static WalletAmount Balance(CustomerScenario customer) => HeldWallets.Part.Of(customer.State).Of("stamps").Balance;

    [Fact]
    public void Ids_of_what_is_withdrawn_by_itself_are_none()
    {
        Assert.Null(new GrantReversed("automatic:ADA-1", "card").Ids());
        Assert.NotNull(new GrantReversed("g1", "card").Ids());
    }
}
