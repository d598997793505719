using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Moves;

/// <summary>Purchases that turn out to be another customer's.</summary>
public sealed class MoveTests
{
    private static readonly RecordPurchase Shopping = new() { PurchaseId = "p1", Channel = "web", Lines = [Line("shirt", 2, "10.00"), Line("hat", 1, "30.00")] };

    [Fact]
    public void Purchase_that_moves_leaves_its_month_here_and_counts_there_at_its_own_moment()
    {
        var (ada, bob) = (new CustomerScenario().Given(Shopping, Purchase("p2")).AfterDays(40), new CustomerScenario(id: "bob").AfterDays(40));

        Move(ada, bob, "m1");

        Assert.Equal((1, Amount("10.00"), Rung.Buyer), (ada.State.Orders, ada.State.Revenue, ada.State.Standing.Rung));
        Assert.Equal((1, Amount("50.00"), Rung.Buyer), (bob.State.Orders, bob.State.Revenue, bob.State.Standing.Rung));
        Assert.Equal([new(Month.Of(2026, 1), 1, Amount("50.00"))], bob.State.Activity.Months.ToArray());
        Assert.Equal((Start, "web"), (bob.State.FirstOrderAt, bob.State.AcquisitionChannel));
        Assert.Equal(StandingReason.PurchaseMoved, ada.Last<StandingChanged>().Reason);
        Assert.Equal(StandingReason.FirstPurchase, bob.StandingChanges.First().Reason);
        Assert.Equal(("purchase:p1", null), (bob.Entries[0].NaturalId, bob.Entries[0].ConcernsId));
    }

    [Fact]
    public void Returns_and_amendments_of_before_and_after_a_move_come_to_what_they_would_have_come_to_without_it()
    {
        ActorCommand[] before = [Shopping, ByLine("r1", new ReturnLine(Line: 1, Quantity: 1)), new AmendPurchase { AmendmentId = "a1", PurchaseId = "p1", Lines = [Line("shirt", 2, "8.00"), Line("hat", 1, "30.00"), Line("scarf", 1, "5.00")] }];
        ActorCommand[] after = [ByLine("r2", new ReturnLine(Line: 1)), new AmendPurchase { AmendmentId = "a2", PurchaseId = "p1", Lines = [Line("shirt", 2, "8.00"), Line("hat", 1, "25.00")] }, Return("r3", "p1", "1.00")];
        var stayed = new CustomerScenario().Given(before).Given(after);
        var (ada, bob) = (new CustomerScenario().Given(before), new CustomerScenario(id: "bob"));

        Move(ada, bob, "m1");
        bob.Given(after);

        Assert.Equal((0, Money.Zero), (ada.State.Orders, ada.State.Revenue));
        Assert.Equal((stayed.State.Orders, stayed.State.Revenue), (bob.State.Orders, bob.State.Revenue));
        Assert.Equal((stayed.Given(Return("r4", "p1")).State.Orders, Money.Zero), (bob.Given(Return("r4", "p1")).State.Orders, bob.State.Revenue));
    }

    /// <remarks>Exports tell what came back of an order in all: what came back before the move is part of that.</remarks>
    [Fact]
    public void Cumulative_return_after_a_move_counts_what_came_back_before_it()
    {
        var (ada, bob) = (new CustomerScenario().Given(Purchase("p1", "50.00"), Return("r1", "p1", "20.00")), new CustomerScenario(id: "bob"));

        Move(ada, bob, "m1");

        Assert.Equal(Amount("25.00"), bob.Given(new RecordReturn { ReturnId = "r2", PurchaseId = "p1", CumulativeAmount = Amount("25.00") }).State.Revenue);
    }

    [Fact]
    public void Purchase_moves_back_and_on_and_every_message_may_come_twice()
    {
        var (ada, bob, cleo) = (new CustomerScenario().Given(Shopping), new CustomerScenario(id: "bob"), new CustomerScenario(id: "cleo"));

        var first = Move(ada, bob, "m1");
        Move(bob, ada, "m1");
        Assert.Equal((1, 0), (ada.State.Orders, bob.State.Orders));
        Assert.Equal((null, "purchase:p1"), ada.Entries.Last(entry => entry.Event is PurchaseTakenOver) is var back ? (back.NaturalId, back.ConcernsId) : default);
        Move(ada, bob, "m2");
        Assert.Null(bob.When(first).Refusal);
        Move(bob, cleo, "m2");
        Assert.Null(bob.When(first).Refusal);

        Assert.Equal((0, 0, 1), (ada.State.Orders, bob.State.Orders, cleo.State.Orders));
        Assert.Equal(Amount("50.00"), cleo.State.Revenue);
        Assert.Equal((1, Amount("50.00")), (cleo.Given(ByLine("r1", new ReturnLine(Line: 2))).State.Orders, cleo.State.Revenue + Amount("30.00")));
    }

    [Fact]
    public void Move_of_what_is_not_here_is_refused_and_says_where_it_is()
    {
        var (ada, bob) = (new CustomerScenario().Given(Shopping, Purchase("p2"), Return("r", "p2")), new CustomerScenario(id: "bob"));

        Assert.Equal("move_to_self", ada.RefusalOf(To("ada", "m1")));
        Assert.Equal("purchase_not_found", ada.RefusalOf(To("bob", "m1") with { PurchaseId = "p3" }));
        Assert.Equal("purchase_returned", ada.RefusalOf(To("bob", "m1") with { PurchaseId = "p2" }));
        Assert.Equal("move_before_purchase", ada.RefusalOf(To("bob", "m1") with { OccurredAt = Start.AddSeconds(-1) }));
        Move(ada, bob, "m1");
        Assert.Equal("purchase_moved", ada.RefusalOf(To("cleo", "m2")));
        Assert.Equal("purchase_moved", ada.RefusalOf(Return("r1", "p1")));
        Assert.Equal("purchase_moved", ada.RefusalOf(new AmendPurchase { AmendmentId = "a", PurchaseId = "p1", Amount = Amount("1") }));
        Assert.Equal(["moveId", "purchaseId", "toCustomerId"], FaultFields(new MovePurchase()));
    }

    [Fact]
    public void Purchase_is_not_taken_by_a_customer_who_has_one_of_the_same_id()
    {
        var (ada, bob) = (new CustomerScenario().Given(Shopping), new CustomerScenario(id: "bob").Given(Purchase("p1", "1.00")));
        ada.Given(To("bob", "m1"));

        Assert.Equal("purchase_id_taken", bob.RefusalOf(Told(ada)));
    }

    /// <remarks>The first order decides when a referral converts, and on which of the latest the ladder rests: the history fills both up.</remarks>
    [Fact]
    public void First_of_many_orders_that_moves_leaves_the_next_as_the_first_and_moves_the_conversion()
    {
        var ada = new CustomerScenario().Given(new AcceptReferral { ReferralId = "f", ReferrerId = "dora" });
        for (var day = 0; day < 30; day++) ada.AfterDays(1).Given(Purchase($"o{day}"));
        var bob = new CustomerScenario(id: "bob").By(ada.Now);

        Move(ada, bob, "m1", "o0");

        Assert.Equal((29, Start.AddDays(2)), (ada.State.Orders, ada.State.FirstOrderAt));
        Assert.Equal((Start.AddDays(2), Start.AddDays(1)), (ada.Last<ReferralConversionChanged>().ConvertedAt, ada.Last<ReferralConversionChanged>().MovedFrom));
        Assert.Equal(Start.AddDays(1), bob.State.FirstOrderAt);
        for (var day = 29; day > 14; day--) Move(ada, bob, $"m-{day}", $"o{day}");
        Assert.Equal((14, Start.AddDays(15)), (ada.State.Orders, ada.State.LastOrderAt));
        Assert.Equal(Enumerable.Range(0, 12).Select(back => Start.AddDays(15 - back)), ada.State.LatestOrders.NewestFirst.Take(12));
    }

    private static ActorCommand Move(CustomerScenario from, CustomerScenario to, string moveId, string purchaseId = "p1")
    {
        from.Given(To(to.State.CustomerId, moveId) with { PurchaseId = purchaseId });
        var told = Told(from);
        to.Given(told).Given(told);
        return told;
    }

    private static MovePurchase To(string customer, string moveId) => new() { MoveId = moveId, PurchaseId = "p1", ToCustomerId = customer };

    private static ActorCommand Told(CustomerScenario from) => from.Entries.Last(entry => entry.Event is PurchaseMoved) is { } moved ? moved.Event.Tells(moved.Actor, moved.OccurredAt).Single().Command : throw new InvalidOperationException("Nothing was moved.");

    private static RecordReturn ByLine(string id, params ReturnLine[] lines) => new() { ReturnId = id, PurchaseId = "p1", Lines = lines };
}
