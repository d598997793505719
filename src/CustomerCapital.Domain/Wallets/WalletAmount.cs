using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerCapital.Domain.Wallets;

/// <summary>An exact amount of what a wallet counts, such as points: a signed 64-bit count of ten-thousandths.</summary>
/// <remarks>
/// The default value is zero. Arithmetic is exact and checked: it throws <see cref="OverflowException"/> rather than wrap. JSON carries it as a decimal string
/// without needless zeros, for example <c>"120"</c>; a JSON number is read too.
/// </remarks>
[JsonConverter(typeof(WalletAmountJsonConverter))]
public readonly record struct WalletAmount(long Units) : IComparable<WalletAmount>
{
    /// <summary>Ten-thousandths in one.</summary>
    public const long Scale = 10_000;

    /// <summary>The most decimals that a wallet may have.</summary>
    public const int MostDecimals = 4;

    /// <summary>The largest amount of one movement, and of one balance: a million million.</summary>
    public static readonly WalletAmount Limit = new(1_000_000_000_000 * Scale);

    /// <summary>Zero.</summary>
    public static readonly WalletAmount Zero;

    /// <summary>Whether the amount is below zero.</summary>
    public bool IsNegative => Units < 0;

    /// <summary>The same amount as a decimal with at most four places.</summary>
    public decimal ToDecimal() => (decimal)Units / Scale;

    /// <summary>Takes a decimal that is exact in ten-thousandths and within what a long holds.</summary>
    /// <returns>False when the amount has more than four places or does not fit.</returns>
    public static bool TryFrom(decimal amount, out WalletAmount taken)
    {
        taken = Zero;
        if (Math.Abs(amount) > long.MaxValue / Scale || amount * Scale != decimal.Truncate(amount * Scale)) return false;
        taken = new((long)(amount * Scale));
        return true;
    }

    /// <summary>Rounds to so many decimals. What is more than the limit is the limit.</summary>
    public static WalletAmount Round(decimal amount, int decimals, WalletRounding rounding)
    {
        var step = Step(decimals);
        var steps = Math.Min(amount, Limit.ToDecimal()) * Scale / step;
        return new((long)(rounding switch
        {
            WalletRounding.HalfUp => Math.Round(steps, MidpointRounding.AwayFromZero),
            WalletRounding.Up => Math.Ceiling(steps),
            _ => Math.Floor(steps),
        }) * step);
    }

    /// <summary>Whether it has no more decimals than these.</summary>
    public bool Fits(int decimals) => Units % Step(decimals) == 0;

    /// <summary>The amount without needless zeros, for example <c>120</c> or <c>12.5</c>.</summary>
    public override string ToString()
    {
        Span<byte> utf8 = stackalloc byte[Utf8Limit];
        return System.Text.Encoding.ASCII.GetString(utf8[..Format(utf8)]);
    }

    /// <summary>Longest text of an amount.</summary>
    internal const int Utf8Limit = 24;

    /// <summary>Writes the text in UTF-8.</summary>
    /// <returns>Its length.</returns>
    internal int Format(Span<byte> utf8)
    {
        var units = unchecked((ulong)(Units < 0 ? -Units : Units));
        var length = 0;
        if (IsNegative) utf8[length++] = (byte)'-';
        (units / (ulong)Scale).TryFormat(utf8[length..], out var digits, default, CultureInfo.InvariantCulture);
        length += digits;
        var fraction = (int)(units % (ulong)Scale);
        if (fraction == 0) return length;
        utf8[length++] = (byte)'.';
        for (var divisor = 1_000; fraction > 0; fraction %= divisor, divisor /= 10) utf8[length++] = (byte)('0' + fraction / divisor);
        return length;
    }

    public int CompareTo(WalletAmount other) => Units.CompareTo(other.Units);

    /// <summary>Adds exactly.</summary>
    public static WalletAmount operator +(WalletAmount left, WalletAmount right) => new(left.Units + right.Units);

    /// <summary>Subtracts exactly.</summary>
    public static WalletAmount operator -(WalletAmount left, WalletAmount right) => new(left.Units - right.Units);

    /// <summary>Negates exactly.</summary>
    public static WalletAmount operator -(WalletAmount value) => new(-value.Units);

    /// <summary>Whether left is less than right.</summary>
    public static bool operator <(WalletAmount left, WalletAmount right) => left.Units < right.Units;

    /// <summary>Whether left is greater than right.</summary>
    public static bool operator >(WalletAmount left, WalletAmount right) => left.Units > right.Units;

    /// <summary>Whether left is at most right.</summary>
    public static bool operator <=(WalletAmount left, WalletAmount right) => left.Units <= right.Units;

    /// <summary>Whether left is at least right.</summary>
    public static bool operator >=(WalletAmount left, WalletAmount right) => left.Units >= right.Units;

    /// <summary>The smaller of two.</summary>
    internal static WalletAmount Min(WalletAmount left, WalletAmount right) => left < right ? left : right;

    /// <summary>The smallest amount of so many decimals.</summary>
    internal static long Step(int decimals)
    {
        var step = Scale;
        for (var place = 0; place < decimals; place++) step /= 10;
        return step;
    }
}

/// <summary>Writes an amount as a decimal string; reads a decimal string or a JSON number, and refuses what does not fit.</summary>
public sealed class WalletAmountJsonConverter : JsonConverter<WalletAmount>
{
    /// <summary>As many digits as a decimal holds without rounding.</summary>
    private const int TextLimit = 28;

    public override WalletAmount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        var taken = WalletAmount.Zero;
        var fits = length <= TextLimit && reader.TokenType switch
        {
            JsonTokenType.String => decimal.TryParse(reader.GetString(), style, CultureInfo.InvariantCulture, out var text) && WalletAmount.TryFrom(text, out taken),
            JsonTokenType.Number => reader.TryGetDecimal(out var number) && WalletAmount.TryFrom(number, out taken),
            _ => false,
        };
        return fits ? taken : throw new JsonException("An amount of a wallet is a decimal string or number with at most four places, such as \"120\".");
    }

    public override void Write(Utf8JsonWriter writer, WalletAmount value, JsonSerializerOptions options)
    {
        Span<byte> utf8 = stackalloc byte[WalletAmount.Utf8Limit];
        writer.WriteStringValue(utf8[..value.Format(utf8)]);
    }
}
