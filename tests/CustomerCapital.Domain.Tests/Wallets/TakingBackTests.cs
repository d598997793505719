using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Wallets;
using static CustomerCapital.Domain.Tests.CustomerScenario;
using static CustomerCapital.Domain.Tests.Wallets.WalletScenario;

namespace CustomerCapital.Domain.Tests.Wallets;

/// <summary>Returns take back what a purchase earned, and give back what was paid, exactly and once.</summary>
public sealed class TakingBackTests
{
    private static RecordReturn LineBack(string id, int line, decimal? quantity = null) => new() { ReturnId = id, PurchaseId = "p1", Lines = [new(Line: line, Quantity: quantity)] };

    [Fact]
    public void Returned_line_takes_back_that_lines_points_to_the_unit()
    {
        var scenario = With(Points).Given(Lines("p1", Line("a", 1, "0.60"), Line("b", 1, "0.60"), Line("c", 1, "0.90")));

        Assert.Equal(1, scenario.Given(LineBack("r1", 2)).Balance());
        Assert.Equal(1, scenario.Given(LineBack("r2", 1)).Balance());
        Assert.Equal(0, scenario.Given(LineBack("r3", 3)).Balance());
    }

    [Fact]
    public void Pieces_of_a_line_take_back_their_share_and_the_last_one_the_rest()
    {
        var scenario = With(Points).Given(Lines("p1", Line("a", 3, "3.50")));
        Assert.Equal(10, scenario.Balance());

        Assert.Equal(6, scenario.Given(LineBack("r1", 1, 1)).Balance());
        Assert.Equal(3, scenario.Given(LineBack("r2", 1, 1)).Balance());
        Assert.Equal(0, scenario.Given(LineBack("r3", 1, 1)).Balance());
    }

    [Fact]
    public void Thirds_of_a_line_are_exact()
    {
        var scenario = With(Points).Given(Lines("p1", Line("a", 3, "3")));

        Assert.Equal(6, scenario.Given(LineBack("r1", 1, 1)).Balance());
        Assert.Equal(3, scenario.Given(LineBack("r2", 1, 1)).Balance());
    }

    [Fact]
    public void Return_of_an_amount_takes_back_its_share()
    {
        var scenario = With(Points).Given(Purchase("p1", "100"), Return("r1", "p1", "30"));

        Assert.Equal(70, scenario.Balance());
        Assert.Equal(0, scenario.Given(Return("r2", "p1")).Balance());
    }

    [Fact]
    public void Return_takes_back_at_the_rate_of_then()
    {
        var doubled = Points with { Multipliers = [new(2) { To = new(2026, 1, 15) }] };
        var scenario = With(doubled).Given(Purchase("p1", "100")).AfterDays(10).Given(Purchase("p2", "100"));
        Assert.Equal(300, scenario.Balance());

        Assert.Equal(200, scenario.Given(Return("r1", "p1", "50")).Balance());
        Assert.Equal(100, scenario.Given(Return("r2", "p1")).Balance());
    }

    [Fact]
    public void What_was_spent_already_is_owed_and_made_up_for_by_what_is_earned_next()
    {
        var scenario = With(Points).Given(Purchase("p1", "100"), Spend("s1", 80), Return("r1", "p1"));
        Assert.Equal(-80, scenario.Balance());
        Assert.Equal("insufficient_balance", scenario.RefusalOf(Spend("s2", 1)));

        Assert.Equal(-30, scenario.Given(Purchase("p2", "50")).Balance());
        Assert.Equal(20, scenario.Given(Purchase("p3", "50")).Balance());
        Assert.Equal([("2027-01-14", 20)], scenario.Lots());
    }

    [Fact]
    public void What_was_spent_already_is_written_off_where_the_wallet_says_so()
    {
        var scenario = With(Points with { Overdraw = Overdraw.WriteOff }).Given(Purchase("p1", "100"), Spend("s1", 80), Return("r1", "p1"));

        Assert.Equal(0, scenario.Balance());
        Assert.Equal((Of(-20), Of(80)), (scenario.LastMovements()[0].Amount, scenario.LastMovements()[0].WrittenOff!.Value));
    }

    [Fact]
    public void What_has_expired_is_not_taken_back_once_more()
    {
        var scenario = With(Points).Given(Purchase("p1", "100")).AfterDays(366).Given(Return("r1", "p1"));

        Assert.Equal(0, scenario.Balance());
        Assert.Equal(Of(100), scenario.LastMovements()[0].WrittenOff);
    }

    [Fact]
    public void Points_paid_come_back_once_whether_the_payment_failed_or_the_order_came_back()
    {
        var scenario = With(Points).Given(Purchase("p1", "100"), Purchase("p2", "20").PaidWith(40));
        Assert.Equal(100 - 40 + 19, scenario.Balance());

        scenario.Given(new ReversePayment { PurchaseId = "p2" });
        Assert.Equal(119, scenario.Balance());
        Assert.Equal([new(new(2027, 1, 14), Of(40))], scenario.LastMovements()[0].Lots!);

        Assert.Equal(100, scenario.Given(Return("r2", "p2")).Balance());
        Assert.Equal([MovementKind.TakenBack], scenario.LastMovements().Select(movement => movement.Kind));
    }

    [Fact]
    public void Order_that_comes_back_gives_back_the_points_that_paid_it()
    {
        var scenario = With(Points).Given(Purchase("p1", "100"), Purchase("p2", "20").PaidWith(40), Return("r1", "p2", "5"));
        // A quarter of the order came back: 10 of 40 points, and 5 of the 19 earned.
        Assert.Equal(79 + 10 - 5, scenario.Balance());

        Assert.Equal(100, scenario.Given(Return("r2", "p2")).Balance());
        Assert.Equal("nothing_paid_by_wallets", scenario.RefusalOf(new ReversePayment { PurchaseId = "p2" }));
    }

    [Theory]
    [InlineData(ExpiredRefund.Renew, 40, null)]
    [InlineData(ExpiredRefund.WriteOff, 0, 40)]
    public void What_would_have_expired_meanwhile_comes_back_as_the_wallet_says_and_the_entry_says_which(ExpiredRefund rule, int balance, int? writtenOff)
    {
        var scenario = With(Points with { ExpiredRefund = rule }).Given(Purchase("p1", "40"), Purchase("p2", "0.40").PaidWith(40)).AfterDays(366).Given(Return("r1", "p2"));

        Assert.Equal(balance, scenario.Balance());
        var back = Assert.Single(scenario.LastMovements());
        Assert.Equal((MovementKind.GivenBack, Of(balance), writtenOff is { } off ? Of(off) : (WalletAmount?)null), (back.Kind, back.Amount, back.WrittenOff));
        Assert.Equal(balance == 0 ? [] : [("2028-01-15", 40)], scenario.Lots());
    }

    [Fact]
    public void Spending_is_reversed_to_the_lots_from_which_it_came()
    {
        var scenario = With(Points).Given(Purchase("p1", "100")).AfterDays(31).Given(Purchase("p2", "50"), Spend("s1", 120), new ReverseSpending { SpendingId = "s1" });

        Assert.Equal([("2027-01-14", 100), ("2027-02-14", 50)], scenario.Lots());
        Assert.Equal("spending_not_found", scenario.RefusalOf(new ReverseSpending { SpendingId = "s2" }));
    }

    [Fact]
    public void Edited_order_earns_the_difference()
    {
        var scenario = With(Points).Given(Lines("p1", Line("a", 1, "10"), Line("b", 1, "20")));

        Assert.Equal(55, scenario.Given(new AmendPurchase { AmendmentId = "a1", PurchaseId = "p1", Lines = [Line("a", 1, "10"), Line("b", 1, "45")] }).Balance());
        Assert.Equal(10, scenario.Given(new AmendPurchase { AmendmentId = "a2", PurchaseId = "p1", Lines = [Line("a", 1, "10")] }).Balance());
        Assert.Equal(0, scenario.Given(Return("r1", "p1")).Balance());
    }

    [Fact]
    public void Stamps_go_back_by_the_piece_and_points_by_what_was_paid_for_it()
    {
        var stamps = new WalletRule("stamps") { Earn = [new(1, EarnPer.Piece)] };
        // Two thirds of 2.00 are 1.3333; a piece that came back at 10.00 is a piece, though the order was edited to 6.00 each.
        var scenario = With(Points with { Decimals = 4 }, stamps).Given(Lines("p1", new PurchaseLine("a", null, 3, Amount("1"), Amount("1"))), LineBack("r1", 1, 1));
        Assert.Equal((2, 1.3333m), (scenario.Balance("stamps"), scenario.Balance()));

        var edited = With(Points, stamps).Given(Lines("p1", Line("a", 2, "10")), LineBack("r1", 1, 1), new AmendPurchase { AmendmentId = "a1", PurchaseId = "p1", Lines = [Line("a", 2, "6")] });
        Assert.Equal((1, 2), (edited.Balance("stamps"), edited.Balance()));
    }

    [Fact]
    public void Part_of_an_amount_that_comes_back_leaves_the_stamp()
    {
        var scenario = With(new WalletRule("stamps") { Earn = [new(1, EarnPer.Piece)] }).Given(Purchase("p1"), Return("r1", "p1", "3"));

        Assert.Equal(1, scenario.Balance("stamps"));
        Assert.Equal(0, scenario.Given(Return("r2", "p1")).Balance("stamps"));
    }

    [Fact]
    public void Edited_order_keeps_what_came_back_of_it_out()
    {
        var scenario = With(Points).Given(Lines("p1", Line("a", 1, "10"), Line("b", 2, "20")), LineBack("r1", 2, 1));
        Assert.Equal(30, scenario.Balance());

        Assert.Equal(50, scenario.Given(new AmendPurchase { AmendmentId = "a1", PurchaseId = "p1", Lines = [Line("a", 1, "10"), Line("b", 3, "20")] }).Balance());
        Assert.Equal(0, scenario.Given(Return("r2", "p1")).Balance());
    }

    [Fact]
    public void Order_that_was_edited_below_what_points_had_paid_earns_nothing()
    {
        var scenario = With(Points).Given(Purchase("p1", "100"), Purchase("p2", "20").PaidWith(100));

        Assert.Equal(0, scenario.Given(new AmendPurchase { AmendmentId = "a1", PurchaseId = "p2", Amount = Amount("0") }).Balance());
        Assert.Equal(100, scenario.Given(new ReversePayment { PurchaseId = "p2" }).Balance());
    }

    [Fact]
    public void Moved_purchase_takes_its_points_along()
    {
        var scenario = With(Points).Given(Lines("p1", Line("a", 1, "10"), Line("b", 1, "20")), LineBack("r1", 1), Purchase("p2", "5"));
        scenario.Given(new MovePurchase { MoveId = "m1", PurchaseId = "p1", ToCustomerId = "bob" });
        Assert.Equal(5, scenario.Balance());

        var told = (TakeOverPurchase)scenario.Last<PurchaseMoved>().Tells("ada", Start).Single().Command;
        var other = With(Points).Given(told);
        Assert.Equal(20, other.Balance());
        Assert.Equal(0, other.Given(LineBack("r2", 2)).Balance());
    }

    [Fact]
    public void Purchase_that_a_wallet_has_paid_moves_only_after_the_payment_was_reversed()
    {
        var scenario = With(Points).Given(Purchase("p1", "100"), Purchase("p2", "20").PaidWith(40));

        Assert.Equal("paid_by_wallets", scenario.RefusalOf(new MovePurchase { MoveId = "m1", PurchaseId = "p2", ToCustomerId = "bob" }));
        Assert.Null(scenario.Given(new ReversePayment { PurchaseId = "p2" }).RefusalOf(new MovePurchase { MoveId = "m2", PurchaseId = "p2", ToCustomerId = "bob" }));
        Assert.Equal(100, scenario.Balance());
    }

    [Fact]
    public void Wallets_pay_no_more_than_the_purchase_comes_to()
    {
        var scenario = With(Points, new WalletRule("stamps")).Given(Purchase("p1", "100"));

        Assert.Equal("payment_exceeds_purchase", scenario.RefusalOf(Purchase("p2", "0.50").PaidWith(51)));
        Assert.Equal("wallet_does_not_pay", scenario.RefusalOf(Purchase("p3") with { Payments = [new("stamps", Of(1))] }));
        Assert.Equal("insufficient_balance", scenario.RefusalOf(Purchase("p4").PaidWith(101)));
        Assert.Equal(1, scenario.State.Orders);
    }
}
