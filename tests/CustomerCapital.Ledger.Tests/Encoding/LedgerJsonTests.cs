using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Ledger.Tests.Encoding;

public sealed class LedgerJsonTests
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(-3.5)).AddMicroseconds(789_012);

    [Fact]
    public void Encode_of_a_state_leaves_out_what_holds_nothing()
    {
        var state = ActorState.New("ada") with { Sequence = 1, AsOf = At, KnownSince = At };

        Assert.Equal(
            """{"id":"ada","sequence":1,"asOf":1770104106789012,"knownSince":1770104106789012}""",
            LedgerJson.Encode(state));
        Assert.Equal(state, LedgerJson.DecodeState(LedgerJson.EncodeUtf8(state)));
    }

    [Fact]
    public void DecodeState_of_a_state_that_names_what_holds_nothing_is_the_same()
    {
        var state = LedgerJson.DecodeState(
            """
            {"customerId":"ada","sequence":1,"standing":{"rung":"buyer"},"profile":{"consents":{}},"activity":[],"latestOrders":[],
             "opinions":{"nps":{},"reviews":{}},"latestConversions":[],"openFollowUps":[]}
            """u8);

        Assert.Equal(state, LedgerJson.DecodeState("""{"customerId":"ada","sequence":1,"standing":{"rung":"buyer"}}"""u8));
        Assert.Same(Profile.Unknown, LedgerJson.DecodeState("""{"id":"ada","registration":{"profile":null}}"""u8).Profile);
        Assert.Empty(state.OpenFollowUps);
        Assert.Equal(new Consents(), state.Profile.Consents);
    }

    [Fact]
    public void DecodeEntry_gives_back_lines_and_account()
    {
        var bought = new PurchaseRecorded("p", Amount("20"), null, [new("s\u00fc", null, 1.5m, Amount("10"), Amount("12.3456")), new(null, "c", 2, Amount("4"), Amount("7.6544"))]);
        var entry = new Entry("ada", 1, At, At, bought, "purchase:p", null, "hash", new(Rung.Buyer, false, 1, Amount("20"), Amount("-1")));

        var body = LedgerJson.DecodeEntry(LedgerJson.EncodeUtf8(entry));

        Assert.Equal(entry.After, body.After);
        var read = Assert.IsType<PurchaseRecorded>(body.Event);
        Assert.Equal(bought.Lines, read.Lines);
        Assert.Equal(bought with { Lines = null }, read with { Lines = null });
    }

    [Fact]
    public void EncodeUtf8_of_an_entry_leaves_out_what_can_be_worked_out()
    {
        var bought = new PurchaseRecorded("p", Amount("33.4567"), "web", [new("s", null, 1.5m, Amount("10"), Amount("15")), new(null, "c", 2, Amount("9.99"), Amount("18.4567"))]);

        Assert.Equal(
            """{"event":{"type":"purchase_recorded","purchaseId":"p","amount":"33.4567","channel":"web","lines":[["s",null,1.5,"10.00"],[null,"c",2,"9.99","18.4567"]]},"after":[3,false,1,"33.4567"]}""",
            LedgerJson.JsonOf(LedgerJson.EncodeUtf8(new Entry("ada", 1, At, At, bought, After: new(Rung.Buyer, false, 1, Amount("33.4567"), Amount("33.4567"))))));
    }

    [Fact]
    public void DecodeEntry_reads_what_earlier_versions_wrote()
    {
        var body = LedgerJson.DecodeEntry(
            """
            {"event":{"type":"purchase_recorded","purchaseId":"p","amount":"20.00","lines":[{"sku":"s","quantity":1.5,"unitPrice":"10.00","paid":"12.3456"},{"category":"c","quantity":2,"unitPrice":"4.00","paid":"7.6544"}]},
             "after":{"rung":"buyer","lapsed":true,"orders":1,"revenue":"20.00","historicValue":"-1.00"}}
            """u8);

        Assert.Equal([new("s", null, 1.5m, Amount("10"), Amount("12.3456")), new(null, "c", 2, Amount("4"), Amount("7.6544"))], Assert.IsType<PurchaseRecorded>(body.Event).Lines);
        Assert.Equal(new(Rung.Buyer, true, 1, Amount("20"), Amount("-1")), body.After);
    }

    [Theory]
    [InlineData("""{"event":{"type":"purchase_recorded","purchaseId":"p","amount":"20.00","lines":[["s",null,1]]}}""")]
    [InlineData("""{"event":{"type":"purchase_recorded","purchaseId":"p","amount":"20.00","lines":[["s",null,1,"1.00","1.00","1.00"]]}}""")]
    [InlineData("""{"event":{"type":"enrolment_changed","enrolled":true},"after":[3,false]}""")]
    public void DecodeEntry_refuses_arrays_of_another_length(string json) =>
        Assert.Throws<JsonException>(() => LedgerJson.DecodeEntry(System.Text.Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void DecodeWhole_keeps_the_columns_too()
    {
        var entry = new Entry("ada", 7, At, At.AddDays(1), new EnrolmentChanged(true), "enrolment:e", "c", "hash", new(Rung.Member, true, 0, Money.Zero, Money.Zero));

        var read = LedgerJson.DecodeWhole(LedgerJson.EncodeWhole(entry));

        Assert.Equal(entry, read);
        Assert.True(entry.OccurredAt.EqualsExact(read.OccurredAt));
    }

    [Fact]
    public void DecodeState_of_a_new_customer_is_the_same() =>
        Assert.Equal(ActorState.New("ada"), LedgerJson.DecodeState(LedgerJson.EncodeUtf8(ActorState.New("ada"))));

    [Fact]
    public void DecodeState_gives_back_every_field()
    {
        var state = ActorState.New("ada") with { Sequence = 9, AsOf = At.ToUniversalTime(), KnownSince = DateTimeOffset.UnixEpoch };
        state = Standing.Part.Set(state, new(Rung.Advocate, true));
        state = Registration.Part.Set(state, new() { Profile = new() { Name = "Ada", BirthDate = new(2000, 2, 29), Consents = new(Post: true) }, Channel = "web", AcquisitionCost = Amount("3") });
        state = PurchaseHistory.Part.Set(state, new()
        {
            Orders = 3, Revenue = Amount("-0.0001"), FirstOrderAt = At.ToUniversalTime(), LatestOrders = LatestInstants.Of([At, At.AddDays(1)]), EarliestChannel = new("shop", At.ToUniversalTime()),
            Activity = ActivityMonths.Empty.With(Month.Of(2026, 1), 2, Amount("5")).With(Month.Of(2026, 3), 0, Amount("-1")),
        });
        state = Interest.Part.Set(state, new(true));
        state = Membership.Part.Set(state, new(true));
        state = Opinions.Part.Set(state, Opinions.None.With(0, 5, At.ToUniversalTime()));
        state = ReferralHistory.Part.Set(state, new()
        {
            BroughtBy = new("bob", At.ToUniversalTime(), 2, At.ToUniversalTime()), Made = 2, Converted = 1, LatestConversions = LatestInstants.Of([At]),
        });
        state = OpenFollowUps.Part.Set(state, new([new("u", FollowUpKind.Call, At, "p", null)]));

        var read = LedgerJson.DecodeState(LedgerJson.EncodeRow(state), LedgerJson.EncodeChangedParts(ActorState.New(state.Id), state));

        Assert.Equal(LedgerJson.Encode(state), LedgerJson.Encode(read));
        Assert.Equal(state, read);
    }

    [Fact]
    public void DecodePolicy_gives_back_every_field()
    {
        var policy = new ProgramPolicy
        {
            Version = 7, TimeZone = "Europe/Berlin", Currency = "EUR", ActivityWindowMonths = 5, MarginRate = 0.35m, Lapse = new(30, 0), Member = new(2, 3),
            Advocate = new(8, 5, 2, 4), RavingFan = new(5, 6),
        };

        Assert.Equal(policy, LedgerJson.DecodePolicy(LedgerJson.Encode(policy)));
    }

    private static Money Amount(string text) => Money.TryParse(text, out var money) ? money : throw new FormatException(text);

    [Fact]
    public void Zero_of_a_state_is_read_as_zero_where_something_else_is_usual()
    {
        var campaign = Campaign.Part.Set(ActorState.New(new(ActorKind.Campaign, "thanks")), new(CampaignStatus.Draft) { Terms = new("mug") { Schedule = new(Cron: "0 9 * * *", CatchUpMinutes: 0) } });
        var customer = CustomerRewards.Part.Set(ActorState.New("ada"), new([], [], [new("summer", 0)]));

        foreach (var state in (ActorState[])[campaign, customer])
            Assert.Equal(state, LedgerJson.DecodeState(LedgerJson.EncodeRow(state), LedgerJson.EncodeChangedParts(ActorState.New(state.Id), state)));
    }
}
