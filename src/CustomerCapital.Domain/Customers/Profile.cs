using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Customers;

/// <summary>What the register knows of a person. Every part is optional; texts are at most 200 characters, but the postal address.</summary>
public sealed record Profile : Kept
{
    /// <summary>Nothing known yet.</summary>
    public static readonly Profile Unknown = new();

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

    /// <summary>In which ways the person may be contacted.</summary>
    public Consents Consents { get; init => field = value ?? new(); } = new();

    public override bool HoldsNewer() => base.HoldsNewer() || Consents.HoldsNewer();
}

/// <summary>Contact consents; none is given by default.</summary>
/// <param name="Email">Whether the person may be contacted by e-mail.</param>
/// <param name="Phone">Whether the person may be contacted by telephone.</param>
/// <param name="Post">Whether the person may be contacted by letter.</param>
public sealed record Consents(bool Email = false, bool Phone = false, bool Post = false) : Kept;
