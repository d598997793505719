using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Domain.Tests.Customers;

public sealed class TimeZoneNameTests
{
    private static readonly DateTimeOffset Start = CustomerScenario.Start;

    [Theory]
    [InlineData("America/New_York", "America/New_York")]
    [InlineData("america/new_york", "America/New_York")]
    [InlineData("EUROPE/berlin", "Europe/Berlin")]
    [InlineData("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires")]
    [InlineData("Asia/Calcutta", "Asia/Calcutta")]
    [InlineData("Etc/GMT+12", "Etc/GMT+12")]
    [InlineData("UTC", "UTC")]
    [InlineData("", null)]
    [InlineData("Mars/Olympus", null)]
    [InlineData("+02:00", null)]
    [InlineData("W. Europe Standard Time", null)]
    [InlineData("right/Europe/Berlin", null)]
    [InlineData("posix/Europe/Berlin", null)]
    [InlineData("localtime", null)]
    [InlineData("../zoneinfo/UTC", null)]
    [InlineData("/etc/localtime", null)]
    public void Name_is_kept_in_the_letters_of_the_zones_that_the_machine_knows(string name, string? canonical)
    {
        Assert.Equal(canonical, TimeZoneName.Canonical(name));
        var fault = new RegisterCustomer { TimeZone = name }.Faults().Select(fault => $"{fault.Field}: {fault.Message}").ToList();
        var expected = "timeZone: Must be the IANA name of a time zone that this server knows, such as America/New_York; leave it out where it is not known.";
        Assert.Equal(canonical is null ? [expected] : [], fault);
        Assert.Equal(fault, new ChangeRegistration { TimeZone = name }.Faults().Select(fault => $"{fault.Field}: {fault.Message}"));
    }

    [Fact]
    public void Of_several_time_zones_that_of_the_latest_date_holds_in_whichever_order_they_arrive()
    {
        ActorCommand[] said =
        [
            new RegisterCustomer { RegistrationId = "r", Name = "Ada", TimeZone = "Europe/Rome", OccurredAt = Start.AddDays(-9) },
            new ChangeRegistration { ChangeId = "moved", TimeZone = "america/new_york", OccurredAt = Start.AddDays(-8) },
            new ChangeRegistration { ChangeId = "before", TimeZone = "Europe/Paris", OccurredAt = Start.AddDays(-10) },
        ];
        foreach (var order in (int[][])[[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0]])
        {
            var scenario = new CustomerScenario().Given(new RecordInteraction { InteractionId = "i", Kind = InteractionKind.Answer });
            foreach (var at in order) scenario.When(said[at]);
            Assert.Equal("America/New_York", scenario.State.Profile.TimeZone);
            scenario.When(new ChangeRegistration { Clear = ["timeZone"], OccurredAt = Start.AddDays(-7) });
            Assert.Null(scenario.State.Profile.TimeZone);
        }
    }

    [Fact]
    public void Segments_choose_by_the_time_zone_in_whichever_letters_and_whoever_has_none_has_no_value()
    {
        var (ada, bob) = (StateIn("Europe/Berlin"), StateIn(null));
        var berlin = CustomerFields.TimeZone.Where(SegmentOperator.In, "europe/berlin", "Mars/Olympus");

        Assert.Equal((true, false), (SegmentRule.Of(berlin)(ada, new()), SegmentRule.Of(berlin)(bob, new())));
        Assert.False(SegmentRule.Of(CustomerFields.TimeZone.Where(SegmentOperator.Exists))(bob, new()));
    }

    private static ActorState StateIn(string? zone) => Registration.Part.Set(ActorState.New("ada"), new() { Profile = new() { TimeZone = zone } });
}
