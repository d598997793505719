using System.Text;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Duplicates;

/// <summary>Ids and e-mail addresses in a form in which those are equal that one person is likely to have typed: without capitals, marks, white space and what cannot be seen.</summary>
/// <remarks>
/// The form of <see cref="SearchKeys"/> and what it does not unite: compatible forms of letters and digits (full-width, mathematical, circled, raised, ligatures) stand for plain ones.
/// The form of a search key is that of the text itself. Listed here, so that every machine says the same.
/// </remarks>
public static class AlikeText
{
    /// <summary>The form of an id or an address.</summary>
    /// <returns>Null where nothing is left to compare.</returns>
    public static string? Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in PlainLetters.Of(text).EnumerateRunes())
            if (!Rune.IsWhiteSpace(rune) && !Text.CannotBeSeen(rune.Value)) plain.Append(Compatible(rune));
        return PlainLetters.Of(plain.ToString()) is { Length: > 0 } form ? form : null;
    }

    /// <summary>What a compatible form stands for; any other character stands for itself.</summary>
    private static string Compatible(Rune rune) => rune.Value switch
    {
        0xFB00 => "ff",
        0xFB01 => "fi",
        0xFB02 => "fl",
        0xFB03 => "ffi",
        0xFB04 => "ffl",
        0xFB05 or 0xFB06 => "st",
        0xAA or 0x1D43 => "a",
        0xBA or 0x1D52 => "o",
        0xB9 => "1",
        0xB2 => "2",
        0xB3 => "3",
        0x2070 => "0",
        >= 0x2074 and <= 0x2079 and var raised => Digit(raised - 0x2070),
        >= 0x2080 and <= 0x2089 and var lowered => Digit(lowered - 0x2080),
        >= 0x2460 and <= 0x2468 and var circled => Digit(circled - 0x2460 + 1),
        0x24EA => "0",
        >= 0x24B6 and <= 0x24CF and var circled => Letter(circled - 0x24B6),
        >= 0x24D0 and <= 0x24E9 and var circled => Letter(circled - 0x24D0),
        // The thirteen alphabets of mathematics, of twice 26 letters each, and their five rows of digits.
        >= 0x1D400 and <= 0x1D6A3 and var letter => Letter((letter - 0x1D400) % 26),
        >= 0x1D7CE and <= 0x1D7FF and var digit => Digit((digit - 0x1D7CE) % 10),
        _ => rune.ToString(),
    };

    private static string Letter(int place) => ((char)('a' + place)).ToString();

    private static string Digit(int value) => ((char)('0' + value)).ToString();
}
