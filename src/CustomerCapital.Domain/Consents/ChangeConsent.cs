using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Consents;

/// <summary>
/// Gives or withdraws a consent to be contacted by a channel for a purpose. Of several changes the one of the latest date
/// holds, in whichever order they arrive. The consents to marketing are those of the register.
/// </summary>
public sealed record ChangeConsent : ActorCommand
{
    /// <summary>The change's id.</summary>
    public string ConsentId { get; init; } = "";

    /// <summary>By which way the person is contacted.</summary>
    public ContactChannel Channel { get; init; }

    /// <summary>For what: <c>marketing</c> or <c>survey</c>. Service needs no consent.</summary>
    public ContactPurpose Purpose { get; init; }

    /// <summary>True gives the consent, false withdraws it.</summary>
    public bool? IsGiven { get; init; }

    /// <summary>Where the person said so, for example <c>form of 12 May</c>; at most 200 characters. May be left out.</summary>
    public string? Source { get; init; }

    [JsonIgnore]
    public override string? NaturalId => "consent:" + ConsentId;

    public override ActorCommand Identified(string id) => string.IsNullOrEmpty(ConsentId) ? this with { ConsentId = id } : this;

    public override IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in FaultsOf(ConsentId, Channel, Purpose, Source)) yield return fault;
        if (IsGiven is null) yield return new("isGiven", "Is required: true to give the consent, false to withdraw it.");
    }

    public override DateTimeOffset? Ground(ActorState state, Recollection past) => GivenConsents.SinceOf(state, Channel, Purpose);

    public override Verdict Decide(in Situation situation) =>
        situation.State.Sequence == 0 ? Refusal.CustomerNotFound(situation.State.CustomerId) : new ConsentChanged(ConsentId, Channel, Purpose, IsGiven!.Value) { Source = Source };

    /// <summary>Faults of what every command about a consent says.</summary>
    internal static IEnumerable<FieldFault> FaultsOf(string consentId, ContactChannel channel, ContactPurpose purpose, string? source)
    {
        foreach (var fault in Text.IdFaults("consentId", consentId)) yield return fault;
        if (!Enum.IsDefined(channel)) yield return new("channel", "Must be email, phone or post.");
        if (purpose is not (ContactPurpose.Marketing or ContactPurpose.Survey)) yield return new("purpose", "Must be marketing or survey; service needs no consent.");
        foreach (var fault in Text.TextFaults("source", source)) yield return fault;
    }
}

/// <summary>A consent was given or withdrawn.</summary>
/// <param name="ConsentId">The change's id.</param>
/// <param name="Channel">By which way the person is contacted.</param>
/// <param name="Purpose">For what.</param>
/// <param name="IsGiven">Whether the consent is given from then on.</param>
public sealed record ConsentChanged(string ConsentId, ContactChannel Channel, ContactPurpose Purpose, bool IsGiven) : ActorEvent
{
    /// <summary>Where the person said so. Null if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment) => GivenConsents.Change(state, Channel, Purpose, IsGiven, moment.Utc);

    public override NaturalIds? Ids() => NaturalIds.Of(new ChangeConsent { ConsentId = ConsentId });
}
