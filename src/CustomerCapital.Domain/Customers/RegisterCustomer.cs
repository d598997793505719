using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Customers;

/// <summary>
/// Puts a person into the register, or replaces what it knows of the person. The same content again changes nothing, and nor does one that is dated
/// before what the register knows.
/// </summary>
public sealed record RegisterCustomer : ActorCommand
{
    /// <summary>Name as the person writes it.</summary>
    public string? Name { get; init; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Telephone number.</summary>
    public string? Phone { get; init; }

    /// <summary>BCP 47 language tag, for example <c>de-CH</c>.</summary>
    public string? Language { get; init; }

    /// <summary>Date of birth.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>By which ways the person may be contacted; none unless stated.</summary>
    public Consents? Consents { get; init; }

    /// <summary>The way of coming in, for example <c>web</c>; while null, the channel of the earliest purchase stands in.</summary>
    public string? AcquisitionChannel { get; init; }

    /// <summary>What winning this customer cost; zero unless stated.</summary>
    public Money AcquisitionCost { get; init; }

    public override IEnumerable<FieldFault> Faults() =>
    [
        .. Text.TextFaults("name", Name), .. Text.TextFaults("email", Email), .. Text.TextFaults("phone", Phone), .. Text.TextFaults("language", Language),
        .. Text.TextFaults("acquisitionChannel", AcquisitionChannel),
        .. AcquisitionCost.IsNegative || AcquisitionCost > Money.Limit ? [new FieldFault("acquisitionCost", $"Must be 0 to {Money.Limit}.")] : Array.Empty<FieldFault>(),
    ];

    public override Verdict Decide(in Situation situation)
    {
        var known = Registration.Part.Of(situation.State);
        // One that states no moment is of now, whatever the clock says.
        if (OccurredAt is not null && situation.At < known.At) return Verdict.Unchanged;
        var profile = new Profile { Name = Name, Email = Email, Phone = Phone, Language = Language, BirthDate = BirthDate, Consents = Consents ?? new() };
        var unchanged = situation.State.Sequence > 0 && profile == known.Profile && AcquisitionChannel == known.Channel && AcquisitionCost == known.AcquisitionCost;
        return unchanged ? Verdict.Unchanged : new CustomerRegistered(profile, AcquisitionChannel, AcquisitionCost);
    }
}

/// <summary>The register knows this of the person from now on.</summary>
public sealed record CustomerRegistered(Profile Profile, string? AcquisitionChannel, Money AcquisitionCost) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment) =>
        Registration.Part.Set(state, Registration.Part.Of(state) with { Profile = Profile, Channel = AcquisitionChannel, AcquisitionCost = AcquisitionCost, At = moment.Utc });
}
