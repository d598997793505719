using System.Buffers;
using System.Buffers.Text;
using System.Numerics;
using System.Text.Json;

namespace CustomerCapital.Ledger.Encoding;

/// <summary>A list of whole numbers as differences, each five bits a sign: of months and instants, of which one is little more than another.</summary>
/// <remarks>After the first sign: one that says of which number before it each is the difference, and whether all are thousandths; how many there are; and each of them.</remarks>
internal static class ShorthandList
{
    /// <summary>The sign with which a list begins.</summary>
    public const byte Sign = 0x1E;

    private const int Least = 3;
    private const int Most = 1_024;
    private const int LongestStep = 3;
    private const byte Zero = (byte)'0';
    private const int Thousands = 4;
    private const int More = 32;
    private const int Bits = 5;
    private const string Malformed = "A row holds a list that cannot be read.";

    [ThreadStatic]
    private static long[]? _kept;

    /// <summary>Writes the list with which JSON begins.</summary>
    /// <param name="json">From its bracket on.</param>
    /// <param name="target">At least as long.</param>
    /// <param name="taken">The bytes of JSON that it was.</param>
    /// <returns>How many bytes were written; 0 where it is no list of whole numbers, or gets no shorter.</returns>
    public static int Write(ReadOnlySpan<byte> json, Span<byte> target, out int taken)
    {
        taken = 0;
        if (json.Length < 2 || json[1] is not ((byte)'-' or (>= (byte)'0' and <= (byte)'9'))) return 0;
        var numbers = _kept ??= new long[Most];
        var (count, at) = (0, 1);
        for (; ; at++)
        {
            var digits = json[at..].IndexOfAny((byte)',', (byte)']');
            if (count == Most || digits < 1 || !IsWhole(json.Slice(at, digits), out numbers[count++])) return 0;
            at += digits;
            if (json[at] == ']') break;
        }

        if (count < Least) return 0;
        var all = numbers.AsSpan(0, count);
        var areThousands = AreThousands(all);
        if (areThousands)
            foreach (ref var number in all) number /= 1_000;
        var (step, length) = (1, LengthOf(all, 1));
        for (var longer = 2; longer <= LongestStep; longer++)
            if (LengthOf(all, longer) is var other && other < length) (step, length) = (longer, other);
        if (length + LengthOf((ulong)count) + 2 >= at + 1) return 0;
        taken = at + 1;
        target[0] = Sign;
        target[1] = (byte)(Zero + step - 1 + (areThousands ? Thousands : 0));
        var written = 2 + Write((ulong)count, target[2..]);
        for (var place = 0; place < count; place++) written += Write(Difference(all, place, step), target[written..]);
        return written;
    }

    /// <summary>Reads a list, and writes it as JSON.</summary>
    /// <param name="row">What follows its sign.</param>
    /// <param name="json">Where it is written to.</param>
    /// <returns>The bytes that it was.</returns>
    /// <exception cref="JsonException">It is none.</exception>
    public static int Read(ReadOnlySpan<byte> row, ArrayBufferWriter<byte> json)
    {
        var form = row.IsEmpty ? -1 : row[0] - Zero;
        if (form < 0 || (form & ~Thousands) >= LongestStep) throw new JsonException(Malformed);
        var (step, factor, at) = ((form & ~Thousands) + 1, (form & Thousands) == 0 ? 1 : 1_000, 1);
        var count = ReadNumber(row, ref at);
        if (count is < Least or > Most) throw new JsonException(Malformed);
        var numbers = _kept ??= new long[Most];
        for (var place = 0; place < (int)count; place++)
        {
            var difference = ReadNumber(row, ref at);
            var change = (long)(difference >> 1) ^ -(long)(difference & 1);
            numbers[place] = unchecked(change + (place < step ? 0 : numbers[place - step]));
            var target = json.GetSpan(24);
            target[0] = place == 0 ? (byte)'[' : (byte)',';
            Utf8Formatter.TryFormat(unchecked(numbers[place] * factor), target[1..], out var digits);
            json.Advance(digits + 1);
        }

        json.Write("]"u8);
        return at;
    }

    /// <summary>Whether a number is written as it would be written again.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> digits, out long number)
    {
        if (!Utf8Parser.TryParse(digits, out number, out int read) || read != digits.Length) return false;
        return digits[0] switch { (byte)'-' => digits[1] != '0', (byte)'0' => digits.Length == 1, (byte)'+' => false, _ => true };
    }

    private static bool AreThousands(ReadOnlySpan<long> numbers)
    {
        foreach (var number in numbers)
            if (number % 1_000 != 0) return false;
        return true;
    }

    /// <summary>A difference without a sign: twice as much, and one less than that where it is negative.</summary>
    private static ulong Difference(ReadOnlySpan<long> numbers, int place, int step)
    {
        var change = unchecked(numbers[place] - (place < step ? 0 : numbers[place - step]));
        return unchecked((ulong)((change << 1) ^ (change >> 63)));
    }

    private static int LengthOf(ReadOnlySpan<long> numbers, int step)
    {
        var length = 0;
        for (var place = 0; place < numbers.Length; place++) length += LengthOf(Difference(numbers, place, step));
        return length;
    }

    private static int LengthOf(ulong number) => ((63 - BitOperations.LeadingZeroCount(number | 1)) / Bits) + 1;

    private static int Write(ulong number, Span<byte> target)
    {
        var written = 0;
        for (; number >= More; number >>= Bits) target[written++] = (byte)(Zero + More + (int)(number & (More - 1)));
        target[written++] = (byte)(Zero + (int)number);
        return written;
    }

    private static ulong ReadNumber(ReadOnlySpan<byte> row, ref int at)
    {
        var number = 0UL;
        for (var shift = 0; shift < 64; shift += Bits)
        {
            var sign = at < row.Length ? row[at++] - Zero : -1;
            if (sign is < 0 or >= 2 * More) throw new JsonException(Malformed);
            number |= (ulong)(sign & (More - 1)) << shift;
            if (sign < More) return number;
        }

        throw new JsonException(Malformed);
    }
}
