using System.Collections.Immutable;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Consents;

/// <summary>A consent to be contacted by a channel for a purpose other than marketing.</summary>
/// <param name="Channel">By which way.</param>
/// <param name="Purpose">For what.</param>
/// <param name="IsGiven">Whether it is given.</param>
/// <param name="Since">Since when that holds.</param>
public sealed record KeptConsent(ContactChannel Channel, ContactPurpose Purpose, bool IsGiven, DateTimeOffset Since) : Kept;

/// <summary>A consent that was asked for, and that the person has not confirmed yet. It counts as not given.</summary>
/// <param name="ConsentId">Its id.</param>
/// <param name="Channel">By which way.</param>
/// <param name="Purpose">For what.</param>
/// <param name="At">When it was asked for.</param>
public sealed record RequestedConsent(string ConsentId, ContactChannel Channel, ContactPurpose Purpose, DateTimeOffset At) : Kept
{
    /// <summary>The e-mail address that the register knew then: only who reads its mail can confirm. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Address { get; init; }
}

/// <summary>
/// The consents of a customer beside those to marketing, which the register keeps alone (ADR 0083), and what was asked for and is not confirmed. At most one of each
/// for each channel and purpose.
/// </summary>
/// <param name="Others">The consents to other purposes than marketing.</param>
/// <param name="Requested">What is not confirmed yet.</param>
public sealed record GivenConsents(ImmutableList<KeptConsent> Others, ImmutableList<RequestedConsent> Requested) : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<GivenConsents> Part = new("consents", new([], []));

    /// <summary>The consents to other purposes than marketing.</summary>
    public ImmutableList<KeptConsent> Others { get; init; } = Others ?? [];

    /// <summary>What is not confirmed yet.</summary>
    public ImmutableList<RequestedConsent> Requested { get; init; } = Requested ?? [];

    /// <summary>A customer's state after a consent was given or withdrawn at a moment. Of several changes the one of the latest date holds, in whichever order they arrive.</summary>
    internal static ActorState Change(ActorState state, ContactChannel channel, ContactPurpose purpose, bool isGiven, DateTimeOffset at)
    {
        var consents = Part.Of(state);
        var pending = consents.Requested.RemoveAll(asked => asked.Channel == channel && asked.Purpose == purpose && asked.At <= at);
        if (purpose == ContactPurpose.Marketing)
        {
            var change = new RegistrationChanged(null, null, null, null, null, InRegister(channel, isGiven), null, null, null);
            state = Registration.Part.Set(state, change.In(Registration.Part.Of(state), at));
        }
        else if (consents.Others.Find(known => known.Channel == channel && known.Purpose == purpose) is not { } before)
        {
            consents = consents with { Others = consents.Others.Add(new(channel, purpose, isGiven, at)) };
        }
        else if (at >= before.Since)
        {
            consents = consents with { Others = consents.Others.Replace(before, before with { IsGiven = isGiven, Since = at }) };
        }

        return pending.Count == consents.Requested.Count && consents == Part.Of(state) ? state : Part.Set(state, consents with { Requested = pending });
    }

    /// <summary>When a consent was last given or withdrawn by itself, and not by a registration as a whole; null for never.</summary>
    internal static DateTimeOffset? SinceOf(ActorState state, ContactChannel channel, ContactPurpose purpose)
    {
        if (purpose != ContactPurpose.Marketing) return Part.Of(state).Others.Find(known => known.Channel == channel && known.Purpose == purpose)?.Since;
        var registration = Registration.Part.Of(state);
        return channel switch
        {
            ContactChannel.Email => registration.Since.ConsentToEmail,
            ContactChannel.Phone => registration.Since.ConsentToPhone,
            _ => registration.Since.ConsentToPost,
        };
    }

    internal GivenConsents With(RequestedConsent request) =>
        this with { Requested = Requested.RemoveAll(asked => asked.Channel == request.Channel && asked.Purpose == request.Purpose).Add(request) };

    private static ConsentsChange InRegister(ContactChannel channel, bool isGiven) => channel switch
    {
        ContactChannel.Email => new(Email: isGiven),
        ContactChannel.Phone => new(Phone: isGiven),
        _ => new(Post: isGiven),
    };

    public bool Equals(GivenConsents? other) => other is not null && Others.SequenceEqual(other.Others) && Requested.SequenceEqual(other.Requested);

    public override int GetHashCode() => HashCode.Combine(Others.Count, Requested.Count);
}

/// <summary>What consents say of a customer.</summary>
public static class ConsentingCustomer
{
    extension(ActorState state)
    {
        /// <summary>Whether the person may be contacted. Service needs no consent; what is asked for and not confirmed is none.</summary>
        public bool HasConsentTo(ContactChannel channel, ContactPurpose purpose) => purpose switch
        {
            ContactPurpose.Service => true,
            ContactPurpose.Marketing => channel switch
            {
                ContactChannel.Email => state.Profile.Consents.Email,
                ContactChannel.Phone => state.Profile.Consents.Phone,
                ContactChannel.Post => state.Profile.Consents.Post,
                _ => false,
            },
            _ => GivenConsents.Part.Of(state).Others.Exists(known => known.Channel == channel && known.Purpose == purpose && known.IsGiven),
        };

        /// <summary>Since when that holds; null where nothing was ever said of it.</summary>
        public DateTimeOffset? ConsentSince(ContactChannel channel, ContactPurpose purpose) =>
            GivenConsents.SinceOf(state, channel, purpose) ?? (purpose == ContactPurpose.Marketing ? Registration.Part.Of(state).At : null);
    }
}
