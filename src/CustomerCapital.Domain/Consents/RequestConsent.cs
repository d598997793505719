using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Consents;

/// <summary>
/// Notes that a person wants to be contacted, and asks the person to confirm that: double opt-in. Until then the consent
/// counts as not given. A later request for the same channel and purpose takes its place, and so does a change.
/// </summary>
public sealed record RequestConsent : ActorCommand
{
    /// <summary>The request's id, which the confirmation names.</summary>
    public string ConsentId { get; init; } = "";

    /// <summary>By which way the person is contacted.</summary>
    public ContactChannel Channel { get; init; }

    /// <summary>For what: <c>marketing</c> or <c>survey</c>.</summary>
    public ContactPurpose Purpose { get; init; }

    /// <summary>Where the person said so; at most 200 characters. May be left out.</summary>
    public string? Source { get; init; }

    /// <summary>The template of the mail that asks the person to confirm. If left out, none is sent.</summary>
    public string? Template { get; init; }

    [JsonIgnore]
    public override string? NaturalId => IdOf(ConsentId);

    /// <summary>The natural id of a request.</summary>
    public static string IdOf(string consentId) => "consent_request:" + consentId;

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(ConsentId) ? this with { ConsentId = id } : this;

    public override IEnumerable<FieldFault> Faults() =>
        [.. ChangeConsent.FaultsOf(ConsentId, Channel, Purpose, Source), .. Template is null ? [] : Text.IdFaults("template", Template)];

    public override DateTimeOffset? Ground(ActorState state, Recollection past) => GivenConsents.SinceOf(state, Channel, Purpose);

    public override Verdict Decide(in Situation situation)
    {
        var state = situation.State;
        if (state.Sequence == 0) return Refusal.CustomerNotFound(state.CustomerId);
        if (string.IsNullOrWhiteSpace(state.Profile.Email) && (Channel == ContactChannel.Email || Template is not null)) return ConsentRefusal.AddressMissing(state.CustomerId);
        return new ConsentRequested(ConsentId, Channel, Purpose) { Source = Source, Template = Template };
    }
}

/// <summary>A consent was asked for, which the person has to confirm.</summary>
/// <param name="ConsentId">The request's id.</param>
/// <param name="Channel">By which way the person is contacted.</param>
/// <param name="Purpose">For what.</param>
public sealed record ConsentRequested(string ConsentId, ContactChannel Channel, ContactPurpose Purpose) : ActorEvent
{
    /// <summary>Where the person said so. Null if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>The template of the mail that asks the person to confirm. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Template { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        // What was said of the consent since then holds.
        if (GivenConsents.SinceOf(state, Channel, Purpose) > moment.Utc) return state;
        return GivenConsents.Part.Set(state, GivenConsents.Part.Of(state).With(new(ConsentId, Channel, Purpose, moment.Utc) { Address = state.Profile.Email }));
    }

    public override NaturalIds? Ids() => NaturalIds.Of(new RequestConsent { ConsentId = ConsentId });
}

/// <summary>The person confirms a consent that was asked for: from now on it is given.</summary>
public sealed record ConfirmConsent : ActorCommand
{
    /// <summary>The request's id.</summary>
    public string ConsentId { get; init; } = "";

    [JsonIgnore]
    public override string? NaturalId => "consent_confirmation:" + ConsentId;

    public override IEnumerable<FieldFault> Faults() => Text.IdFaults("consentId", ConsentId);

    public override DateTimeOffset? Ground(ActorState state, Recollection past) => Of(state)?.At;

    public override Verdict Decide(in Situation situation)
    {
        if (Of(situation.State) is not { } asked || situation.At < asked.At || GivenConsents.SinceOf(situation.State, asked.Channel, asked.Purpose) > asked.At)
            return ConsentRefusal.NotRequested(ConsentId);
        return asked.Address != situation.State.Profile.Email ? ConsentRefusal.AddressChanged(ConsentId) : new ConsentConfirmed(ConsentId, asked.Channel, asked.Purpose);
    }

    private RequestedConsent? Of(ActorState state) => GivenConsents.Part.Of(state).Requested.Find(asked => asked.ConsentId == ConsentId);
}

/// <summary>The person has confirmed a consent, which is given from then on.</summary>
/// <param name="ConsentId">The request's id.</param>
/// <param name="Channel">By which way the person is contacted.</param>
/// <param name="Purpose">For what.</param>
public sealed record ConsentConfirmed(string ConsentId, ContactChannel Channel, ContactPurpose Purpose) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment) => GivenConsents.Change(state, Channel, Purpose, true, moment.Utc);

    public override NaturalIds? Ids() => NaturalIds.Of(new ConfirmConsent { ConsentId = ConsentId });
}

/// <summary>Why commands about consents are refused.</summary>
internal static class ConsentRefusal
{
    public static Refusal NotRequested(string consentId) => new("consent_not_requested", $"No consent '{consentId}' waits to be confirmed; it was confirmed or withdrawn since, or another was asked for.");

    public static Refusal AddressMissing(string customerId) => new("address_missing", $"No e-mail address of customer '{customerId}' is registered; register it first.");

    public static Refusal AddressChanged(string consentId) => new("address_changed", $"The e-mail address has changed since consent '{consentId}' was asked for; ask for it again.");
}
