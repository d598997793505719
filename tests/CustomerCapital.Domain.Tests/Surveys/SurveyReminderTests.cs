using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Surveys;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Surveys;

/// <summary>Whoever has not answered is reminded once, within consent, quiet hours and limits.</summary>
public sealed class SurveyReminderTests
{
    private static readonly ProgramPolicy Policy = new() { Currency = "EUR", Surveys = new() { ReminderDays = 5, ReminderTemplate = "remind" } };

    [Fact]
    public void Reminder_is_planned_after_the_days_once_and_not_of_what_was_answered()
    {
        var scenario = Consenting(Policy).Given(Invite("a"), Invite("b"), new GiveFeedback { FeedbackId = "survey:b", Nps = 9 });

        Assert.Empty(Reminders(scenario.AfterDays(4)));
        Assert.Equal(("by:survey:a", "a", "remind", (string?)null), Assert.Single(Reminders(scenario.AfterDays(1)).Select(planned => (planned.MessageId, planned.SurveyId!, planned.Template, planned.Withheld))));
        Assert.Single(Reminders(scenario.AfterDays(40)));
        Assert.Equal("a", scenario.Last<SurveyUnanswered>().SurveyId);
    }

    [Fact]
    public void Reminder_without_consent_is_withheld()
    {
        var scenario = new CustomerScenario(Policy).Given(new RegisterCustomer { Email = "ada@example.org", Consents = new(true, true, true) }, Invite("a")).AfterDays(6);

        Assert.Equal("consent_missing", Assert.Single(Reminders(scenario)).Withheld);
    }

    [Fact]
    public void Reminder_waits_for_the_end_of_quiet_hours()
    {
        var quiet = new Domain.Campaigns.QuietHours(new(11, 0), new(15, 0));
        var scenario = Consenting(Policy with { Messages = new(quiet) }).Given(Invite("a")).AfterDays(6);

        Assert.Equal(Start.AddDays(5).AddHours(3), Assert.Single(Reminders(scenario)).Until);
    }

    [Fact]
    public void Reminder_of_somebody_who_has_had_as_many_messages_as_one_gets_is_withheld()
    {
        var scenario = Consenting(Policy with { Messages = new(MarketingLimit: new(1, 10)) }).Given(
            new ChangeConsent { ConsentId = "m", Channel = ContactChannel.Email, Purpose = ContactPurpose.Marketing, IsGiven = true }, Invite("a"),
            new PlanByTemplate { Message = new() { MessageId = "m1", Template = "news" }, Purpose = ContactPurpose.Marketing }).AfterDays(6);

        Assert.Equal("message_limit_reached", Assert.Single(Reminders(scenario)).Withheld);
    }

    [Fact]
    public void Nobody_is_reminded_of_a_survey_that_is_over_by_then_or_by_a_policy_without_reminders()
    {
        Assert.Empty(Reminders(Consenting(Policy).Given(Invite("a") with { ExpiresAt = Start.AddDays(5) }).AfterDays(9)));
        Assert.Empty(Reminders(Consenting(new() { Currency = "EUR" }).Given(Invite("a")).AfterDays(9)));
    }

    [Theory]
    [InlineData(0, "t", "surveys.reminderDays")]
    [InlineData(366, "t", "surveys.reminderDays")]
    [InlineData(3, null, "surveys.reminderTemplate")]
    [InlineData(null, "t", "surveys.reminderTemplate")]
    [InlineData(3, "", "surveys.reminderTemplate")]
    public void Faults_of_reminders_name_the_field(int? days, string? template, string field) =>
        Assert.Equal([field], (Policy with { Surveys = new() { ReminderDays = days, ReminderTemplate = template } }).Faults().Select(fault => fault.Field));

    private static CustomerScenario Consenting(ProgramPolicy policy) => new CustomerScenario(policy).Given(
        new RegisterCustomer { Email = "ada@example.org" }, new ChangeConsent { ConsentId = "s", Channel = ContactChannel.Email, Purpose = ContactPurpose.Survey, IsGiven = true });

    private static InviteToSurvey Invite(string id) => new() { SurveyId = id, Kind = SurveyKind.Nps, ExpiresAt = Start.AddDays(30) };

    private static IEnumerable<MessagePlanned> Reminders(CustomerScenario scenario) => scenario.Entries.Select(entry => entry.Event).OfType<MessagePlanned>().Where(planned => planned.SurveyId is not null);
}
