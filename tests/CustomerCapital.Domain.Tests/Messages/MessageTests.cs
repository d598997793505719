using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Messages;

public sealed class MessageTests
{
    private static readonly RegisterCustomer Ada = new() { Name = "Ada", Email = "ada@example.org", Language = "de-AT", Consents = new(Email: true), OccurredAt = Start.AddDays(-30) };

    [Theory]
    [InlineData(ContactPurpose.Marketing, null)]
    [InlineData(ContactPurpose.Survey, "consent_missing")]
    [InlineData(ContactPurpose.Service, null)]
    public void PlanMessage_needs_the_consent_to_its_purpose(ContactPurpose purpose, string? refusal)
    {
        var scenario = new CustomerScenario().Given(Ada);

        Assert.Equal(refusal, scenario.RefusalOf(Plan("m1", purpose)));
        if (refusal is null) Assert.Equal((MessageStatus.Planned, "de-AT"), (Message(scenario, "m1").Status, scenario.Last<MessagePlanned>().Language));
    }

    [Fact]
    public void PlanMessage_without_a_customer_an_address_or_a_template_is_refused()
    {
        Assert.Equal("customer_not_found", new CustomerScenario().RefusalOf(Plan("m1")));
        Assert.Equal("address_missing", new CustomerScenario().Given(Ada with { Email = null }).RefusalOf(Plan("m1")));
        Assert.Equal("template_not_found", new CustomerScenario().Given(Ada).RefusalOf(new PlanMessage { MessageId = "m1", Template = "none" }));
    }

    [Fact]
    public void PlanMessage_beyond_so_many_that_are_open_is_refused_until_one_is_sent()
    {
        var scenario = new CustomerScenario().Given(Ada).Given([.. Enumerable.Range(1, CustomerMessages.MostOpen).Select(number => Plan($"m{number}"))]);
        Assert.Equal("too_many_messages", scenario.RefusalOf(Plan("more")));

        scenario.Given(Move("m1", MessageStatus.InHand), Move("m1", MessageStatus.Sent));

        Assert.Null(scenario.RefusalOf(Plan("more")));
    }

    [Fact]
    public void Messages_that_are_kept_are_bounded_and_the_open_ones_stay()
    {
        var scenario = new CustomerScenario().Given(Ada, Plan("open", ContactPurpose.Service));
        for (var number = 1; number <= 2 * CustomerMessages.MostKept; number++)
            scenario.Given(Plan($"m{number}", ContactPurpose.Service), Move($"m{number}", MessageStatus.InHand), Move($"m{number}", MessageStatus.Sent));

        var kept = CustomerMessages.Part.Of(scenario.State).Latest;
        Assert.Equal(CustomerMessages.MostKept, kept.Count);
        Assert.Equal(("open", "m100"), (kept[0].MessageId, kept[^1].MessageId));
    }

    [Fact]
    public void MoveMessage_takes_in_hand_what_may_be_sent_still()
    {
        var scenario = new CustomerScenario().Given(Ada, Plan("m1"), Move("m1", MessageStatus.InHand));

        Assert.Equal((MessageStatus.InHand, 1, CustomerMessages.HashOf("ADA@example.org ")), (Message(scenario, "m1").Status, Message(scenario, "m1").Attempts, Message(scenario, "m1").AddressHash));
        Assert.Empty(scenario.When(Move("m1", MessageStatus.InHand)).Happenings);

        // Of two that take it in hand again after one attempt, one gets it.
        scenario.Given(Move("m1", MessageStatus.InHand) with { Again = 1 });
        Assert.Equal(2, Message(scenario, "m1").Attempts);
        Assert.Empty(scenario.When(Move("m1", MessageStatus.InHand) with { Again = 1 }).Happenings);
    }

    [Theory]
    [InlineData("consent", "consent_missing")]
    [InlineData("register", "consent_missing")]
    [InlineData("address", "address_missing")]
    public void MoveMessage_withholds_what_may_not_be_sent_by_then(string what, string reason)
    {
        var scenario = new CustomerScenario().Given(Ada, Plan("m1"), what switch
        {
            "consent" => new ChangeConsent { ConsentId = "c1", Channel = ContactChannel.Email, Purpose = ContactPurpose.Marketing, IsGiven = false },
            "register" => new ChangeRegistration { ChangeId = "r1", Clear = ["consents"] },
            _ => new ChangeRegistration { ChangeId = "r1", Clear = ["email"] },
        });

        scenario.Given(Move("m1", MessageStatus.InHand));

        Assert.Equal((MessageStatus.Withheld, reason, 0), (Message(scenario, "m1").Status, Message(scenario, "m1").Reason, Message(scenario, "m1").Attempts));
    }

    [Fact]
    public void MoveMessage_asks_for_consent_to_what_the_template_is_for_by_then()
    {
        var scenario = new CustomerScenario().Given(Ada, Plan("m1", ContactPurpose.Service));

        scenario.Given(Move("m1", MessageStatus.InHand) with { TemplatePurpose = ContactPurpose.Survey });

        Assert.Equal(MessageStatus.Withheld, Message(scenario, "m1").Status);
    }

    [Fact]
    public void MoveMessage_of_what_is_over_changes_nothing()
    {
        var scenario = new CustomerScenario().Given(Ada, Plan("m1"), Move("m1", MessageStatus.InHand), Move("m1", MessageStatus.Sent));

        Assert.All(Enum.GetValues<MessageStatus>(), status => Assert.Empty(scenario.When(Move("m1", status)).Happenings));
    }

    [Theory]
    [InlineData(null, 20, 59, null)]
    [InlineData(null, 21, 0, "2026-01-16T07:00:00Z")]
    [InlineData(null, 23, 30, "2026-01-16T07:00:00Z")]
    [InlineData("America/New_York", 12, 30, "2026-01-15T13:00:00Z")]
    [InlineData("America/New_York", 13, 0, null)]
    public void QuietHours_are_by_the_customers_own_clocks_and_messages_come_when_they_end(string? zone, int hour, int minute, string? until)
    {
        var policy = new ProgramPolicy { TimeZone = "Europe/Rome", Messages = new(new(new(22, 0), new(8, 0))) };
        var scenario = new CustomerScenario(policy).Given(Ada with { TimeZone = zone });
        scenario.By(Utc(2026, 1, 15, hour, minute)).Given(Plan("m1"), Plan("m2", ContactPurpose.Service));

        Assert.Equal(until is null ? null : DateTimeOffset.Parse(until, null), Message(scenario, "m1").Until);
        Assert.Equal(MessageStatus.Planned, Message(scenario, "m2").Status);
        if (until is null) return;
        Assert.Empty(scenario.When(Move("m1", MessageStatus.InHand)).Happenings);
        scenario.By(DateTimeOffset.Parse(until, null));
        Assert.Equal((MessageStatus.Planned, "m1"), (Message(scenario, "m1").Status, scenario.Last<MessageDue>().MessageId));
    }

    [Fact]
    public void QuietHours_that_have_begun_meanwhile_put_off_what_is_taken_in_hand()
    {
        var policy = new ProgramPolicy { Messages = new(new(new(22, 0), new(8, 0))) };
        var scenario = new CustomerScenario(policy).Given(Ada, Plan("m1")).By(Utc(2026, 1, 15, 22, 30)).Given(Move("m1", MessageStatus.InHand));

        Assert.Equal((MessageStatus.PutOff, Utc(2026, 1, 16, 8)), (Message(scenario, "m1").Status, Message(scenario, "m1").Until));
    }

    [Fact]
    public void MarketingLimit_counts_what_was_not_withheld_within_its_days()
    {
        var policy = new ProgramPolicy { Messages = new(MarketingLimit: new(2, 7)) };
        var scenario = new CustomerScenario(policy).Given(Ada, Plan("m1"), Plan("m2"));
        Assert.Equal("message_limit_reached", scenario.RefusalOf(Plan("m3")));
        Assert.Null(scenario.RefusalOf(Plan("s1", ContactPurpose.Service)));

        scenario.Given(Move("m2", MessageStatus.InHand), Move("m2", MessageStatus.Failed) with { Reason = "rejected" });
        Assert.Null(scenario.RefusalOf(Plan("m4")));

        scenario.AfterDays(7);
        Assert.Null(scenario.RefusalOf(Plan("m5")));
    }

    [Fact]
    public void ReportMessage_of_a_hard_bounce_shuts_the_address_until_another_is_registered()
    {
        var scenario = Sent().Given(Report("b1", MessageReport.HardBounce));
        Assert.True(scenario.State.IsUndeliverable);
        Assert.Equal("address_undeliverable", scenario.RefusalOf(Plan("m2", ContactPurpose.Service)));

        scenario.Given(new ChangeRegistration { ChangeId = "r1", Email = "ada@other.example" });

        Assert.False(scenario.State.IsUndeliverable);
        Assert.Null(scenario.RefusalOf(Plan("m2")));
    }

    [Fact]
    public void ReportMessage_of_a_mail_to_an_earlier_address_says_nothing_of_the_new_one()
    {
        var scenario = Sent().Given(new ChangeRegistration { ChangeId = "r1", Email = "ada@other.example" }, Report("b1", MessageReport.HardBounce));

        Assert.False(scenario.State.IsUndeliverable);
    }

    [Fact]
    public void ReportMessage_of_a_complaint_withdraws_the_consents_to_mail()
    {
        var scenario = Sent().Given(new ChangeConsent { ConsentId = "c1", Channel = ContactChannel.Email, Purpose = ContactPurpose.Survey, IsGiven = true }, Report("b1", MessageReport.Complaint));

        Assert.False(scenario.State.HasConsentTo(ContactChannel.Email, ContactPurpose.Marketing));
        Assert.False(scenario.State.HasConsentTo(ContactChannel.Email, ContactPurpose.Survey));
        Assert.Equal(MessageStatus.Complained, Message(scenario, "m1").Status);
        Assert.Equal("consent_missing", scenario.RefusalOf(Plan("m2")));
    }

    [Fact]
    public void ReportMessage_of_a_soft_bounce_shuts_nothing()
    {
        var scenario = Sent().Given(Report("b1", MessageReport.SoftBounce));

        Assert.Equal(MessageStatus.Bounced, Message(scenario, "m1").Status);
        Assert.Null(scenario.RefusalOf(Plan("m2")));
    }

    [Fact]
    public void ReportMessage_of_what_was_not_sent_is_refused()
    {
        var scenario = new CustomerScenario().Given(Ada, Plan("m1"));

        Assert.Equal("message_not_sent", scenario.RefusalOf(Report("b1", MessageReport.Complaint)));
        Assert.Equal("message_not_found", scenario.RefusalOf(Report("b1", MessageReport.Complaint) with { MessageId = "other" }));
    }

    [Fact]
    public void MoveMessage_that_failed_because_there_is_no_such_address_shuts_the_address()
    {
        var scenario = new CustomerScenario().Given(Ada, Plan("m1"), Move("m1", MessageStatus.InHand), Move("m1", MessageStatus.Failed) with { Reason = MessageMoved.RecipientUnknown });

        Assert.True(scenario.State.IsUndeliverable);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "consent_missing")]
    public void GrantReward_of_a_message_plans_it_in_the_same_commit_or_says_why_not(bool consents, string? withheld)
    {
        var policy = new ProgramPolicy { Rewards = [new("thanks", "Thank you", Voucher: new() { Percent = 10 }, Message: new("thanks-mail"))] };
        var scenario = new CustomerScenario(policy).Given(Ada with { Consents = new(Email: consents) });

        var decision = scenario.When(new GrantReward { GrantId = "g1", Reward = "thanks", Free = true });

        Assert.Equal([typeof(RewardGranted), typeof(MessagePlanned)], decision.Happenings.Select(happening => happening.Event.GetType()));
        var planned = scenario.Last<MessagePlanned>();
        Assert.Equal(("by:grant:g1", "thanks-mail", ContactPurpose.Marketing, withheld), (planned.MessageId, planned.Template, planned.Purpose, planned.Withheld));
        Assert.Equal(("Thank you", scenario.Last<RewardGranted>().Code), (planned.Values!["reward"], planned.Values["code"]));
    }

    [Fact]
    public void RequestConsent_with_a_template_plans_the_mail_that_asks()
    {
        var scenario = new CustomerScenario().Given(
            Ada with { Consents = new() }, new RequestConsent { ConsentId = "c1", Channel = ContactChannel.Email, Purpose = ContactPurpose.Marketing, Template = "confirm" });

        var planned = scenario.Last<MessagePlanned>();
        Assert.Equal(("by:consent:c1", "confirm", ContactPurpose.Service, "c1", (string?)null), (planned.MessageId, planned.Template, planned.Purpose, planned.ConsentId, planned.Withheld));
    }

    [Fact]
    public void Faults_name_the_field()
    {
        Assert.Equal(["messageId", "template"], FaultFields(new PlanMessage()));
        Assert.Equal(["messageId"], FaultFields(new PlanMessage { MessageId = "by:grant:g1", Template = "t" }));
        Assert.Equal(["values"], FaultFields(new PlanMessage { MessageId = "m", Template = "t", Values = new Dictionary<string, string> { ["a b"] = "" } }));
        Assert.Equal(["values.a"], FaultFields(new PlanMessage { MessageId = "m", Template = "t", Values = new Dictionary<string, string> { ["a"] = new('x', 201) } }));
        Assert.Equal(["reportId", "messageId", "kind"], FaultFields(new ReportMessage()));
        Assert.Equal(
            ["messages.quietHours", "messages.marketingLimit.times", "messages.marketingLimit.days"],
            new ProgramPolicy { Messages = new(new(new(8, 0), new(8, 0)), new(0, 400)) }.Faults().Select(fault => fault.Field));
    }

    private static CustomerScenario Sent() => new CustomerScenario().Given(Ada, Plan("m1"), Move("m1", MessageStatus.InHand), Move("m1", MessageStatus.Sent));

    private static PlanByTemplate Plan(string id, ContactPurpose purpose = ContactPurpose.Marketing) => new() { Message = new() { MessageId = id, Template = "news" }, Purpose = purpose };

    private static MoveMessage Move(string id, MessageStatus status) => new() { MessageId = id, Status = status };

    private static ReportMessage Report(string id, MessageReport kind) => new() { ReportId = id, MessageId = "m1", Kind = kind };

    private static CustomerMessage Message(CustomerScenario scenario, string id) => CustomerMessages.Part.Of(scenario.State).Latest.Find(message => message.MessageId == id)!;
}
