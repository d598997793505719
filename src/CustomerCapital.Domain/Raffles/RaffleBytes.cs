using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CustomerCapital.Domain.Raffles;

/// <summary>How texts and numbers become bytes before they are hashed: so that two different things never give the same bytes.</summary>
internal static class RaffleBytes
{
    /// <summary>UTF-8 that refuses broken Unicode: replaced characters would make two ids one.</summary>
    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Length in bytes of the UTF-8 text, four bytes, the highest first; then the bytes.</summary>
    /// <exception cref="ArgumentException">The text is not Unicode.</exception>
    public static void AppendText(this IncrementalHash hash, string text) => hash.AppendText(Utf8.GetBytes(text));

    /// <summary>The same of a text in UTF-8.</summary>
    public static void AppendText(this IncrementalHash hash, ReadOnlySpan<byte> utf8)
    {
        hash.AppendNumber(utf8.Length);
        hash.AppendData(utf8);
    }

    /// <summary>Four bytes, the highest first.</summary>
    public static void AppendNumber(this IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    /// <summary>Eight bytes, the highest first.</summary>
    public static void AppendNumber(this IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
