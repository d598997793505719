using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Interactions;

public sealed class InteractionTests
{
    [Theory]
    [InlineData(InteractionKind.Inquiry, false, Rung.Prospect)]
    [InlineData(InteractionKind.Answer, true, Rung.Prospect)]
    [InlineData(InteractionKind.Answer, false, Rung.InTargetMarket)]
    [InlineData(InteractionKind.Complaint, false, Rung.InTargetMarket)]
    [InlineData(InteractionKind.Contact, false, Rung.InTargetMarket)]
    public void Contact_of_a_kind_shows_interest_or_not(InteractionKind kind, bool positive, Rung rung)
    {
        var scenario = new CustomerScenario().Given(new RecordInteraction { InteractionId = "i1", Kind = kind, Positive = positive });

        Assert.Equal(rung, scenario.State.Standing.Rung);
    }

    [Fact]
    public void Interest_once_shown_stays_when_the_only_purchase_comes_back()
    {
        var scenario = new CustomerScenario().Given(
            new RecordInteraction { InteractionId = "i1", Kind = InteractionKind.Inquiry },
            new RecordInteraction { InteractionId = "i2", Kind = InteractionKind.Complaint }, Purchase("p1"), Return("r1", "p1"));

        Assert.Equal(Rung.Prospect, scenario.State.Standing.Rung);
    }

    [Fact]
    public void Last_interaction_is_the_latest_of_any_kind_in_whichever_order_they_arrive()
    {
        var scenario = new CustomerScenario().By(CustomerScenario.Start.AddYears(1));
        Assert.Null(InteractionFields.LastInteractionAt.Of(scenario.State));

        scenario.Given(
            new RecordInteraction { InteractionId = "i1", Kind = InteractionKind.Complaint, OccurredAt = CustomerScenario.Start.AddDays(2).ToOffset(TimeSpan.FromHours(5)) },
            new RecordInteraction { InteractionId = "i2", Kind = InteractionKind.Inquiry, OccurredAt = CustomerScenario.Start.AddDays(1) });

        Assert.Equal(CustomerScenario.Start.AddDays(2), InteractionFields.LastInteractionAt.Of(scenario.State));
    }

    [Fact]
    public void Faults_of_an_interaction_name_the_field()
    {
        var good = new RecordInteraction { InteractionId = "i", Kind = InteractionKind.Answer, Positive = true, Note = "Yes,\nplease." };

        Assert.Empty(FaultFields(good));
        Assert.Equal(["interactionId"], FaultFields(good with { InteractionId = "" }));
        Assert.Equal(["kind"], FaultFields(good with { Kind = 0, Positive = false }));
        Assert.Equal(["positive"], FaultFields(good with { Kind = InteractionKind.Inquiry }));
        Assert.Equal(["channel"], FaultFields(good with { Channel = new string('c', 201) }));
        Assert.Equal(["note"], FaultFields(good with { Note = new string('n', 2_001) }));
    }
}
