using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Engine.Consents;

namespace CustomerCapital.Engine.Conformance.Messages;

/// <summary>Consents and their history, as soon as what was said of them is answered.</summary>
public abstract class ConsentsConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    [Fact]
    public async Task ReadConsents_has_what_holds_now_and_who_said_what_when()
    {
        await GivenAsync(
            "ada", new RegisterCustomer { Email = "ada@example.org", Consents = new(Phone: true), OccurredAt = Start.AddDays(-9) },
            new ChangeConsent { ConsentId = "c1", Channel = ContactChannel.Email, Purpose = ContactPurpose.Marketing, IsGiven = true, Source = "till", OccurredAt = Start.AddDays(-3) },
            new RequestConsent { ConsentId = "c2", Channel = ContactChannel.Email, Purpose = ContactPurpose.Survey, OccurredAt = Start.AddDays(-2) },
            new ChangeConsent { ConsentId = "c3", Channel = ContactChannel.Email, Purpose = ContactPurpose.Marketing, IsGiven = false, OccurredAt = Start.AddDays(-4) },
            new ChangeRegistration { ChangeId = "r1", Consents = new(Phone: false), OccurredAt = Start.AddDays(-1) });

        var consents = (await Engine.AskAsync(new ReadConsents("ada", 0, 100)))!;

        Assert.Equal([(ContactChannel.Email, ContactPurpose.Marketing)], consents.Current.Where(consent => consent.IsGiven).Select(consent => (consent.Channel, consent.Purpose)));
        Assert.Equal(Start.AddDays(-3), consents.Current.Single(consent => consent.IsGiven).Since);
        Assert.Equal("c2", Assert.Single(consents.Requested).ConsentId);
        Assert.Equal(
            [("customer_registered", ContactChannel.Email, false), ("customer_registered", ContactChannel.Phone, true), ("customer_registered", ContactChannel.Post, false), ("consent_changed", ContactChannel.Email, true),
             ("consent_requested", ContactChannel.Email, null), ("consent_changed", ContactChannel.Email, false), ("registration_changed", ContactChannel.Phone, (bool?)false)],
            consents.History.Select(fact => (fact.Event, fact.Channel, fact.IsGiven)));
        Assert.Equal("till", consents.History[3].Source);
        Assert.Null(consents.NextAfter);
    }

    [Fact]
    public async Task ReadConsents_is_paged_and_knows_nobody_unknown()
    {
        await GivenAsync("ada", [new RegisterCustomer(), .. Enumerable.Range(1, 7).Select(number => new ChangeConsent { ConsentId = $"c{number}", Channel = ContactChannel.Post, Purpose = ContactPurpose.Survey, IsGiven = number % 2 == 1 })]);

        var seen = new List<long>();
        for (long? after = 0; after is { } place;)
        {
            var page = (await Engine.AskAsync(new ReadConsents("ada", place, 3)))!;
            seen.AddRange(page.History.Where(fact => fact.Event == "consent_changed").Select(fact => fact.Sequence));
            after = page.NextAfter;
        }

        Assert.Equal([2, 3, 4, 5, 6, 7, 8], seen);
        Assert.Null(await Engine.AskAsync(new ReadConsents("nobody", 0, 3)));
    }
}
