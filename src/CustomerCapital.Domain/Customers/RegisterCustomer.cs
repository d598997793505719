using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Customers;

/// <summary>
/// Puts a person into the register, or replaces what it knows of the person. The same content again changes nothing, and nor does one that is dated
/// before what the register knows.
/// </summary>
public sealed record RegisterCustomer : CustomerCommand
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

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? NaturalId => null;

    /// <inheritdoc/>
    public override CustomerCommand Identified(string id) => this;

    /// <inheritdoc/>
    public override IEnumerable<FieldFault> Faults() =>
    [
        .. Text.TextFaults("name", Name), .. Text.TextFaults("email", Email), .. Text.TextFaults("phone", Phone), .. Text.TextFaults("language", Language),
        .. Text.TextFaults("acquisitionChannel", AcquisitionChannel),
        .. AcquisitionCost.IsNegative || AcquisitionCost > Money.Limit ? [new FieldFault("acquisitionCost", $"Must be 0 to {Money.Limit}.")] : Array.Empty<FieldFault>(),
    ];

    internal Verdict Decide(CustomerState state, DateTimeOffset at)
    {
        // One that states no moment is of now, whatever the clock says.
        if (OccurredAt is not null && at < state.RegisteredAt) return Verdict.Unchanged;
        var profile = new Profile { Name = Name, Email = Email, Phone = Phone, Language = Language, BirthDate = BirthDate, Consents = Consents ?? new() };
        var unchanged = state.Sequence > 0 && profile == state.Profile && AcquisitionChannel == state.RegisteredChannel && AcquisitionCost == state.AcquisitionCost;
        return unchanged ? Verdict.Unchanged : new CustomerRegistered(profile, AcquisitionChannel, AcquisitionCost);
    }
}

/// <summary>The register knows this of the person from now on.</summary>
public sealed record CustomerRegistered(Profile Profile, string? AcquisitionChannel, Money AcquisitionCost) : CustomerEvent
{
    internal CustomerState Evolve(CustomerState state, DateTimeOffset at) =>
        state with { Profile = Profile, RegisteredChannel = AcquisitionChannel, AcquisitionCost = AcquisitionCost, RegisteredAt = at.ToUniversalTime() };
}
