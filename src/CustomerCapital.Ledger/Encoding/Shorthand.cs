using System.Buffers;
using System.Text.Json;

namespace CustomerCapital.Ledger.Encoding;

/// <summary>JSON as rows hold it: what nearly every row says alike is one sign or two, and a list of whole numbers its differences. What is told apart, found and read by people stays as it is.</summary>
/// <remarks>
/// A text of UTF-8 like the JSON, which begins with a sign that no JSON begins with. Signs are the control characters, of which JSON holds none. Every JSON comes back to the byte;
/// where it is not shorter in signs, or is laid out in lines, it is kept as it is. Contents of texts are never changed, so that they are found in a row as in JSON. Of a text whose
/// member no word names, such as the id of another customer, the quotation marks stay too: a short id is looked for with them.
/// </remarks>
internal static class Shorthand
{
    /// <summary>The first byte, which says by which words the rest is to be read.</summary>
    private const byte Mark = 0x01;

    private const byte FirstWord = 0x02;
    private const byte FirstPrintable = 0x20;

    /// <summary>Words that are longer are found by their first bytes, the others one by one.</summary>
    private const int KeyLength = 4;

    /// <summary>Larger buffers are not kept.</summary>
    private const int KeptLimit = 1 << 16;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _kept;

    private static readonly SearchValues<byte> InText = SearchValues.Create("\"\\"u8);
    private static readonly byte[]?[] OfOneSign = new byte[]?[FirstPrintable];
    private static readonly byte[][] OfTwoSigns = [.. ShorthandWords.OfTwoSigns.Select(Bytes)];
    private static readonly Word[][] Long = new Word[256][];
    private static readonly Word[] Short;

    static Shorthand()
    {
        for (var at = 0; at < ShorthandWords.OfOneSign.Count; at++)
            if (ShorthandWords.OfOneSign[at] is { } word) OfOneSign[FirstWord + at] = Bytes(word);
        var words = Enumerable.Range(FirstWord, FirstPrintable - FirstWord).Where(sign => OfOneSign[sign] is not null).Select(sign => new Word(OfOneSign[sign]!, (byte)sign, 0))
            .Concat(OfTwoSigns.Select((json, at) => new Word(json, ShorthandWords.Prefix, (byte)(FirstPrintable + at))))
            .OrderByDescending(word => word.Json.Length).ToList();
        Short = [.. words.Where(word => word.Json.Length < KeyLength)];
        for (var bucket = 0; bucket < Long.Length; bucket++) Long[bucket] = [.. words.Where(word => word.Json.Length >= KeyLength && BucketOf(word.Json) == bucket)];
    }

    /// <summary>Writes JSON in shorthand.</summary>
    public static byte[] Of(ReadOnlySpan<byte> json)
    {
        if (json.IndexOfAnyInRange((byte)0, (byte)(FirstPrintable - 1)) >= 0) return json.ToArray();
        // Nothing is longer in signs, but for the mark.
        var rented = ArrayPool<byte>.Shared.Rent(json.Length + 1);
        try
        {
            var written = Write(json, rented);
            return written < json.Length ? rented.AsSpan(0, written).ToArray() : json.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>The JSON of a row, also of one that was written as JSON.</summary>
    /// <returns>Good until this thread asks for that of another row.</returns>
    /// <exception cref="JsonException">It is not what <see cref="Of"/> writes.</exception>
    public static ReadOnlySpan<byte> ToJson(ReadOnlySpan<byte> row)
    {
        if (row.IsEmpty || row[0] != Mark) return row;
        if (_kept is null || _kept.Capacity > KeptLimit) _kept = new(4_096);
        var buffer = _kept;
        buffer.ResetWrittenCount();
        for (row = row[1..]; !row.IsEmpty;)
        {
            var plain = row.IndexOfAnyInRange((byte)0, (byte)(FirstPrintable - 1));
            if (plain < 0) plain = row.Length;
            buffer.Write(row[..plain]);
            if (plain == row.Length) break;
            var sign = row[plain];
            row = row[(plain + 1)..];
            if (sign == ShorthandList.Sign) row = row[ShorthandList.Read(row, buffer)..];
            else if (sign != ShorthandWords.Prefix) buffer.Write(OfOneSign[sign] ?? throw new JsonException("A row holds a sign that stands for nothing."));
            else
            {
                if (row.IsEmpty || row[0] < FirstPrintable || row[0] - FirstPrintable >= OfTwoSigns.Length) throw new JsonException("A row holds a sign that stands for nothing.");
                buffer.Write(OfTwoSigns[row[0] - FirstPrintable]);
                row = row[1..];
            }
        }

        return buffer.WrittenSpan;
    }

    /// <returns>How many bytes were written.</returns>
    private static int Write(ReadOnlySpan<byte> json, Span<byte> target)
    {
        var (at, written, isInText, isNamed, hasUnnamedEnded) = (0, 1, false, false, false);
        target[0] = Mark;
        while (at < json.Length)
        {
            if (isInText && json[at] != '"')
            {
                var length = json[at..].IndexOfAny(InText);
                // What is escaped is two bytes, of which the second is no end.
                length = length < 0 ? json.Length - at : json[at + length] == '\\' ? Math.Min(length + 2, json.Length - at) : length;
                json.Slice(at, length).CopyTo(target[written..]);
                at += length;
                written += length;
            }
            // A word that begins with a quotation mark ends a text: one that begins here may hold what looks like it.
            else if ((isInText ? isNamed : json[at] != '"') && Find(json[at..]) is { } word && !(hasUnnamedEnded && word.First == ShorthandWords.NextText))
            {
                target[written++] = word.First;
                if (word.Second != 0) target[written++] = word.Second;
                at += word.Json.Length;
                isInText ^= word.FlipsText;
                (isNamed, hasUnnamedEnded) = (true, false);
            }
            else if (!isInText && json[at] == '[' && ShorthandList.Write(json[at..], target[written..], out var taken) is var list and > 0)
            {
                at += taken;
                written += list;
            }
            else
            {
                var isMark = json[at] == '"';
                hasUnnamedEnded = isMark && isInText;
                isInText ^= isMark;
                if (isMark) isNamed = false;
                target[written++] = json[at++];
            }
        }

        return written;
    }

    /// <summary>The longest word with which JSON begins; null where there is none.</summary>
    private static Word? Find(ReadOnlySpan<byte> json)
    {
        if (json[0] is not ((byte)'"' or (byte)',' or (byte)'{' or (byte)'}' or (byte)']' or (byte)'n')) return null;
        if (json.Length >= KeyLength)
        {
            foreach (var word in Long[BucketOf(json)])
                if (json.StartsWith(word.Json)) return word;
        }

        foreach (var word in Short)
            if (json.StartsWith(word.Json)) return word;
        return null;
    }

    private static byte BucketOf(ReadOnlySpan<byte> json) => unchecked((byte)(json[0] + (json[1] * 3) + (json[2] * 31) + (json[3] * 7)));

    private static byte[] Bytes(string word) => System.Text.Encoding.ASCII.GetBytes(word.Replace('\'', '"'));

    /// <param name="json">What it says.</param>
    /// <param name="first">The sign that stands for it.</param>
    /// <param name="second">The second one; 0 for none.</param>
    private sealed class Word(byte[] json, byte first, byte second)
    {
        public byte[] Json { get; } = json;

        public byte First { get; } = first;

        public byte Second { get; } = second;

        /// <summary>Whether after it a text goes on where none did before it, or the other way round.</summary>
        public bool FlipsText { get; } = json.Count(one => one == '"') % 2 == 1;
    }
}
