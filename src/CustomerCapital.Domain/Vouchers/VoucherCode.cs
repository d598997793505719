using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Vouchers;

/// <summary>Codes of vouchers: how they are made, and how what somebody typed is read.</summary>
/// <remarks>
/// A code made here has 15 random characters of Crockford's base 32, that is 75 bits, and a check character of the same alphabet. The check character finds every single
/// wrong character, and every two that changed places. Codes that were printed elsewhere are taken as they are.
/// </remarks>
public static class VoucherCode
{
    /// <summary>Characters of a code made here.</summary>
    public const int Length = 16;

    /// <summary>Random bytes of which a code is made.</summary>
    public const int RandomBytes = Length - 1;

    /// <summary>Most characters of a code as it is typed.</summary>
    public const int MostCharacters = 64;

    private const int FewestCharacters = 3;

    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>The polynomial x^5 + x^2 + 1, by which products of characters are reduced.</summary>
    private const int Modulus = 0b100101;

    /// <summary>The actor of a code, however it is typed.</summary>
    public static ActorId ActorOf(string code) => new(ActorKind.VoucherCode, KeyOf(code));

    /// <summary>A code made of random bytes, of which five bits each count.</summary>
    public static string From(ReadOnlySpan<byte> random)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(random.Length, RandomBytes);
        Span<char> code = stackalloc char[Length];
        for (var at = 0; at < RandomBytes; at++) code[at] = Alphabet[random[at] & 31];
        code[^1] = Alphabet[CheckOf(code[..^1])];
        return new(code);
    }

    /// <summary>The code as it is kept: capital letters without spaces. Of one made here also without hyphens, O and I and L read as the digits that they look like.</summary>
    public static string KeyOf(string code)
    {
        var typed = code.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return Compact(typed) is { } own && IsWhole(own) ? own : typed;
    }

    /// <summary>Whether a code that nobody has issued looks like one made here, with a character mistyped.</summary>
    public static bool IsMistyped(string code) => Compact(KeyOf(code)) is { } own && !IsWhole(own);

    /// <summary>What is wrong with a code whatever codes there are.</summary>
    public static IEnumerable<FieldFault> Faults(string field, string? code)
    {
        if (string.IsNullOrEmpty(code)) return [new(field, "Is required.")];
        var isSound = code.Length <= MostCharacters && KeyOf(code).Length >= FewestCharacters && char.IsAsciiLetterOrDigit(code[0])
            && code.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or ' ');
        return isSound ? [] : [new(field, $"Must be {FewestCharacters} to {MostCharacters} letters and digits, with hyphens, dots, underscores or spaces after the first.")];
    }

    /// <summary>Null where it cannot be a code made here.</summary>
    private static string? Compact(string typed)
    {
        Span<char> own = stackalloc char[Length];
        var count = 0;
        foreach (var character in typed)
        {
            if (character == '-') continue;
            var read = character switch { 'O' => '0', 'I' or 'L' => '1', _ => character };
            if (count == Length || !Alphabet.Contains(read, StringComparison.Ordinal)) return null;
            own[count++] = read;
        }

        return count == Length ? new(own) : null;
    }

    private static bool IsWhole(string own) => Alphabet[CheckOf(own.AsSpan(..^1))] == own[^1];

    /// <summary>Adds the characters up, each times another power of x, in the field of 32 elements.</summary>
    private static int CheckOf(ReadOnlySpan<char> characters)
    {
        var sum = 0;
        foreach (var character in characters)
        {
            sum = (sum ^ Alphabet.IndexOf(character, StringComparison.Ordinal)) << 1;
            if ((sum & 0b100000) != 0) sum ^= Modulus;
        }

        return sum;
    }
}
