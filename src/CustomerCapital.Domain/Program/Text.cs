
namespace CustomerCapital.Domain.Program;

/// <summary>What identifiers and texts may be, wherever they come in.</summary>
public static class Text
{
    /// <summary>Longest identifier, in UTF-16 units.</summary>
    public const int IdLimit = 128;

    /// <summary>Longest short text, such as a name or a channel.</summary>
    public const int ShortLimit = 200;

    /// <summary>Longest free text, such as a review.</summary>
    public const int LongLimit = 2_000;

    /// <summary>Faults of a required identifier: 1 to 128 characters, none of them control, unpaired, or outer white space; not <c>.</c> or <c>..</c>, which no web address can hold.</summary>
    public static IEnumerable<FieldFault> IdFaults(string field, string? id) => Fault(field, id switch
    {
        null or "" => "Is required.",
        { Length: > IdLimit } => $"Must have at most {IdLimit} characters.",
        "." or ".." => "Must not be '.' or '..', which no web address can hold.",
        _ when char.IsWhiteSpace(id[0]) || char.IsWhiteSpace(id[^1]) => "Must not start or end with white space.",
        _ => IsPlain(id) ? null : NotPlain,
    });

    /// <summary>
    /// Faults of the id of a customer who is not known yet, beside those of any id: it holds no character that cannot be seen, since nobody could tell it from the id
    /// without that character. Ids that differ in case, or in how a character is composed, are different ids.
    /// </summary>
    public static IEnumerable<FieldFault> NewIdFaults(string field, string id)
    {
        foreach (var rune in id.EnumerateRunes())
            if (CannotBeSeen(rune.Value)) return [new(field, $"Must not hold U+{rune.Value:X4}, which cannot be seen; send the id without it.")];
        return [];
    }

    /// <summary>Faults of an optional text: at most so many characters, none of them control (line breaks may stand in long texts) or unpaired.</summary>
    public static IEnumerable<FieldFault> TextFaults(string field, string? text, int limit = ShortLimit) => Fault(field, text switch
    {
        null => null,
        _ when text.Length > limit => $"Must have at most {limit} characters.",
        _ => IsPlain(text, allowLineBreaks: limit > ShortLimit) ? null : NotPlain,
    });

    /// <summary>The beginning of a text that a short text can hold, for example of the message of an error.</summary>
    public static string Cut(string text) => text.Length > ShortLimit ? text[..ShortLimit] : text;

    private const string NotPlain = "Must not hold control characters or broken Unicode.";

    private static FieldFault[] Fault(string field, string? message) => message is null ? [] : [new(field, message)];

    /// <summary>Whether a character is one that nobody sees.</summary>
    /// <remarks>
    /// The characters of Unicode 16 that are ignored where they cannot be shown (Default_Ignorable_Code_Point: zero widths, soft hyphen, byte order mark, marks of
    /// direction, fillers, selectors of variants), and the separators of lines and paragraphs. Listed here, so that every machine says the same.
    /// </remarks>
    internal static bool CannotBeSeen(int character) => character is 0xAD or 0x34F or 0x61C or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F)
        or (>= 0x200B and <= 0x200F) or (>= 0x2028 and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF or 0xFFA0
        or (>= 0xFFF0 and <= 0xFFF8) or (>= 0x1BCA0 and <= 0x1BCA3) or (>= 0x1D173 and <= 0x1D17A) or (>= 0xE0000 and <= 0xE0FFF);

    private static bool IsPlain(string text, bool allowLineBreaks = false)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsControl(c) && !(allowLineBreaks && c is '\n' or '\r' or '\t')) return false;
            if (char.IsLowSurrogate(c)) return false;
            if (char.IsHighSurrogate(c) && (++i == text.Length || !char.IsLowSurrogate(text[i]))) return false;
        }

        return true;
    }
}
