using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Consents;

/// <summary>The consents of a customer as they are now, and a page of what was said of them.</summary>
/// <param name="CustomerId">Whose.</param>
/// <param name="AfterSequence">Only entries after this sequence number; 0 for the first page.</param>
/// <param name="Limit">At most so many entries are read, 1 to <see cref="FindCustomers.PageLimit"/>, of which those about consents are answered.</param>
public sealed record ReadConsents(string CustomerId, long AfterSequence, int Limit) : Question<CustomerConsents?>
{
    /// <returns>Null where there is no such customer.</returns>
    public override async Task<CustomerConsents?> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Limit, FindCustomers.PageLimit);
        if (await engine.Customer(CustomerId).GetAsync() is not { Sequence: > 0 } state) return null;
        var entries = await EntryReading.OfContentAsync(CustomerId, () => engine.Ledger.ReadEntriesAsync(CustomerId, AfterSequence, Limit, cancellation));
        return new(ConsentView.Of(state), GivenConsents.Part.Of(state).Requested, [.. entries.SelectMany(ConsentFact.Of)], entries is [.., var last] && last.Sequence < state.Sequence ? last.Sequence : null);
    }
}

/// <summary>The consents of a customer.</summary>
/// <param name="Current">Each channel and purpose, and whether the person may be contacted.</param>
/// <param name="Requested">What was asked for and the person has not confirmed.</param>
/// <param name="History">What was said of consents, oldest first: of the entries of this page those that say something.</param>
/// <param name="NextAfter">The <c>after</c> of the next page. Null on the last page. A page may be empty though others follow.</param>
public sealed record CustomerConsents(IReadOnlyList<ConsentView> Current, IReadOnlyList<RequestedConsent> Requested, IReadOnlyList<ConsentFact> History, long? NextAfter);

/// <summary>Whether a customer may be contacted.</summary>
/// <param name="Channel">By which way.</param>
/// <param name="Purpose">For what.</param>
/// <param name="IsGiven">Whether the consent is given.</param>
/// <param name="Since">Since when that holds. Null where nothing was ever said of it.</param>
public sealed record ConsentView(ContactChannel Channel, ContactPurpose Purpose, bool IsGiven, DateTimeOffset? Since)
{
    /// <summary>Those of a state: of every channel to marketing and to surveys.</summary>
    public static IReadOnlyList<ConsentView> Of(ActorState state) =>
        [.. from channel in Enum.GetValues<ContactChannel>()
            from purpose in (ContactPurpose[])[ContactPurpose.Marketing, ContactPurpose.Survey]
            select new ConsentView(channel, purpose, state.HasConsentTo(channel, purpose), state.ConsentSince(channel, purpose))];
}

/// <summary>What an entry says of a consent.</summary>
/// <param name="Sequence">Number of the entry in the customer's history.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="RecordedAt">When the engine recorded it.</param>
/// <param name="Event">The kind of entry, for example <c>consent_changed</c>.</param>
/// <param name="Channel">By which way the person is contacted.</param>
/// <param name="Purpose">For what.</param>
/// <param name="IsGiven">Whether the entry gives the consent, or withdraws it. Null of a request, which does neither.</param>
/// <param name="Source">Where the person said so. Null if that was not said.</param>
public sealed record ConsentFact(long Sequence, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt, string Event, ContactChannel Channel, ContactPurpose Purpose, bool? IsGiven, string? Source)
{
    /// <summary>Those of an entry; none where it says nothing of consents.</summary>
    public static IEnumerable<ConsentFact> Of(Entry entry)
    {
        return entry.Event switch
        {
            ConsentChanged changed => [Said(changed.Channel, changed.Purpose, changed.IsGiven, changed.Source)],
            ConsentRequested asked => [Said(asked.Channel, asked.Purpose, null, asked.Source)],
            ConsentConfirmed confirmed => [Said(confirmed.Channel, confirmed.Purpose, true, null)],
            MessageReported { Kind: MessageReport.Complaint } => [Said(ContactChannel.Email, ContactPurpose.Marketing, false, null), Said(ContactChannel.Email, ContactPurpose.Survey, false, null)],
            CustomerRegistered { IsSuperseded: false, Profile.Consents: var registered } => OfRegister(registered.Email, registered.Phone, registered.Post),
            RegistrationChanged { Clear: { } clear } when clear.Contains("consents") => OfRegister(false, false, false),
            RegistrationChanged { Consents: { } change } => OfRegister(change.Email, change.Phone, change.Post),
            _ => [],
        };

        ConsentFact Said(ContactChannel channel, ContactPurpose purpose, bool? isGiven, string? source) =>
            new(entry.Sequence, entry.OccurredAt, entry.RecordedAt, Capabilities.NameOf(entry.Event), channel, purpose, isGiven, source);

        IEnumerable<ConsentFact> OfRegister(bool? email, bool? phone, bool? post)
        {
            if (email is not null) yield return Said(ContactChannel.Email, ContactPurpose.Marketing, email, null);
            if (phone is not null) yield return Said(ContactChannel.Phone, ContactPurpose.Marketing, phone, null);
            if (post is not null) yield return Said(ContactChannel.Post, ContactPurpose.Marketing, post, null);
        }
    }
}
