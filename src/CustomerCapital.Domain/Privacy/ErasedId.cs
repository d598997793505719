using System.Buffers;

namespace CustomerCapital.Domain.Privacy;

/// <summary>The id that stands in the books in place of an erased person's: <c>erased-</c> and 32 random hexadecimal digits. It tells nothing of the id before it.</summary>
public static class ErasedId
{
    /// <summary>What stands before the digits.</summary>
    public const string Prefix = "erased-";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>The id made of a random number.</summary>
    public static string Of(Guid random) => $"{Prefix}{random:n}";

    /// <summary>Whether an id has this form, which nobody else may have.</summary>
    public static bool Is(string id) =>
        id.Length == Prefix.Length + 32 && id.StartsWith(Prefix, StringComparison.Ordinal) && id.AsSpan(Prefix.Length).IndexOfAnyExcept(Digits) < 0;
}
