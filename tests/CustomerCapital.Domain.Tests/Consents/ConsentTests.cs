using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Consents;

public sealed class ConsentTests
{
    private static readonly RegisterCustomer Ada = new() { Name = "Ada", Email = "ada@example.org", OccurredAt = Start.AddDays(-30) };

    [Theory]
    [InlineData(ContactChannel.Email)]
    [InlineData(ContactChannel.Phone)]
    [InlineData(ContactChannel.Post)]
    public void ChangeConsent_to_marketing_is_that_of_the_register(ContactChannel channel)
    {
        var scenario = new CustomerScenario().Given(Ada, Change("c1", channel, ContactPurpose.Marketing, true));

        Assert.Equal(
            new(channel == ContactChannel.Email, channel == ContactChannel.Phone, channel == ContactChannel.Post), scenario.State.Profile.Consents);
        Assert.True(scenario.State.HasConsentTo(channel, ContactPurpose.Marketing));
        Assert.False(scenario.State.HasConsentTo(channel, ContactPurpose.Survey));
        Assert.Equal(Start, scenario.State.ConsentSince(channel, ContactPurpose.Marketing));
    }

    [Theory]
    [InlineData(ContactPurpose.Marketing)]
    [InlineData(ContactPurpose.Survey)]
    public void ChangeConsent_comes_to_the_same_in_whichever_order_the_changes_arrive(ContactPurpose purpose)
    {
        ActorCommand[] changes =
        [
            Change("c1", ContactChannel.Email, purpose, true) with { OccurredAt = Start.AddDays(-9) },
            Change("c2", ContactChannel.Email, purpose, false) with { OccurredAt = Start.AddDays(-5) },
            Change("c3", ContactChannel.Email, purpose, true) with { OccurredAt = Start.AddDays(-2) },
            Change("c4", ContactChannel.Email, purpose, false) with { OccurredAt = Start.AddDays(-1) },
        ];

        foreach (var order in Permutations(changes))
        {
            var state = new CustomerScenario().Given([Ada, .. order]).State;
            Assert.Equal((false, Start.AddDays(-1)), (state.HasConsentTo(ContactChannel.Email, purpose), state.ConsentSince(ContactChannel.Email, purpose)));
        }
    }

    [Fact]
    public void ChangeRegistration_and_ChangeConsent_are_one_truth_of_which_the_later_holds()
    {
        var scenario = new CustomerScenario().Given(
            Ada, new ChangeRegistration { ChangeId = "r1", Consents = new(Email: true), OccurredAt = Start.AddDays(-2) },
            Change("c1", ContactChannel.Email, ContactPurpose.Marketing, false) with { OccurredAt = Start.AddDays(-3) });
        Assert.True(scenario.State.HasConsentTo(ContactChannel.Email, ContactPurpose.Marketing));

        scenario.Given(Change("c2", ContactChannel.Email, ContactPurpose.Marketing, false) with { OccurredAt = Start.AddDays(-1) });
        scenario.Given(new ChangeRegistration { ChangeId = "r2", Consents = new(Email: true), OccurredAt = Start.AddHours(-30) });
        Assert.False(scenario.State.HasConsentTo(ContactChannel.Email, ContactPurpose.Marketing));
    }

    [Theory]
    [InlineData(ContactPurpose.Marketing)]
    [InlineData(ContactPurpose.Survey)]
    public void RequestConsent_counts_once_it_is_confirmed(ContactPurpose purpose)
    {
        var scenario = new CustomerScenario().Given(Ada, Request("c1", purpose));
        Assert.False(scenario.State.HasConsentTo(ContactChannel.Email, purpose));
        Assert.Equal("c1", Assert.Single(GivenConsents.Part.Of(scenario.State).Requested).ConsentId);

        scenario.AfterDays(1).Given(new ConfirmConsent { ConsentId = "c1" });

        Assert.True(scenario.State.HasConsentTo(ContactChannel.Email, purpose));
        Assert.Empty(GivenConsents.Part.Of(scenario.State).Requested);
    }

    [Fact]
    public void ConfirmConsent_of_what_was_withdrawn_asked_anew_or_never_asked_for_is_refused()
    {
        var confirmation = new ConfirmConsent { ConsentId = "c1" };

        Assert.Equal("consent_not_requested", new CustomerScenario().Given(Ada).RefusalOf(confirmation));
        Assert.Equal("consent_not_requested", Asked().Given(Change("c2", ContactChannel.Email, ContactPurpose.Marketing, false)).RefusalOf(confirmation));
        Assert.Equal("consent_not_requested", Asked().Given(Request("c2", ContactPurpose.Marketing)).RefusalOf(confirmation));
        Assert.Equal("consent_not_requested", Asked().AfterDays(1).Given(new ChangeRegistration { ChangeId = "r1", Consents = new(Email: false) }).RefusalOf(confirmation));
        Assert.Equal("consent_not_requested", Asked().AfterDays(1).RefusalOf(confirmation with { OccurredAt = Start.AddMinutes(-1) }));
        Assert.Null(Asked().Given(Request("c2", ContactPurpose.Survey)).RefusalOf(confirmation));

        static CustomerScenario Asked() => new CustomerScenario().Given(Ada, Request("c1", ContactPurpose.Marketing));
    }

    [Fact]
    public void ConfirmConsent_after_another_address_was_registered_is_refused()
    {
        var scenario = new CustomerScenario().Given(Ada, Request("c1", ContactPurpose.Marketing), new ChangeRegistration { ChangeId = "r1", Email = "other@example.org" });

        Assert.Equal("address_changed", scenario.RefusalOf(new ConfirmConsent { ConsentId = "c1" }));
    }

    [Fact]
    public void RequestConsent_that_comes_after_what_was_said_later_waits_for_nothing()
    {
        var scenario = new CustomerScenario().Given(
            Ada, Change("c2", ContactChannel.Email, ContactPurpose.Marketing, false), Request("c1", ContactPurpose.Marketing) with { OccurredAt = Start.AddDays(-1) });

        Assert.Empty(GivenConsents.Part.Of(scenario.State).Requested);
    }

    [Fact]
    public void Commands_of_somebody_unknown_or_without_an_address_are_refused()
    {
        Assert.Equal("customer_not_found", new CustomerScenario().RefusalOf(Change("c1", ContactChannel.Email, ContactPurpose.Survey, true)));
        Assert.Equal("customer_not_found", new CustomerScenario().RefusalOf(Request("c1", ContactPurpose.Survey)));
        Assert.Equal("address_missing", new CustomerScenario().Given(Ada with { Email = null }).RefusalOf(Request("c1", ContactPurpose.Survey)));
        Assert.Null(new CustomerScenario().Given(Ada with { Email = null }).RefusalOf(Request("c1", ContactPurpose.Survey) with { Channel = ContactChannel.Phone }));
    }

    [Fact]
    public void Faults_name_the_field()
    {
        Assert.Equal(["consentId", "channel", "purpose", "isGiven"], FaultFields(new ChangeConsent()));
        Assert.Equal(["purpose"], FaultFields(Change("c1", ContactChannel.Email, ContactPurpose.Service, true)));
        Assert.Equal(["source"], FaultFields(Change("c1", ContactChannel.Email, ContactPurpose.Survey, true) with { Source = new('x', 201) }));
        Assert.Equal(["template"], FaultFields(Request("c1", ContactPurpose.Survey) with { Template = "" }));
        Assert.Equal(["consentId"], FaultFields(new ConfirmConsent()));
    }

    private static ChangeConsent Change(string id, ContactChannel channel, ContactPurpose purpose, bool isGiven) => new() { ConsentId = id, Channel = channel, Purpose = purpose, IsGiven = isGiven };

    private static RequestConsent Request(string id, ContactPurpose purpose) => new() { ConsentId = id, Channel = ContactChannel.Email, Purpose = purpose };

    private static IEnumerable<ActorCommand[]> Permutations(ActorCommand[] of) =>
        of.Length < 2 ? [of] : of.SelectMany((first, at) => Permutations([.. of.Where((_, other) => other != at)]).Select(rest => (ActorCommand[])[first, .. rest]));
}
