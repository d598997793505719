using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Gateway.Customers;

/// <summary>
/// A merge patch (RFC 7396) of what the register knows of a customer: fields that are left out stay as they are, and null empties a field.
/// </summary>
/// <remarks>A reader sets only what is there, so that null and nothing are told apart.</remarks>
public sealed class CustomerPatch
{
    private readonly List<string> _cleared = [];

    /// <summary>The change's id; the header Idempotency-Key does the same.</summary>
    public string? ChangeId { get; set; }

    /// <summary>When it changed; null means now.</summary>
    public DateTimeOffset? OccurredAt { get; set; }

    /// <summary>Name as the person writes it.</summary>
    public string? Name { get; set => field = Read(value, "name"); }

    /// <summary>E-mail address.</summary>
    public string? Email { get; set => field = Read(value, "email"); }

    /// <summary>Telephone number.</summary>
    public string? Phone { get; set => field = Read(value, "phone"); }

    /// <summary>Postal address as it stands on an envelope below the name: at most 500 characters in at most 8 lines.</summary>
    public string? PostalAddress { get; set => field = Read(value, "postalAddress"); }

    /// <summary>BCP 47 language tag, for example <c>de-CH</c>.</summary>
    public string? Language { get; set => field = Read(value, "language"); }

    /// <summary>Time zone in which the person lives: its IANA name, for example <c>America/New_York</c>.</summary>
    public string? TimeZone { get; set => field = Read(value, "timeZone"); }

    /// <summary>Date of birth.</summary>
    public DateOnly? BirthDate { get; set => field = Read(value, "birthDate"); }

    /// <summary>Contact consents that are given or withdrawn; null withdraws all.</summary>
    public ConsentsPatch? Consents { get; set => field = Read(value, "consents"); }

    /// <summary>The way of coming in; null lets the channel of the earliest purchase stand in.</summary>
    public string? AcquisitionChannel { get; set => field = Read(value, "acquisitionChannel"); }

    /// <summary>What winning this customer cost; null is zero.</summary>
    public Money? AcquisitionCost { get; set => field = Read(value, "acquisitionCost"); }

    internal ChangeRegistration ToCommand() => new()
    {
        ChangeId = ChangeId,
        OccurredAt = OccurredAt,
        Name = Name,
        Email = Email,
        Phone = Phone,
        PostalAddress = PostalAddress,
        Language = Language,
        TimeZone = TimeZone,
        BirthDate = BirthDate,
        Consents = Consents is null ? null : new(Consents.Email, Consents.Phone, Consents.Post),
        AcquisitionChannel = AcquisitionChannel,
        AcquisitionCost = AcquisitionCost,
        Clear = _cleared.Count == 0 ? null : _cleared,
    };

    private T Read<T>(T value, string field)
    {
        if (value is null) _cleared.Add(field);
        return value;
    }
}

/// <summary>Contact consents that are given (true) or withdrawn (false or null); those that are left out stay.</summary>
public sealed class ConsentsPatch
{
    /// <summary>To e-mail.</summary>
    public bool? Email { get; set => field = value ?? false; }

    /// <summary>To calls.</summary>
    public bool? Phone { get; set => field = value ?? false; }

    /// <summary>To letters.</summary>
    public bool? Post { get; set => field = value ?? false; }
}
