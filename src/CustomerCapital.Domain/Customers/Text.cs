using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Customers;

/// <summary>What identifiers and texts may be, wherever they come in.</summary>
public static class Text
{
    /// <summary>Longest identifier, in UTF-16 units.</summary>
    public const int IdLimit = 128;

    /// <summary>Longest short text, such as a name or a channel.</summary>
    public const int ShortLimit = 200;

    /// <summary>Longest free text, such as a review.</summary>
    public const int LongLimit = 2_000;

    /// <summary>Faults of a required identifier: 1 to 128 characters, none of them control, unpaired, or outer white space.</summary>
    public static IEnumerable<FieldFault> IdFaults(string field, string? id)
    {
        if (string.IsNullOrEmpty(id)) yield return new(field, "Is required.");
        else if (id.Length > IdLimit) yield return new(field, $"Must have at most {IdLimit} characters.");
        else if (char.IsWhiteSpace(id[0]) || char.IsWhiteSpace(id[^1])) yield return new(field, "Must not start or end with white space.");
        else if (!IsPlain(id)) yield return new(field, "Must not hold control characters or broken Unicode.");
    }

    /// <summary>Faults of an optional text: at most so many characters, none of them control (line breaks may stand in long texts) or unpaired.</summary>
    public static IEnumerable<FieldFault> TextFaults(string field, string? text, int limit = ShortLimit)
    {
        if (text is null) yield break;
        if (text.Length > limit) yield return new(field, $"Must have at most {limit} characters.");
        else if (!IsPlain(text, allowLineBreaks: limit > ShortLimit)) yield return new(field, "Must not hold control characters or broken Unicode.");
    }

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
