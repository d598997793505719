using System.Text.Json;
using CustomerCapital.Domain.Consents;

namespace CustomerCapital.Engine.Mail;

/// <summary>From what a link unsubscribes: the subject of a link of that kind.</summary>
/// <param name="Channel">By which way the person was contacted.</param>
/// <param name="Purpose">For what.</param>
public sealed record Unsubscription(ContactChannel Channel, ContactPurpose Purpose)
{
    /// <summary>The subject of a link.</summary>
    public static string SubjectOf(ContactChannel channel, ContactPurpose purpose) => $"{NameOf(channel)}:{NameOf(purpose)}";

    /// <summary>What a subject says; null where it says nothing that can be unsubscribed from.</summary>
    public static Unsubscription? Of(string? subject)
    {
        foreach (var channel in Enum.GetValues<ContactChannel>())
            foreach (var purpose in (ContactPurpose[])[ContactPurpose.Marketing, ContactPurpose.Survey])
                if (subject == SubjectOf(channel, purpose)) return new(channel, purpose);
        return null;
    }

    private static string NameOf<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
