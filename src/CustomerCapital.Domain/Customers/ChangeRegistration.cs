using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Customers;

/// <summary>
/// Changes single fields of what the register knows of a person, and leaves the others as they are. Of several changes of one field the one of the latest date holds,
/// in whichever order they arrive; a registration counts as a change of every field.
/// </summary>
public sealed record ChangeRegistration : ActorCommand
{
    /// <summary>The change's id; without one, a repeat after another change takes effect unless it is dated before that.</summary>
    public string? ChangeId { get; init; }

    /// <summary>The version of the customer that the change was made from; null to change whichever there is.</summary>
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

    /// <summary>Contact consents that are given or withdrawn; those that are left out stay.</summary>
    public ConsentsChange? Consents { get; init; }

    /// <summary>The way of coming in, for example <c>web</c>.</summary>
    public string? AcquisitionChannel { get; init; }

    /// <summary>What winning this customer cost.</summary>
    public Money? AcquisitionCost { get; init; }

    /// <summary>Names of the fields that are emptied: texts and the date are then not known, no consent is given, and the cost is zero.</summary>
    public IReadOnlyList<string>? Clear { get; init; }

    [JsonIgnore]
    public override string? NaturalId => ChangeId is null ? null : "registration_change:" + ChangeId;

    [JsonIgnore]
    public override long? MadeFromVersion => ExpectedVersion;

    public override ActorCommand Identified(string id) => this with { ChangeId = ChangeId ?? id };

    public override IEnumerable<FieldFault> Faults()
    {
        if (ChangeId is not null) foreach (var fault in Text.IdFaults("changeId", ChangeId)) yield return fault;
        foreach (var fault in RegisterCustomer.FaultsOf(Name, Email, Phone, PostalAddress, Language, TimeZone, BirthDate, AcquisitionChannel, AcquisitionCost ?? default)) yield return fault;
        if (ExpectedVersion < 1) yield return new("expectedVersion", "Must be 1 or more.");
        var given = Given().ToList();
        var clear = Clear ?? [];
        if (given.Count == 0 && clear.Count == 0) yield return new("", $"Nothing is changed; name at least one of {string.Join(", ", ClearableFields)}.");
        for (var i = 0; i < Math.Min(clear.Count, ClearableFields.Count + 1); i++)
        {
            if (!ClearableFields.Contains(clear[i])) yield return new($"clear[{i}]", $"Must be one of {string.Join(", ", ClearableFields)}.");
            else if (clear.Take(i).Contains(clear[i])) yield return new($"clear[{i}]", "Must not stand twice.");
            else if (given.Contains(clear[i])) yield return new($"clear[{i}]", "Is given a value here; do either.");
        }
    }

    public override DateTimeOffset? Ground(ActorState state, Recollection past) => Registration.Part.Of(state).Latest();

    /// <inheritdoc/>
    /// <remarks>With an id the command is recorded even where it changes nothing, so that a late repeat of it is known.</remarks>
    public override Verdict Decide(in Situation situation)
    {
        if (situation.State.Sequence == 0) return Refusal.CustomerNotFound(situation.State.CustomerId);
        if (RegisterCustomer.IsBornAfter(BirthDate, situation)) return Refusal.BirthDateInFuture(BirthDate!.Value);
        var happened = new RegistrationChanged(Name, Email, Phone, Language, BirthDate, Consents, AcquisitionChannel, AcquisitionCost, Clear is { Count: > 0 } ? Clear : null)
        {
            ChangeId = ChangeId, TimeZone = TimeZoneName.Kept(TimeZone), PostalAddress = PostalAddress,
        };
        if (ChangeId is not null) return happened;
        var (before, after) = (Registration.Part.Of(situation.State), happened.In(Registration.Part.Of(situation.State), situation.At.ToUniversalTime()));
        // What is dated holds from then on, and has its say in what arrives later and is dated before it.
        return after.SaysTheSame(before) && (OccurredAt is null || after == before) ? Verdict.Unchanged : happened;
    }

    /// <summary>The fields that can be emptied.</summary>
    internal static IReadOnlyList<string> ClearableFields { get; } = ["name", "email", "phone", "postalAddress", "language", "timeZone", "birthDate", "consents", "acquisitionChannel", "acquisitionCost"];

    private IEnumerable<string> Given()
    {
        if (Name is not null) yield return "name";
        if (Email is not null) yield return "email";
        if (Phone is not null) yield return "phone";
        if (PostalAddress is not null) yield return "postalAddress";
        if (Language is not null) yield return "language";
        if (TimeZone is not null) yield return "timeZone";
        if (BirthDate is not null) yield return "birthDate";
        if (Consents is not null and not { Email: null, Phone: null, Post: null }) yield return "consents";
        if (AcquisitionChannel is not null) yield return "acquisitionChannel";
        if (AcquisitionCost is not null) yield return "acquisitionCost";
    }
}

/// <summary>Contact consents that are given (true) or withdrawn (false); null for those that stay as they are.</summary>
/// <param name="Email">Whether the person may be written to by e-mail. If left out, as before.</param>
/// <param name="Phone">Whether the person may be called. If left out, as before.</param>
/// <param name="Post">Whether the person may be written to by letter. If left out, as before.</param>
public sealed record ConsentsChange(bool? Email = null, bool? Phone = null, bool? Post = null);

/// <summary>Of what the register knows of the person these fields are other from now on, unless they were changed at a later date.</summary>
/// <param name="Name">The name; null where it stays or is cleared, as all others.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="Phone">The telephone number.</param>
/// <param name="Language">The language.</param>
/// <param name="BirthDate">The date of birth.</param>
/// <param name="Consents">Consents given or withdrawn.</param>
/// <param name="AcquisitionChannel">The way of coming in.</param>
/// <param name="AcquisitionCost">What winning the customer cost.</param>
/// <param name="Clear">Names of the fields that are emptied; null for none.</param>
public sealed record RegistrationChanged(
    string? Name, string? Email, string? Phone, string? Language, DateOnly? BirthDate, ConsentsChange? Consents, string? AcquisitionChannel, Money? AcquisitionCost, IReadOnlyList<string>? Clear) : ActorEvent
{
    /// <summary>The change's id; null where it has none.</summary>
    public string? ChangeId { get; init; }

    /// <summary>The time zone; null where it stays or is cleared.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? TimeZone { get; init; }

    /// <summary>The postal address; null where it stays or is cleared.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? PostalAddress { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment) => Registration.Part.Set(state, In(Registration.Part.Of(state), moment.Utc));

    public override NaturalIds? Ids() => ChangeId is null ? null : NaturalIds.Of(new ChangeRegistration { ChangeId = ChangeId });

    /// <summary>The registration after the change.</summary>
    internal Registration In(Registration known, DateTimeOffset at)
    {
        var (profile, since) = (known.Profile, known.Since);
        if (Takes("name", Name, since.Name)) (profile, since) = (profile with { Name = Name }, since with { Name = at });
        if (Takes("email", Email, since.Email)) (profile, since) = (profile with { Email = Email }, since with { Email = at });
        if (Takes("phone", Phone, since.Phone)) (profile, since) = (profile with { Phone = Phone }, since with { Phone = at });
        if (Takes("postalAddress", PostalAddress, since.PostalAddress)) (profile, since) = (profile with { PostalAddress = PostalAddress }, since with { PostalAddress = at });
        if (Takes("language", Language, since.Language)) (profile, since) = (profile with { Language = Language }, since with { Language = at });
        if (Takes("timeZone", TimeZone, since.TimeZone)) (profile, since) = (profile with { TimeZone = TimeZone }, since with { TimeZone = at });
        if (Takes("birthDate", BirthDate, since.BirthDate)) (profile, since) = (profile with { BirthDate = BirthDate }, since with { BirthDate = at });
        var consents = profile.Consents;
        if (Takes("consents", Consents?.Email, since.ConsentToEmail)) (consents, since) = (consents with { Email = Consents?.Email ?? false }, since with { ConsentToEmail = at });
        if (Takes("consents", Consents?.Phone, since.ConsentToPhone)) (consents, since) = (consents with { Phone = Consents?.Phone ?? false }, since with { ConsentToPhone = at });
        if (Takes("consents", Consents?.Post, since.ConsentToPost)) (consents, since) = (consents with { Post = Consents?.Post ?? false }, since with { ConsentToPost = at });
        var (channel, cost) = (known.Channel, known.AcquisitionCost);
        if (Takes("acquisitionChannel", AcquisitionChannel, since.AcquisitionChannel)) (channel, since) = (AcquisitionChannel, since with { AcquisitionChannel = at });
        if (Takes("acquisitionCost", AcquisitionCost, since.AcquisitionCost)) (cost, since) = (AcquisitionCost ?? default, since with { AcquisitionCost = at });
        return known with { Profile = profile with { Consents = consents }, Since = since, Channel = channel, AcquisitionCost = cost };

        bool Takes(string field, object? value, DateTimeOffset? holdsSince) => (value is not null || Clear?.Contains(field) is true) && !(at < (holdsSince ?? known.At));
    }
}
