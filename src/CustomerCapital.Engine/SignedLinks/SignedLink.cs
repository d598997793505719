using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.SignedLinks;

/// <summary>What a signed link is for. A link of one kind is never one of another.</summary>
/// <remarks>The numbers stand in links that are on their way, and are never used for something else.</remarks>
[JsonConverter(typeof(SnakeCaseEnumConverter<LinkKind>))]
public enum LinkKind
{
    /// <summary>The customer's own page.</summary>
    CustomerPage = 1,

    /// <summary>A survey to answer; its subject is the survey's id.</summary>
    Survey = 2,

    /// <summary>To unsubscribe; its subject says from what.</summary>
    Unsubscribe = 3,

    /// <summary>To confirm a consent; its subject is the consent's id.</summary>
    ConsentConfirmation = 4,

    /// <summary>What a customer shares with others. It does not expire, unless somebody says when.</summary>
    Share = 5,
}

/// <summary>What a signed link says.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="CustomerId">Whose it is.</param>
/// <param name="Subject">What it is about, at most <see cref="SubjectLimit"/> characters; null for nothing.</param>
/// <param name="ExpiresAt">From when it no longer holds, in whole seconds; null for never.</param>
public sealed record SignedLink(LinkKind Kind, string CustomerId, string? Subject, DateTimeOffset? ExpiresAt)
{
    /// <summary>Most characters of a subject: an id, and some characters to say of what.</summary>
    public const int SubjectLimit = Text.ShortLimit;

    /// <summary>Most days that a link holds, from when it is made.</summary>
    public const int MostDays = 3_650;

    /// <summary>The address of a token, within the gateway that serves it.</summary>
    public static string PathOf(LinkKind kind, string token) => $"{RootOf(kind)}/{token}";

    /// <summary>Under which address links of a kind are served.</summary>
    public static string RootOf(LinkKind kind) => kind switch
    {
        LinkKind.CustomerPage => "/my",
        LinkKind.Survey => "/survey",
        LinkKind.Unsubscribe => "/unsubscribe",
        LinkKind.ConsentConfirmation => "/confirm",
        LinkKind.Share => "/r",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of link."),
    };

    /// <summary>How many days a link holds where nobody says; null for ever.</summary>
    public static int? DaysOf(LinkKind kind) => kind switch
    {
        LinkKind.CustomerPage or LinkKind.ConsentConfirmation => 30,
        LinkKind.Survey => 60,
        LinkKind.Unsubscribe => 1_095,
        LinkKind.Share => null,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of link."),
    };

    /// <summary>What is wrong with it; empty where it can be signed.</summary>
    public IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.IdFaults("customerId", CustomerId)) yield return fault;
        if (!Enum.IsDefined(Kind)) yield return new("kind", "Must be customer_page, survey, unsubscribe, consent_confirmation or share.");
        if (Subject is "") yield return new("subject", "Must have a character, or be left out.");
        foreach (var fault in Text.TextFaults("subject", Subject)) yield return fault;
        if (Kind == LinkKind.Survey && Subject is not "") foreach (var fault in Text.IdFaults("subject", Subject)) yield return fault;
    }
}

/// <summary>What a token came to.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<LinkStatus>))]
public enum LinkStatus
{
    /// <summary>It holds.</summary>
    Valid = 1,

    /// <summary>This program has not signed it, or no longer has the key by which it did, or it is of another kind.</summary>
    Invalid = 2,

    /// <summary>It held until a moment that is over.</summary>
    Expired = 3,
}

/// <summary>A token that was read.</summary>
/// <param name="Status">What it came to.</param>
/// <param name="Link">What it says; null unless it holds.</param>
public sealed record CheckedLink(LinkStatus Status, SignedLink? Link)
{
    internal static readonly CheckedLink Invalid = new(LinkStatus.Invalid, null);

    internal static readonly CheckedLink Expired = new(LinkStatus.Expired, null);
}
