using CustomerCapital.Domain.Customers;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Customers;

public sealed class RegistrationTests
{
    private static readonly RegisterCustomer Earlier = new() { Name = "Ada Byron", OccurredAt = Start.AddDays(-9) };
    private static readonly RegisterCustomer Later = new() { Name = "Ada Lovelace", AcquisitionChannel = "fair", OccurredAt = Start.AddDays(-1) };

    [Fact]
    public void Registrations_sent_again_in_their_order_change_nothing()
    {
        var scenario = new CustomerScenario().Given(Earlier, Later);

        Assert.All([Earlier, Later], command => Assert.Empty(scenario.When(command).Happenings));
        Assert.Equal("Ada Lovelace", scenario.State.Profile.Name);
    }

    [Fact]
    public void Registration_dated_before_what_the_register_knows_does_not_overwrite_it()
    {
        var scenario = new CustomerScenario().Given(Later);

        var decision = scenario.When(Earlier);

        Assert.Equal((-1, null), (decision.Fact, decision.Refusal));
        Assert.Equal(("Ada Lovelace", "fair"), (decision.State.Profile.Name, decision.State.AcquisitionChannel));
    }

    [Fact]
    public void Registration_of_the_same_moment_or_a_later_one_replaces_what_the_register_knows()
    {
        var scenario = new CustomerScenario().Given(Later, Later with { Name = "Ada King" });

        Assert.Equal("Ada King", scenario.State.Profile.Name);
        Assert.Equal(Start.AddDays(-1), Registration.Part.Of(scenario.State).At);
    }

    [Fact]
    public void Registration_dated_before_a_purchase_is_taken()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1"), Earlier);

        Assert.Equal("Ada Byron", scenario.State.Profile.Name);
    }
}
