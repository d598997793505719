using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Consents;

/// <summary>By which way a person is contacted. The numbers are stored: they are never reused for something else.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ContactChannel>))]
public enum ContactChannel
{
    /// <summary>By e-mail.</summary>
    Email = 1,

    /// <summary>By telephone.</summary>
    Phone = 2,

    /// <summary>By letter.</summary>
    Post = 3,
}

/// <summary>For what a person is contacted. The numbers are stored: they are never reused for something else.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ContactPurpose>))]
public enum ContactPurpose
{
    /// <summary>Offers and news. Needs consent, which is that of the register: <see cref="Customers.Profile.Consents"/>.</summary>
    Marketing = 1,

    /// <summary>Questions to the person. Needs consent.</summary>
    Survey = 2,

    /// <summary>What the person has asked for, or has to know of a purchase. Needs no consent.</summary>
    Service = 3,
}
