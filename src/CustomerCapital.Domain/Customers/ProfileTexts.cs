using System.Text.RegularExpressions;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Customers;

/// <summary>What the texts and the date of a profile may be.</summary>
internal static partial class ProfileTexts
{
    /// <summary>The earliest date of birth that is taken: earlier ones are stand-ins of other systems, and slips.</summary>
    private static readonly DateOnly EarliestBirthDate = new(1900, 1, 1);

    /// <summary>Faults of an optional e-mail address: one address alone, without a name beside it.</summary>
    public static IEnumerable<FieldFault> EmailFaults(string? email)
    {
        foreach (var fault in Text.TextFaults("email", email)) return [fault];
        return string.IsNullOrEmpty(email) || IsEmail(email) ? [] : [new("email", "Must be an e-mail address, such as ada@example.org.")];
    }

    /// <summary>Longest postal address, in UTF-16 units.</summary>
    private const int PostalAddressLimit = 500;

    /// <summary>Most lines of a postal address: more are no envelope's.</summary>
    private const int PostalAddressLines = 8;

    /// <summary>Faults of an optional postal address: a few lines.</summary>
    public static IEnumerable<FieldFault> PostalAddressFaults(string? address)
    {
        foreach (var fault in Text.TextFaults("postalAddress", address, PostalAddressLimit)) return [fault];
        return address is null || address.Trim().ReplaceLineEndings("\n").Split('\n').Length <= PostalAddressLines ? [] : [new("postalAddress", $"Must have at most {PostalAddressLines} lines.")];
    }

    /// <summary>Faults of an optional language tag: well-formed after BCP 47 (RFC 5646). Whether its parts are registered is not looked up.</summary>
    public static IEnumerable<FieldFault> LanguageFaults(string? language)
    {
        foreach (var fault in Text.TextFaults("language", language)) return [fault];
        return string.IsNullOrEmpty(language) || LanguageTag().IsMatch(language) ? [] : [new("language", "Must be a BCP 47 language tag, such as de or de-CH, with hyphens between its parts.")];
    }

    /// <summary>Faults of an optional time zone: one that this machine knows, by its IANA name.</summary>
    public static IEnumerable<FieldFault> TimeZoneFaults(string? timeZone)
    {
        foreach (var fault in Text.TextFaults("timeZone", timeZone)) return [fault];
        return timeZone is null || TimeZoneName.Canonical(timeZone) is not null ? []
            : [new("timeZone", "Must be the IANA name of a time zone that this server knows, such as America/New_York; leave it out where it is not known.")];
    }

    /// <summary>Faults of an optional date of birth that are so on any day.</summary>
    public static IEnumerable<FieldFault> BirthDateFaults(DateOnly? birthDate) =>
        birthDate < EarliestBirthDate ? [new("birthDate", $"Must be {EarliestBirthDate:yyyy-MM-dd} or later; leave it out where it is not known.")] : [];

    /// <summary>Local part and domain as browsers take them, with letters of every script. No name beside it, no quotation marks and no address of a machine.</summary>
    private static bool IsEmail(string text) => text.Split('@') is [{ Length: >= 1 and <= 64 } local, { Length: >= 1 and <= 253 } domain] && LocalPart().IsMatch(local) && DomainName().IsMatch(domain);

    [GeneratedRegex(@"^[\p{L}\p{M}\p{N}\p{So}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}\p{So}!#$%&'*+/=?^_`{|}~-]+)*\z")]
    private static partial Regex LocalPart();

    [GeneratedRegex(@"^[\p{L}\p{M}\p{N}]([\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?(\.[\p{L}\p{M}\p{N}]([\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?)*\z")]
    private static partial Regex DomainName();

    [GeneratedRegex(
        @"^(([A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-[0-9A-WY-Za-wy-z](-[A-Za-z0-9]{2,8})+)*(-[Xx](-[A-Za-z0-9]{1,8})+)?|[XxIi](-[A-Za-z0-9]{1,8})+)\z")]
    private static partial Regex LanguageTag();
}
