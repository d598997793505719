
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

    /// <summary>Faults of an optional text: at most so many characters, none of them control (line breaks may stand in long texts) or unpaired.</summary>
    public static IEnumerable<FieldFault> TextFaults(string field, string? text, int limit = ShortLimit) => Fault(field, text switch
    {
        null => null,
        _ when text.Length > limit => $"Must have at most {limit} characters.",
        _ => IsPlain(text, allowLineBreaks: limit > ShortLimit) ? null : NotPlain,
    });

    private const string NotPlain = "Must not hold control characters or broken Unicode.";

    private static FieldFault[] Fault(string field, string? message) => message is null ? [] : [new(field, message)];

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
