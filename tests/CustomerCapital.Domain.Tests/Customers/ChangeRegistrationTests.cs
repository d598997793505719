using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Customers;

public sealed class ChangeRegistrationTests
{
    private static readonly RegisterCustomer Ada = new()
    {
        Name = "Ada", Email = "ada@example.org", Phone = "+39 1", Language = "it", BirthDate = new(1990, 12, 10), Consents = new(Email: true, Post: true), AcquisitionChannel = "fair", AcquisitionCost = Amount("9.00"),
    };

    [Fact]
    public void Change_of_one_field_leaves_all_others_as_they_are()
    {
        var scenario = new CustomerScenario().Given(Ada);
        var before = scenario.State.Profile;

        scenario.Given(new ChangeRegistration { Phone = "123" });

        Assert.Equal(before with { Phone = "123" }, scenario.State.Profile);
        Assert.Equal(("fair", Amount("9.00")), (scenario.State.AcquisitionChannel, scenario.State.AcquisitionCost));
    }

    [Fact]
    public void Change_that_clears_fields_empties_them_and_no_others()
    {
        var scenario = new CustomerScenario().Given(Ada, new ChangeRegistration { Clear = ["email", "birthDate", "consents", "acquisitionChannel", "acquisitionCost"] });

        Assert.Equal(new Profile { Name = "Ada", Phone = "+39 1", Language = "it" }, scenario.State.Profile);
        Assert.Equal((null, Money.Zero), (scenario.State.AcquisitionChannel, scenario.State.AcquisitionCost));
    }

    [Fact]
    public void Change_of_one_consent_leaves_the_others_as_they_are()
    {
        var scenario = new CustomerScenario().Given(Ada, new ChangeRegistration { Consents = new(Phone: true, Post: false) });

        Assert.Equal(new Domain.Customers.Consents(Email: true, Phone: true), scenario.State.Profile.Consents);
    }

    [Fact]
    public void Changes_come_to_the_same_in_whichever_order_they_arrive()
    {
        ActorCommand[] commands =
        [
            Ada with { RegistrationId = "r1", OccurredAt = Start.AddDays(-9) }, Ada with { RegistrationId = "r2", Phone = "whole", OccurredAt = Start.AddDays(-5) },
            new ChangeRegistration { ChangeId = "c1", Phone = "old", OccurredAt = Start.AddDays(-7) }, new ChangeRegistration { ChangeId = "c2", Phone = "new", Name = "Ada King", OccurredAt = Start.AddDays(-3) },
            new ChangeRegistration { ChangeId = "c3", Email = "late@example.org", Clear = ["phone"], OccurredAt = Start.AddDays(-4) },
        ];
        var orders = Permutations(commands).ToList();
        Assert.Equal(120, orders.Count);

        foreach (var order in orders)
        {
            // Only somebody who is known can be changed.
            var scenario = new CustomerScenario().Given(Purchase("p1", at: Start.AddDays(-20))).Given(order);
            Assert.Equal(
                new Profile { Name = "Ada King", Email = "late@example.org", Phone = "new", Language = "it", BirthDate = new(1990, 12, 10), Consents = new(Email: true, Post: true) },
                scenario.State.Profile);
        }
    }

    [Fact]
    public void Change_of_somebody_who_is_not_known_is_refused() =>
        Assert.Equal("customer_not_found", new CustomerScenario().RefusalOf(new ChangeRegistration { Name = "Ada" }));

    [Fact]
    public void Change_from_another_version_is_refused_and_from_the_same_one_is_not()
    {
        var scenario = new CustomerScenario().Given(Ada);

        Assert.Equal("version_conflict", scenario.RefusalOf(new ChangeRegistration { Name = "Eve", ExpectedVersion = 2 }));
        Assert.Equal("version_conflict", scenario.RefusalOf(Ada with { Name = "Eve", ExpectedVersion = 0 }));
        Assert.Null(scenario.RefusalOf(new ChangeRegistration { Name = "Ada King", ExpectedVersion = 1 }));
        Assert.Equal("Ada King", scenario.State.Profile.Name);
    }

    [Fact]
    public void Change_from_the_version_that_was_read_is_not_refused_because_time_has_passed_since()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1"));
        var decision = Decider.Decide(scenario.State, new ChangeRegistration { Name = "Ada", ExpectedVersion = scenario.State.Sequence }, new([]), scenario.Program, Start.AddYears(1), scenario.NewCode);

        Assert.Null(decision.Refusal);
        Assert.Equal("Ada", decision.State.Profile.Name);
    }

    [Fact]
    public void Change_that_changes_nothing_is_unchanged_and_with_an_id_is_recorded()
    {
        var scenario = new CustomerScenario().Given(Ada);

        Assert.Empty(scenario.When(new ChangeRegistration { Name = "Ada" }).Happenings);
        Assert.Single(scenario.When(new ChangeRegistration { ChangeId = "c1", Name = "Ada" }).Happenings);
    }

    [Fact]
    public void Registration_with_an_id_that_is_dated_before_what_is_known_is_recorded_and_changes_nothing()
    {
        var scenario = new CustomerScenario().Given(Ada);

        var decision = scenario.When(new RegisterCustomer { RegistrationId = "r0", Name = "Old", OccurredAt = Start.AddDays(-1) });

        Assert.True(Assert.IsType<CustomerRegistered>(Assert.Single(decision.Happenings).Event).IsSuperseded);
        Assert.Equal("Ada", scenario.State.Profile.Name);
    }

    [Theory]
    [InlineData("2026-01-16", false)]
    [InlineData("2026-01-17", true)]
    [InlineData("2999-01-01", true)]
    public void Date_of_birth_that_is_to_come_is_refused(string date, bool refused)
    {
        var birthDate = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture);
        var scenario = new CustomerScenario().Given(Ada);

        Assert.Equal(refused ? "birth_date_in_future" : null, new CustomerScenario().RefusalOf(Ada with { BirthDate = birthDate }));
        Assert.Equal(refused ? "birth_date_in_future" : null, scenario.RefusalOf(new ChangeRegistration { BirthDate = birthDate }));
    }

    [Theory]
    [InlineData("1899-12-30", 1)]
    [InlineData("1900-01-01", 0)]
    public void Date_of_birth_that_nobody_has_is_a_fault(string date, int faults) =>
        Assert.Equal(faults, FaultFields(Ada with { BirthDate = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture) }).Count(field => field == "birthDate"));

    [Theory]
    [InlineData("ada@example.org")]
    [InlineData("a.b+tag@x.co")]
    [InlineData("o'neill@example.org")]
    [InlineData("ada@localhost")]
    [InlineData("jürgen@müller.example")]
    [InlineData("用户@例子.广告")]
    [InlineData("")]
    [InlineData(null)]
    public void Email_that_is_one_address_is_sound(string? email) => Assert.Empty(FaultFields(new RegisterCustomer { Email = email }));

    [Theory]
    [InlineData("ada")]
    [InlineData("@example.org")]
    [InlineData("ada@")]
    [InlineData("ada@@example.org")]
    [InlineData("ada@example..org")]
    [InlineData("ada@-example.org")]
    [InlineData("ada@example.org ")]
    [InlineData("ada lovelace@example.org")]
    [InlineData(".ada@example.org")]
    [InlineData("Ada <ada@example.org>")]
    [InlineData("a@example.org, b@example.org")]
    public void Email_that_is_no_address_is_a_fault(string email)
    {
        Assert.Equal(["email"], FaultFields(new RegisterCustomer { Email = email }));
        Assert.Equal(["email"], FaultFields(new ChangeRegistration { Email = email }));
    }

    [Theory]
    [InlineData("de")]
    [InlineData("de-CH")]
    [InlineData("zh-Hant-TW")]
    [InlineData("es-419")]
    [InlineData("sl-rozaj-biske")]
    [InlineData("de-CH-1901")]
    [InlineData("en-US-u-ca-buddhist")]
    [InlineData("x-shop")]
    [InlineData("")]
    public void Language_that_is_a_tag_is_sound(string language) => Assert.Empty(FaultFields(new RegisterCustomer { Language = language }));

    [Theory]
    [InlineData("de_CH")]
    [InlineData("German (Swiss)")]
    [InlineData("d")]
    [InlineData("de-")]
    [InlineData("de-CH-")]
    [InlineData("*")]
    [InlineData("\u212Aa")]
    public void Language_that_is_no_tag_is_a_fault(string language) => Assert.Equal(["language"], FaultFields(new RegisterCustomer { Language = language }));

    [Fact]
    public void Faults_of_a_change_name_the_fields()
    {
        Assert.Equal([""], FaultFields(new ChangeRegistration()));
        Assert.Equal([""], FaultFields(new ChangeRegistration { Consents = new() }));
        Assert.Equal(["clear[0]", "clear[2]", "clear[3]"], FaultFields(new ChangeRegistration { Name = "Ada", Clear = ["nickname", "email", "email", "name"] }));
        Assert.Equal(["changeId", "acquisitionCost", "expectedVersion"], FaultFields(new ChangeRegistration { ChangeId = " ", AcquisitionCost = Amount("-1"), ExpectedVersion = 0 }));
    }

    [Fact]
    public void Purchase_and_credit_of_somebody_who_is_not_known_are_refused_where_the_policy_says_so()
    {
        var policy = new ProgramPolicy { Currency = "EUR", KnownCustomersOnly = true };

        Assert.Equal("customer_not_known", new CustomerScenario(policy).RefusalOf(Purchase("p1")));
        Assert.Equal("customer_not_known", new CustomerScenario(policy).RefusalOf(Return("r1", null, "5")));
        Assert.Equal("purchase_not_found", new CustomerScenario(policy).RefusalOf(Return("r1", "p1")));
        Assert.Null(new CustomerScenario(policy).Given(Ada).RefusalOf(Purchase("p1")));
        Assert.Null(new CustomerScenario().RefusalOf(Purchase("p1")));
    }

    private static IEnumerable<ActorCommand[]> Permutations(ActorCommand[] of) => of.Length <= 1
        ? [of]
        : of.SelectMany((first, at) => Permutations([.. of[..at], .. of[(at + 1)..]]).Select(rest => (ActorCommand[])[first, .. rest]));
}
