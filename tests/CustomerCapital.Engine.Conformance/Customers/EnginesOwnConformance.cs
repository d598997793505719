using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Conformance.Customers;

/// <summary>What is not offered to callers over a network: commands that the engine sends itself, reviews, and the state with all that it holds.</summary>
public abstract class EnginesOwnConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    [Fact]
    public async Task ExecuteAsync_of_a_command_that_only_the_engine_sends_is_malformed()
    {
        foreach (var command in CommandTables.WithNothingStated(ofEngine: true))
        {
            var outcome = await ExecuteAsync("ada", command);

            Assert.Equal((OutcomeStatus.Malformed, "malformed"), (outcome.Status, outcome.Code));
            Assert.Contains(outcome.Faults!, fault => fault.Field == "type");
        }

        Assert.Null(await Engine.Customer("ada").GetAsync());
    }

    [Fact]
    public async Task ReviewAsync_of_an_unknown_customer_makes_none()
    {
        await Engine.Customer("nobody").ReviewAsync();

        Assert.Null(await Engine.Customer("nobody").GetAsync());
        Assert.Empty((await Engine.AskAsync(new FindCustomers(Segment.Everyone, null, 10))).Lines);
    }

    [Fact]
    public async Task State_of_the_person_brought_holds_the_referral_and_when_it_converted()
    {
        await GivenAsync("ada", new SetEnrolment { Enrolled = true }, new MakeReferral { ReferralId = "m", ReferredCustomerId = "bob", OccurredAt = Start });
        await SettleAsync();
        await GivenAsync("bob", Purchase("p1"), Purchase("p2"));
        await SettleAsync();

        Assert.Equal(new BroughtBy("ada", Start, 1, Start), (await Engine.Customer("bob").GetAsync())!.BroughtBy);
    }
}
