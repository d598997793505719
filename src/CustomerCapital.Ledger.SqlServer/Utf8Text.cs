using System.Text;
using CustomerCapital.Ledger.Sql;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>Texts that are told apart and ordered by their code points, kept as the bytes of their UTF-8 in columns of type varbinary.</summary>
/// <remarks>
/// SQL Server compares texts without regard to spaces at their ends, whatever the collation, and UTF-16 in another order than code points. Bytes it compares as they
/// are, but for zeros at their ends, which is why U+0000 cannot be kept: so two texts are equal if and only if all their characters are, and their order is that of code points.
/// </remarks>
internal static class Utf8Text
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Stands for a text that cannot be kept, where it is only compared with: a byte that no UTF-8 holds equals none that is kept.</summary>
    private static readonly byte[] None = [0xff];

    public static byte[] Of(string text) => Strict.GetBytes(text);

    /// <summary>The same to compare with, of whatever text.</summary>
    public static byte[] ToCompare(string text) => StorableText.Is(text) ? Of(text) : None;

    public static string Read(byte[] utf8) => Strict.GetString(utf8);

    /// <exception cref="TextNotKeptException">The text cannot be kept.</exception>
    public static void Require(string? text)
    {
        if (text is not null && !StorableText.Is(text)) throw new TextNotKeptException();
    }
}

/// <summary>A text holds U+0000 or a broken surrogate.</summary>
internal sealed class TextNotKeptException() : Exception("A text holds U+0000 or a broken surrogate.");
