using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Customers;

/// <summary>Since when single fields of a registration hold that were changed after it; null for those that hold since it.</summary>
public sealed record FieldMoments : Kept
{
    /// <summary>No field was changed since.</summary>
    public static readonly FieldMoments None = new();

    /// <summary>Since when the name holds.</summary>
    public DateTimeOffset? Name { get; init; }

    /// <summary>Since when the e-mail address holds.</summary>
    public DateTimeOffset? Email { get; init; }

    /// <summary>Since when the telephone number holds.</summary>
    public DateTimeOffset? Phone { get; init; }

    /// <summary>Since when the postal address holds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public DateTimeOffset? PostalAddress { get; init; }

    /// <summary>Since when the language holds.</summary>
    public DateTimeOffset? Language { get; init; }

    /// <summary>Since when the time zone holds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public DateTimeOffset? TimeZone { get; init; }

    /// <summary>Since when the date of birth holds.</summary>
    public DateTimeOffset? BirthDate { get; init; }

    /// <summary>Since when the consent to e-mail holds.</summary>
    public DateTimeOffset? ConsentToEmail { get; init; }

    /// <summary>Since when the consent to calls holds.</summary>
    public DateTimeOffset? ConsentToPhone { get; init; }

    /// <summary>Since when the consent to letters holds.</summary>
    public DateTimeOffset? ConsentToPost { get; init; }

    /// <summary>Since when the acquisition channel holds.</summary>
    public DateTimeOffset? AcquisitionChannel { get; init; }

    /// <summary>Since when the acquisition cost holds.</summary>
    public DateTimeOffset? AcquisitionCost { get; init; }

    /// <summary>The latest of them; null for none.</summary>
    internal DateTimeOffset? Latest() => new[] { Name, Email, Phone, PostalAddress, Language, TimeZone, BirthDate, ConsentToEmail, ConsentToPhone, ConsentToPost, AcquisitionChannel, AcquisitionCost }.Max();

    /// <summary>Those that are later than a moment.</summary>
    internal FieldMoments After(DateTimeOffset moment) => this with
    {
        Name = Later(Name, moment),
        Email = Later(Email, moment),
        Phone = Later(Phone, moment),
        PostalAddress = Later(PostalAddress, moment),
        Language = Later(Language, moment),
        TimeZone = Later(TimeZone, moment),
        BirthDate = Later(BirthDate, moment),
        ConsentToEmail = Later(ConsentToEmail, moment),
        ConsentToPhone = Later(ConsentToPhone, moment),
        ConsentToPost = Later(ConsentToPost, moment),
        AcquisitionChannel = Later(AcquisitionChannel, moment),
        AcquisitionCost = Later(AcquisitionCost, moment),
    };

    private static DateTimeOffset? Later(DateTimeOffset? at, DateTimeOffset moment) => at > moment ? at : null;
}
