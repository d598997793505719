using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Tests.Messages;

/// <summary>Random histories of consents and messages: nothing is taken in hand of somebody who has not consented to it by what the entries say.</summary>
public sealed class ConsentHistoryTests
{
    private const int Histories = 10_000;
    private const int Steps = 24;

    [Fact]
    public void Nobody_is_mailed_without_consent_in_ten_thousand_random_histories()
    {
        var (mailed, withheld, refused) = (0, 0, 0);
        for (var seed = 1; seed <= Histories; seed++)
        {
            var scenario = Play(new(seed), ref refused);
            for (var at = 0; at < scenario.Entries.Count; at++)
            {
                if (scenario.Entries[at].Event is MessageMoved { Status: MessageStatus.Withheld, Reason: "consent_missing" }) withheld++;
                if (scenario.Entries[at].Event is not MessageMoved { Status: MessageStatus.InHand } moved) continue;
                var purpose = scenario.Entries.Select(entry => entry.Event).OfType<MessagePlanned>().Single(planned => planned.MessageId == moved.MessageId).Purpose;
                Assert.True(purpose == ContactPurpose.Service || HasConsented(scenario.Entries.Take(at), purpose), $"Seed {seed}: {moved.MessageId} was taken in hand without consent to {purpose}.");
                mailed++;
            }
        }

        // Each of the three has to come about often, or the histories show nothing.
        Assert.True(mailed > Histories && withheld > Histories / 20 && refused > Histories, $"{mailed} in hand, {withheld} withheld, {refused} refused.");
    }

    /// <summary>By definition, from the raw entries: of all that speaks of the consent, what is dated last.</summary>
    private static bool HasConsented(IEnumerable<Entry> entries, ContactPurpose purpose) =>
        entries.Select(entry => (entry.OccurredAt, IsGiven: entry.Event switch
        {
            CustomerRegistered { IsSuperseded: false } registered when purpose == ContactPurpose.Marketing => registered.Profile.Consents.Email,
            RegistrationChanged change when purpose == ContactPurpose.Marketing => change.Clear?.Contains("consents") is true ? false : change.Consents?.Email,
            ConsentChanged { Channel: ContactChannel.Email } change when change.Purpose == purpose => change.IsGiven,
            ConsentConfirmed { Channel: ContactChannel.Email } confirmed when confirmed.Purpose == purpose => true,
            MessageReported { Kind: MessageReport.Complaint } => false,
            _ => (bool?)null,
        })).Where(said => said.IsGiven is not null).OrderBy(said => said.OccurredAt).LastOrDefault().IsGiven ?? false;

    private static CustomerScenario Play(Random random, ref int refused)
    {
        var policy = new ProgramPolicy { Messages = random.Next(2) == 0 ? null : new(new(new(22, 0), new(7, 0)), random.Next(2) == 0 ? null : new(5, 3)) };
        var scenario = new CustomerScenario(policy).Given(new RegisterCustomer { Email = "ada@example.org", Consents = new(random.Next(2) == 0), OccurredAt = CustomerScenario.Start.AddDays(-9) });
        var messages = new List<string>();
        for (var step = 1; step <= Steps; step++)
        {
            if (random.Next(3) == 0) scenario.By(scenario.Now.AddHours(random.Next(1, 30)));
            // Each has a moment of its own, so that "the latest" is never a matter of arrival.
            var at = scenario.Now.AddHours(-random.Next(2) * random.Next(60)).AddMilliseconds(-step);
            if (Command(random, $"{step}", messages, scenario) is not { } command) continue;
            if (scenario.When(command with { OccurredAt = command is MoveMessage ? null : at }).Refusal is not null) refused++;
            else if (command is PlanByTemplate plan) messages.Add(plan.Message.MessageId);
        }

        return scenario;
    }

    private static ActorCommand? Command(Random random, string id, List<string> messages, CustomerScenario scenario)
    {
        var purpose = random.Next(3) == 0 ? ContactPurpose.Survey : ContactPurpose.Marketing;
        var message = messages.Count == 0 ? null : messages[random.Next(messages.Count)];
        return random.Next(20) switch
        {
            < 6 => new PlanByTemplate { Message = new() { MessageId = id, Template = "news" }, Purpose = random.Next(8) == 0 ? ContactPurpose.Service : purpose },
            < 11 => message is null ? null : new MoveMessage { MessageId = message, Status = MessageStatus.InHand },
            < 12 => message is null ? null : new MoveMessage { MessageId = message, Status = (MessageStatus)random.Next(3, 7), Until = scenario.Now.AddHours(3) },
            < 13 => message is null ? null : new ReportMessage { ReportId = id, MessageId = message, Kind = (MessageReport)random.Next(2, 4) },
            < 16 => new ChangeConsent { ConsentId = id, Channel = ContactChannel.Email, Purpose = purpose, IsGiven = random.Next(2) == 0 },
            < 17 => new RequestConsent { ConsentId = id, Channel = ContactChannel.Email, Purpose = purpose },
            < 18 => GivenConsents.Part.Of(scenario.State).Requested.FirstOrDefault() is { } asked ? new ConfirmConsent { ConsentId = asked.ConsentId } : null,
            < 19 => new ChangeRegistration { ChangeId = id, Consents = random.Next(3) == 0 ? null : new(Email: random.Next(2) == 0), Phone = id, Clear = null },
            _ => new RegisterCustomer { RegistrationId = id, Email = "ada@example.org", Consents = new(random.Next(2) == 0) },
        };
    }
}
