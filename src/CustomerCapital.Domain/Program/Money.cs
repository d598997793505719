using System.Globalization;
using System.Text.Json.Serialization;

namespace CustomerCapital.Domain.Program;

/// <summary>An exact amount of the program's currency: a signed 64-bit count of its ten-thousandths.</summary>
/// <remarks>
/// The default value is zero. Arithmetic is exact and checked: it throws <see cref="OverflowException"/> rather than wrap.
/// JSON carries it as a decimal string, for example <c>"12.50"</c>; a JSON number is read too.
/// </remarks>
[JsonConverter(typeof(MoneyJsonConverter))]
public readonly record struct Money(long Units) : IComparable<Money>
{
    /// <summary>Ten-thousandths in one unit of the currency.</summary>
    public const long Scale = 10_000;

    /// <summary>The largest amount that one command may carry: ten thousand million.</summary>
    /// <remarks>It leaves room for 92,000 such amounts before a program's total could overflow.</remarks>
    public static readonly Money Limit = new(10_000_000_000 * Scale);

    /// <summary>Zero.</summary>
    public static readonly Money Zero;

    /// <summary>Whether the amount is below zero.</summary>
    public bool IsNegative => Units < 0;

    /// <summary>The same amount as a decimal with at most four places.</summary>
    public decimal ToDecimal()
    {
        var units = UnsignedUnits;
        return unchecked(new((int)units, (int)(units >> 32), 0, IsNegative, 4));
    }

    /// <summary>Rounds a decimal to ten-thousandths, halves away from zero.</summary>
    /// <exception cref="OverflowException">The amount does not fit.</exception>
    public static Money Round(decimal amount) => new((long)decimal.Round(amount * Scale, MidpointRounding.AwayFromZero));

    /// <summary>Takes a decimal that is exact in ten-thousandths and within what a long holds.</summary>
    /// <returns>False when the amount has more than four places or does not fit.</returns>
    public static bool TryFrom(decimal amount, out Money money)
    {
        money = Zero;
        if (Math.Abs(amount) > long.MaxValue / Scale) return false;
        var units = amount * Scale;
        if (units != decimal.Truncate(units)) return false;
        money = new Money((long)units);
        return true;
    }

    /// <summary>Parses an invariant decimal such as <c>-12.5</c>: optional sign, digits, at most four places.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Money money)
    {
        money = Zero;
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return text.Length <= TextLimit && decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var amount) && TryFrom(amount, out money);
    }

    /// <summary>Parses the same in UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Money money)
    {
        money = Zero;
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return utf8.Length <= TextLimit && decimal.TryParse(utf8, style, CultureInfo.InvariantCulture, out var amount) && TryFrom(amount, out money);
    }

    /// <summary>The amount with two to four decimal places, for example <c>12.50</c> or <c>0.0375</c>.</summary>
    public override string ToString()
    {
        Span<byte> utf8 = stackalloc byte[Utf8Limit];
        return System.Text.Encoding.ASCII.GetString(utf8[..Format(utf8)]);
    }

    /// <summary>Longest text that is read: as many digits as a decimal holds without rounding.</summary>
    internal const int TextLimit = 28;

    /// <summary>Longest text of an amount.</summary>
    public const int Utf8Limit = 24;

    /// <summary>Writes the text in UTF-8.</summary>
    /// <returns>Its length.</returns>
    public int Format(Span<byte> utf8)
    {
        var units = UnsignedUnits;
        var length = 0;
        if (IsNegative) utf8[length++] = (byte)'-';
        (units / (ulong)Scale).TryFormat(utf8[length..], out var digits, default, CultureInfo.InvariantCulture);
        length += digits;
        utf8[length++] = (byte)'.';
        var fraction = (int)(units % (ulong)Scale);
        var places = fraction % 100 == 0 ? 2 : fraction % 10 == 0 ? 3 : 4;
        for (var divisor = 1_000; places > 0; places--, divisor /= 10) utf8[length++] = (byte)('0' + fraction / divisor % 10);
        return length;
    }

    private ulong UnsignedUnits => unchecked((ulong)(Units < 0 ? -Units : Units));

    /// <summary>A share of this amount, rounded half away from zero.</summary>
    public Money Times(decimal rate) => Round(ToDecimal() * rate);

    public int CompareTo(Money other) => Units.CompareTo(other.Units);

    /// <summary>Adds exactly.</summary>
    public static Money operator +(Money left, Money right) => new(left.Units + right.Units);

    /// <summary>Subtracts exactly.</summary>
    public static Money operator -(Money left, Money right) => new(left.Units - right.Units);

    /// <summary>Negates exactly.</summary>
    public static Money operator -(Money value) => new(-value.Units);

    /// <summary>Whether left is less than right.</summary>
    public static bool operator <(Money left, Money right) => left.Units < right.Units;

    /// <summary>Whether left is greater than right.</summary>
    public static bool operator >(Money left, Money right) => left.Units > right.Units;

    /// <summary>Whether left is at most right.</summary>
    public static bool operator <=(Money left, Money right) => left.Units <= right.Units;

    /// <summary>Whether left is at least right.</summary>
    public static bool operator >=(Money left, Money right) => left.Units >= right.Units;
}
