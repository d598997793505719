using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Customers;

/// <summary>
/// Puts a person into the register, or replaces everything that the register knows of the person: what is left out is
/// not known any more. <see cref="ChangeRegistration"/> changes single fields. The same content again changes nothing.
/// Content that is dated before what the register knows changes nothing either. Fields that were changed at a later
/// date stay.
/// </summary>
public sealed record RegisterCustomer : ActorCommand
{
    /// <summary>The registration's id; without one, a repeat after another registration takes effect unless it is dated before that.</summary>
    public string? RegistrationId { get; init; }

    /// <summary>The version of the customer that the registration was made from, 0 where there must be none yet; null to replace whichever there is.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>Name as the person writes it.</summary>
    public string? Name { get; init; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Telephone number.</summary>
    public string? Phone { get; init; }

    /// <summary>Postal address as it stands on an envelope below the name: at most 500 characters in at most 8 lines.</summary>
    public string? PostalAddress { get; init; }

    /// <summary>BCP 47 language tag, for example <c>de-CH</c>.</summary>
    public string? Language { get; init; }

    /// <summary>Time zone in which the person lives: its IANA name, for example <c>America/New_York</c>.</summary>
    public string? TimeZone { get; init; }

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

    [JsonIgnore]
    public override string? NaturalId => RegistrationId is null ? null : "registration:" + RegistrationId;

    [JsonIgnore]
    public override long? MadeFromVersion => ExpectedVersion;

    public override ActorCommand Identified(string id) => this with { RegistrationId = RegistrationId ?? id };

    public override IEnumerable<FieldFault> Faults() =>
    [
        .. RegistrationId is null ? [] : Text.IdFaults("registrationId", RegistrationId),
        .. ExpectedVersion < 0 ? [new("expectedVersion", "Must be 0 or more.")] : Array.Empty<FieldFault>(),
        .. FaultsOf(Name, Email, Phone, PostalAddress, Language, TimeZone, BirthDate, AcquisitionChannel, AcquisitionCost),
    ];

    public override DateTimeOffset? Ground(ActorState state, Recollection past) => Registration.Part.Of(state).Latest();

    /// <inheritdoc/>
    /// <remarks>With an id the command is recorded even where it changes nothing, so that a late repeat of it is known.</remarks>
    public override Verdict Decide(in Situation situation)
    {
        var known = Registration.Part.Of(situation.State);
        var profile = new Profile { Name = Name, Email = Email, Phone = Phone, PostalAddress = PostalAddress, Language = Language, TimeZone = TimeZoneName.Kept(TimeZone), BirthDate = BirthDate, Consents = Consents ?? new() };
        var happened = new CustomerRegistered(profile, AcquisitionChannel, AcquisitionCost) { RegistrationId = RegistrationId };
        // One that states no moment is of now, whatever the clock says.
        if (OccurredAt is not null && situation.At < known.At) return RegistrationId is null ? Verdict.Unchanged : happened with { IsSuperseded = true };
        if (IsBornAfter(BirthDate, situation)) return Refusal.BirthDateInFuture(BirthDate!.Value);
        var unchanged = RegistrationId is null && situation.State.Sequence > 0 && happened.In(known, situation.At.ToUniversalTime()).SaysTheSame(known);
        return unchanged ? Verdict.Unchanged : happened;
    }

    /// <summary>Faults of what the register knows, whoever says it.</summary>
    internal static IEnumerable<FieldFault> FaultsOf(
        string? name, string? email, string? phone, string? postalAddress, string? language, string? timeZone, DateOnly? birthDate, string? acquisitionChannel, Money acquisitionCost) =>
    [
        .. Text.TextFaults("name", name), .. ProfileTexts.EmailFaults(email), .. Text.TextFaults("phone", phone), .. ProfileTexts.PostalAddressFaults(postalAddress), .. ProfileTexts.LanguageFaults(language),
        .. ProfileTexts.TimeZoneFaults(timeZone), .. ProfileTexts.BirthDateFaults(birthDate), .. Text.TextFaults("acquisitionChannel", acquisitionChannel),
        .. acquisitionCost.IsNegative || acquisitionCost > Money.Limit ? [new FieldFault("acquisitionCost", $"Must be 0 to {Money.Limit}.")] : Array.Empty<FieldFault>(),
    ];

    /// <summary>Whether a date of birth is later than the day of the command; a day later is today somewhere.</summary>
    internal static bool IsBornAfter(DateOnly? birthDate, in Situation situation) =>
        birthDate > DateOnly.FromDateTime(situation.At.UtcDateTime.AddDays(1));
}

/// <summary>The register knows this of the person from now on. Fields that were changed at a later date stay.</summary>
/// <param name="Profile">What the register knows of the person.</param>
/// <param name="AcquisitionChannel">How the person came to the business. Null if that is not registered.</param>
/// <param name="AcquisitionCost">What winning the customer cost.</param>
public sealed record CustomerRegistered(Profile Profile, string? AcquisitionChannel, Money AcquisitionCost) : ActorEvent
{
    /// <summary>The registration's id; null where it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? RegistrationId { get; init; }

    /// <summary>Whether one of a later date was recorded before it, which holds; this one then changes nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsSuperseded { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment) =>
        IsSuperseded ? state : Registration.Part.Set(state, In(Registration.Part.Of(state), moment.Utc));

    public override NaturalIds? Ids() => RegistrationId is null ? null : NaturalIds.Of(new RegisterCustomer { RegistrationId = RegistrationId });

    /// <summary>The registration after it.</summary>
    internal Registration In(Registration known, DateTimeOffset at)
    {
        var (since, later) = (known.Since.After(at), known.Profile);
        var profile = since == FieldMoments.None ? Profile : Profile with
        {
            Name = since.Name is null ? Profile.Name : later.Name,
            Email = since.Email is null ? Profile.Email : later.Email,
            Phone = since.Phone is null ? Profile.Phone : later.Phone,
            PostalAddress = since.PostalAddress is null ? Profile.PostalAddress : later.PostalAddress,
            Language = since.Language is null ? Profile.Language : later.Language,
            TimeZone = since.TimeZone is null ? Profile.TimeZone : later.TimeZone,
            BirthDate = since.BirthDate is null ? Profile.BirthDate : later.BirthDate,
            Consents = Profile.Consents with
            {
                Email = since.ConsentToEmail is null ? Profile.Consents.Email : later.Consents.Email,
                Phone = since.ConsentToPhone is null ? Profile.Consents.Phone : later.Consents.Phone,
                Post = since.ConsentToPost is null ? Profile.Consents.Post : later.Consents.Post,
            },
        };
        return known with
        {
            Profile = profile,
            At = at,
            Since = since,
            Channel = since.AcquisitionChannel is null ? AcquisitionChannel : known.Channel,
            AcquisitionCost = since.AcquisitionCost is null ? AcquisitionCost : known.AcquisitionCost,
        };
    }
}
