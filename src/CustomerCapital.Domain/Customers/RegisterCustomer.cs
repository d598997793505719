using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Customers;

/// <summary>
/// Puts a person into the register, or replaces everything that the register knows of the person. The same content
/// again changes nothing. Content that is dated before what the register knows changes nothing either.
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

    /// <summary>In which ways the person may be contacted. If left out, in none.</summary>
    public Consents? Consents { get; init; }

    /// <summary>
    /// How the person came to the business, for example <c>web</c>. While null, the channel of the earliest purchase
    /// counts.
    /// </summary>
    public string? AcquisitionChannel { get; init; }

    /// <summary>What winning this customer cost. If left out, 0.00.</summary>
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
/// <param name="Profile">What the register knows of the person.</param>
/// <param name="AcquisitionChannel">How the person came to the business. Null if that is not registered.</param>
/// <param name="AcquisitionCost">What winning the customer cost.</param>
public sealed record CustomerRegistered(Profile Profile, string? AcquisitionChannel, Money AcquisitionCost) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment) =>
        Registration.Part.Set(state, Registration.Part.Of(state) with { Profile = Profile, Channel = AcquisitionChannel, AcquisitionCost = AcquisitionCost, At = moment.Utc });
}
