using System.Globalization;
using System.Text;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>Codes for purchases to name: each time the next one of a row, or always the same. Thread-safe.</summary>
/// <param name="prefix">Of the codes; the whole code where it is always the same.</param>
/// <param name="isHot">Whether it is always the same.</param>
internal sealed class VoucherRoll(string prefix, bool isHot)
{
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(prefix);
    private int _taken;

    /// <summary>The one code of them all.</summary>
    public static VoucherRoll Hot() => new("HOT", isHot: true);

    /// <summary>Codes that can each be used once.</summary>
    public static VoucherRoll Once() => new("ONCE-", isHot: false);

    /// <summary>How many codes there are to be taken; the same one counts as often as it can be used.</summary>
    public int Issued { get; private set; }

    /// <summary>How many were taken.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>The numbers that are missing for so many to be there that are not taken, which are there from then on.</summary>
    public (int From, int Count) TopUp(int left)
    {
        var (from, count) = (Issued, Math.Max(0, Taken + left - Issued));
        Issued += count;
        return (from, count);
    }

    /// <summary>The code of a number.</summary>
    public string CodeOf(int number) => isHot ? prefix : string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}");

    /// <summary>Writes the next one.</summary>
    /// <returns>How many bytes it has.</returns>
    public int Write(Span<byte> target)
    {
        var number = Interlocked.Increment(ref _taken) - 1;
        if (number >= Issued) throw new InvalidOperationException("More codes were taken than were issued; issue more before the measurement.");
        _prefix.CopyTo(target);
        if (isHot) return _prefix.Length;
        number.TryFormat(target[_prefix.Length..], out var written, default, CultureInfo.InvariantCulture);
        return _prefix.Length + written;
    }
}
