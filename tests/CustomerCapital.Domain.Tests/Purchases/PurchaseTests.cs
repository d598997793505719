using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Purchases;

public sealed class PurchaseTests
{
    [Fact]
    public void Purchase_first_of_all_counts_an_order_its_revenue_and_its_month()
    {
        var state = new CustomerScenario().Given(Purchase("p1", "19.90")).State;

        Assert.Equal((1, Amount("19.90")), (state.Orders, state.Revenue));
        Assert.Equal([new(Month.Of(2026, 1), 1, Amount("19.90"))], state.Activity.Months.ToArray());
        Assert.Equal((Start, Start), (state.FirstOrderAt, state.LastOrderAt));
    }

    [Fact]
    public void Purchase_of_lines_comes_to_quantities_times_prices_less_all_discounts()
    {
        var scenario = new CustomerScenario().Given(new RecordPurchase
        {
            PurchaseId = "p1",
            Lines = [Line("shirt", 3, "4.99", "0.97"), Line("cheese", 0.25m, "10.00")],
            Discount = Amount("1.50"),
            Amount = Amount("15.00"),
        });

        Assert.Equal(Amount("15.00"), scenario.State.Revenue);
        Assert.Equal(Amount("15.00"), scenario.Last<PurchaseRecorded>().Amount);
    }

    [Theory]
    [InlineData("0", "10.00 10.00 10.00")]
    [InlineData("10.00", "6.6667 6.6667 6.6666")]
    [InlineData("0.0001", "10.00 10.00 9.9999")]
    [InlineData("29.9999", "0.0001 0.00 0.00")]
    [InlineData("30.00", "0.00 0.00 0.00")]
    public void Discount_of_the_whole_purchase_is_shared_over_lines_exactly(string discount, string paid)
    {
        var scenario = new CustomerScenario().Given(new RecordPurchase
        {
            PurchaseId = "p1",
            Lines = [Line("a", 1, "10.00"), Line("b", 2, "5.00"), Line("c", 4, "2.50")],
            Discount = Amount(discount),
        });

        var purchase = scenario.Last<PurchaseRecorded>();
        Assert.Equal(paid, string.Join(' ', purchase.Lines!.Select(line => line.Paid)));
        Assert.Equal(Amount("30.00") - Amount(discount), purchase.Amount);
        Assert.Equal(purchase.Amount.Units, purchase.Lines!.Sum(line => line.Paid.Units));
    }

    [Fact]
    public void Purchase_of_nothing_paid_is_an_order()
    {
        var scenario = new CustomerScenario().Given(Purchase("gift", "0"));

        Assert.Equal((1, Money.Zero), (scenario.State.Orders, scenario.State.Revenue));
        Assert.Equal(Rung.Buyer, scenario.State.Standing.Rung);
    }

    [Fact]
    public void Purchase_in_another_currency_is_refused_and_in_the_programs_own_is_not()
    {
        var scenario = new CustomerScenario();

        Assert.Equal("currency_mismatch", scenario.RefusalOf(Purchase("p1") with { Currency = "USD" }));
        Assert.Null(scenario.RefusalOf(Purchase("p2") with { Currency = "EUR" }));
        Assert.Equal(1, scenario.State.Orders);
    }

    [Fact]
    public void Purchase_beyond_the_range_of_revenue_is_refused_instead_of_wrapping()
    {
        var full = PurchaseHistory.Part.Set(ActorState.New("ada") with { Sequence = 1 }, new() { Revenue = new Money(long.MaxValue - 99_999) });
        var program = new CustomerScenario().Program;

        var fits = Decider.Decide(full, Purchase("p1", "9.9999"), new([]), program, Start, () => "");
        var exceeds = Decider.Decide(full, Purchase("p1", "10.00"), new([]), program, Start, () => "");

        Assert.Equal(long.MaxValue, fits.State.Revenue.Units);
        Assert.Equal("total_limit_reached", exceeds.Refusal?.Code);
    }

    [Fact]
    public void Channel_of_the_earliest_purchase_that_names_one_stands_in_until_one_is_registered()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1") with { Channel = "web" });
        Assert.Equal("web", scenario.State.AcquisitionChannel);

        scenario.Given(Purchase("p2", at: Start.AddDays(-2)) with { Channel = "store" }, Purchase("p3", at: Start.AddDays(-3)));
        Assert.Equal("store", scenario.State.AcquisitionChannel);

        scenario.Given(new RegisterCustomer { AcquisitionChannel = "fair" });
        Assert.Equal("fair", scenario.State.AcquisitionChannel);
    }

    [Fact]
    public void Channel_of_two_purchases_at_one_moment_does_not_depend_on_which_arrives_first()
    {
        var (web, store) = (Purchase("p1") with { Channel = "web" }, Purchase("p2") with { Channel = "store" });

        Assert.Equal("store", new CustomerScenario().Given(web, store).State.AcquisitionChannel);
        Assert.Equal("store", new CustomerScenario().Given(store, web).State.AcquisitionChannel);
    }

    public static TheoryData<string, RecordPurchase> Malformed => new()
    {
        { "purchaseId", Purchase("") },
        { "channel", Purchase("p") with { Channel = new string('c', 201) } },
        { "currency", Purchase("p") with { Currency = "eur" } },
        { "amount", new RecordPurchase { PurchaseId = "p" } },
        { "amount", new RecordPurchase { PurchaseId = "p", Lines = [] } },
        { "amount", Purchase("p", "-0.01") },
        { "amount", Purchase("p", "10000000000.0001") },
        { "discount", Purchase("p") with { Discount = Amount("1") } },
        { "amount", Purchase("p", "9.99") with { Lines = [Line("a", 1, "10.00")] } },
        { "discount", new RecordPurchase { PurchaseId = "p", Lines = [Line("a", 1, "10.00")], Discount = Amount("10.01") } },
        { "discount", new RecordPurchase { PurchaseId = "p", Lines = [Line("a", 1, "10.00")], Discount = Amount("-1") } },
        { "lines", new RecordPurchase { PurchaseId = "p", Lines = [.. Enumerable.Repeat(Line("a", 1, "1"), 2_001)] } },
        { "lines", new RecordPurchase { PurchaseId = "p", Lines = [Line("a", 1, "6000000000"), Line("b", 1, "6000000000")] } },
        { "lines[1]", new RecordPurchase { PurchaseId = "p", Lines = [Line("a", 1, "1"), null!] } },
        { "lines[0]", new RecordPurchase { PurchaseId = "p", Lines = [Line("a", 2, "10000000000")] } },
        { "lines[0].sku", new RecordPurchase { PurchaseId = "p", Lines = [Line("a\0", 1, "1")] } },
        { "lines[0].quantity", new RecordPurchase { PurchaseId = "p", Lines = [Line("a", 0, "1")] } },
        { "lines[0].quantity", new RecordPurchase { PurchaseId = "p", Lines = [Line("a", -1, "1")] } },
        { "lines[0].quantity", new RecordPurchase { PurchaseId = "p", Lines = [Line("a", 10_000_000.1m, "1")] } },
        { "lines[0].quantity", new RecordPurchase { PurchaseId = "p", Lines = [Line("a", 0.00001m, "1")] } },
        { "lines[0].unitPrice", new RecordPurchase { PurchaseId = "p", Lines = [Line("a", 1, "-1")] } },
        { "lines[0].discount", new RecordPurchase { PurchaseId = "p", Lines = [Line("a", 1, "1", "1.01")] } },
        { "lines[0].discount", new RecordPurchase { PurchaseId = "p", Lines = [Line("a", 1, "1", "-1")] } },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Faults_of_a_purchase_name_the_field(string field, RecordPurchase purchase) => Assert.Equal([field], FaultFields(purchase));

    [Fact]
    public void Faults_of_a_purchase_at_every_limit_are_none()
    {
        Assert.Empty(FaultFields(Purchase(new string('p', 128), "10000000000") with { Channel = new string('c', 200) }));
        Assert.Empty(FaultFields(new RecordPurchase { PurchaseId = "p", Lines = [Line(null, 10_000_000m, "1000")], Discount = Money.Limit }));
        Assert.Empty(FaultFields(new RecordPurchase { PurchaseId = "p", Lines = [.. Enumerable.Repeat(Line("a", 0.0001m, "1"), 2_000)] }));
    }
}
