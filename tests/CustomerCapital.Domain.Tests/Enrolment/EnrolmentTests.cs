using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Ladder;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Enrolment;

public sealed class EnrolmentTests
{
    [Fact]
    public void Enrolment_makes_a_member_and_leaving_undoes_it()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1"), new SetEnrolment { Enrolled = true }, new SetEnrolment { Enrolled = false });

        Assert.Equal(new Standing(Rung.Buyer, false), scenario.State.Standing);
        Assert.Equal(
            [StandingReason.FirstPurchase, StandingReason.Enrolled, StandingReason.LeftProgram],
            scenario.StandingChanges.Select(change => change.Reason));
    }

    [Fact]
    public void Enrolment_that_holds_already_changes_nothing()
    {
        var scenario = new CustomerScenario().Given(new SetEnrolment { Enrolled = true });

        var decision = scenario.When(new SetEnrolment { Enrolled = true });

        Assert.Empty(decision.Happenings);
        Assert.Equal(-1, decision.Fact);
        Assert.Null(decision.Refusal);
    }

    [Fact]
    public void Enrolment_with_an_id_is_recorded_even_where_it_changes_nothing()
    {
        var scenario = new CustomerScenario().Given(new SetEnrolment { Enrolled = true }, new SetEnrolment { EnrolmentId = "form-2", Enrolled = true });

        Assert.Equal("enrolment:form-2", scenario.Entries[^1].NaturalId);
        Assert.Equal(new EnrolmentChanged(true), scenario.Entries[^1].Event);
    }

    [Fact]
    public void Leaving_as_the_first_that_is_known_puts_the_person_into_the_register()
    {
        var scenario = new CustomerScenario().Given(new SetEnrolment { Enrolled = false });

        Assert.Equal(1, scenario.State.Sequence);
        Assert.False(scenario.State.Enrolled);
    }

    [Fact]
    public void Enrolment_without_an_id_that_is_sent_again_after_a_contrary_one_changes_nothing()
    {
        SetEnrolment[] commands = [new() { Enrolled = true, OccurredAt = Start.AddDays(-9) }, new() { Enrolled = false, OccurredAt = Start.AddDays(-1) }];
        var scenario = new CustomerScenario().Given(commands);

        Assert.All(commands, command => Assert.Empty(scenario.When(command).Happenings));
        Assert.False(scenario.State.Enrolled);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Enrolment_that_arrives_late_does_not_undo_the_later_decision(bool later)
    {
        var scenario = new CustomerScenario().Given(
            new SetEnrolment { EnrolmentId = "later", Enrolled = later, OccurredAt = Start.AddDays(-1) },
            new SetEnrolment { EnrolmentId = "earlier", Enrolled = !later, OccurredAt = Start.AddDays(-9) });

        Assert.Equal(later, scenario.State.Enrolled);
        Assert.Equal(later ? Rung.Member : Rung.InTargetMarket, scenario.State.Standing.Rung);
    }

    [Fact]
    public void Faults_of_an_enrolment_name_the_field()
    {
        Assert.Equal(["enrolled"], FaultFields(new SetEnrolment()));
        Assert.Equal(["enrolmentId"], FaultFields(new SetEnrolment { EnrolmentId = "", Enrolled = true }));
        Assert.Empty(FaultFields(new SetEnrolment { EnrolmentId = "form-1", Enrolled = false }));
    }

    [Fact]
    public void Days_in_the_program_go_on_while_the_person_is_in_it_and_begin_anew_once_the_person_comes_back()
    {
        SetEnrolment[] commands =
        [
            new() { EnrolmentId = "1", Enrolled = true, OccurredAt = Start.AddDays(-9) },
            new() { EnrolmentId = "2", Enrolled = true, OccurredAt = Start.AddDays(-7) },
            new() { EnrolmentId = "late", Enrolled = false, OccurredAt = Start.AddDays(-8) },
            new() { EnrolmentId = "3", Enrolled = false, OccurredAt = Start.AddDays(-6) },
            new() { EnrolmentId = "4", Enrolled = false, OccurredAt = Start.AddDays(-5) },
            new() { EnrolmentId = "5", Enrolled = true, OccurredAt = Start.AddDays(-4) },
        ];
        var scenario = new CustomerScenario();

        var since = commands.Select(command => scenario.Given(command).State.EnrolledAt);

        Assert.Equal([Start.AddDays(-9), Start.AddDays(-9), Start.AddDays(-9), null, null, Start.AddDays(-4)], since);
    }
}
