using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Ladder;

/// <summary>The seven rungs of the loyalty ladder, lowest first; each customer stands on exactly one.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Rung>))]
public enum Rung
{
    /// <summary>Known by name and within the target market.</summary>
    InTargetMarket = 1,

    /// <summary>Has shown interest: contacted the business or answered it positively.</summary>
    Prospect = 2,

    /// <summary>Bought once: a trial.</summary>
    Buyer = 3,

    /// <summary>Bought more than once.</summary>
    Customer = 4,

    /// <summary>Enrolled, or buys steadily enough under the policy.</summary>
    Member = 5,

    /// <summary>A member who speaks for the business: referrals that bought, or a positive opinion.</summary>
    Advocate = 6,

    /// <summary>An advocate who keeps bringing buyers.</summary>
    RavingFan = 7,
}

/// <summary>A customer's place: the rung, and whether inactivity has made the customer lapsed.</summary>
/// <param name="Rung">Place on the ladder.</param>
/// <param name="Lapsed">Whether inactivity has made the customer lapsed.</param>
public sealed record Standing(Rung Rung, bool Lapsed) : Kept
{
    /// <summary>Where everyone in the register starts.</summary>
    public static readonly Standing Start = new(Rung.InTargetMarket, false);

    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<Standing> Part = new("standing", Start, inRow: true);
}
