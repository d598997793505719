using System.Globalization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Server.Importing.Reading;

/// <summary>Reads numbers as shops and tills write them, under a decimal sign. One thread at a time, for what it notes.</summary>
/// <param name="decimalSign">What the options say; null for a dot, unless the number cannot be meant so.</param>
internal sealed class NumberReading(string? decimalSign)
{
    private const int TextLimit = 64;
    private const int MoneyPlaces = 4;

    private const NumberStyles Exponent = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private readonly bool _comma = decimalSign == ",";

    /// <summary>Numbers with a decimal sign after which exactly three digits stand: each of them may be thousands.</summary>
    public long ThreePlaces { get; private set; }

    /// <summary>Numbers with a decimal sign and other than three digits after it.</summary>
    public long OtherPlaces { get; private set; }

    /// <summary>Amounts that were rounded to four decimal places.</summary>
    public long Rounded { get; private set; }

    /// <summary>Adds what another reader has noted.</summary>
    public void Add(NumberReading other) =>
        (ThreePlaces, OtherPlaces, Rounded) = (ThreePlaces + other.ThreePlaces, OtherPlaces + other.OtherPlaces, Rounded + other.Rounded);

    /// <summary>Reads an amount, rounded to ten-thousandths; several joined by <c>+</c> are added.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public string? TryMoney(string column, string text, out Money money)
    {
        money = Money.Zero;
        if (TryPlain(text, out var units, out var places) && places <= MoneyPlaces)
        {
            for (; places < MoneyPlaces; places++) units *= 10;
            money = new(units);
            return Math.Abs(units) > Money.Limit.Units ? $"{column} '{text}' is more than {Money.Limit}" : null;
        }

        if (Read(column, text, "an amount such as 12.50", out var number) is { } fault) return fault;
        if (Math.Abs(number) > Money.Limit.ToDecimal()) return $"{column} '{text}' is more than {Money.Limit}";
        money = Money.Round(number);
        if (number != decimal.Round(number, MoneyPlaces)) Rounded++;
        return null;
    }

    /// <summary>Reads a quantity, rounded to four decimal places.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public string? TryQuantity(string column, string text, out decimal quantity)
    {
        if (TryPlain(text, out var digits, out var places) && places <= MoneyPlaces)
        {
            quantity = unchecked(new decimal((int)Math.Abs(digits), (int)(Math.Abs(digits) >> 32), 0, digits < 0, places));
            return null;
        }

        if (Read(column, text, "a number", out quantity) is { } fault) return fault;
        quantity = decimal.Round(quantity, MoneyPlaces, MidpointRounding.AwayFromZero);
        return null;
    }

    private string? Read(string column, string text, string what, out decimal number)
    {
        number = 0;
        if (text.Length > TextLimit) return $"{column} has {text.Length} characters, which is no number";
        foreach (var part in Parts(text))
        {
            var (bare, hint) = Bare(part);
            if (bare is null || !decimal.TryParse(bare, Exponent, CultureInfo.InvariantCulture, out var value)) return $"{column} '{text}' is not {what}{hint}";
            try
            {
                number += value;
            }
            catch (OverflowException)
            {
                return $"{column} '{text}' is not {what}";
            }
        }

        return null;
    }

    /// <summary>Reads digits with at most one dot, as most numbers are, without losing time.</summary>
    private bool TryPlain(string text, out long digits, out byte places)
    {
        (digits, places) = (0, 0);
        if (_comma || text.Length is 0 or > 14) return false;
        var dot = -1;
        var start = text[0] == '-' ? 1 : 0;
        for (var i = start; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i])) digits = (digits * 10) + (text[i] - '0');
            else if (text[i] == '.' && dot < 0) dot = i;
            else return false;
        }

        if (text.Length - start == (dot < 0 ? 0 : 1)) return false;
        if (start == 1) digits = -digits;
        if (dot >= 0) places = (byte)(text.Length - dot - 1);
        if (places <= MoneyPlaces) Note(dot, places, dot - start);
        return true;
    }

    /// <summary>What is added: parts between plus signs, none of which is the sign of a number or of an exponent.</summary>
    private static IEnumerable<string> Parts(string text)
    {
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] != '+' || text[i - 1] is 'E' or 'e' || i == start) continue;
            yield return text[start..i];
            start = i + 1;
        }

        yield return text[start..];
    }

    /// <summary>The number with a dot, without currency and thousands; null where it cannot be told.</summary>
    private (string? Number, string Hint) Bare(string text)
    {
        var rest = text.Trim().Replace('−', '-');
        var negative = rest.StartsWith('(') && rest.EndsWith(')');
        if (negative) rest = rest[1..^1];
        rest = WithoutCurrency(rest);
        if (rest.EndsWith('-')) rest = "-" + rest[..^1];
        if (rest.StartsWith('-')) rest = "-" + WithoutCurrency(rest[1..]);
        rest = WithoutSpaces(rest);
        if (negative) rest = "-" + rest;
        var (sign, group) = _comma ? (',', '.') : ('.', ',');
        var (at, grouped) = (rest.LastIndexOf(sign), rest.Contains(group));
        if (grouped)
        {
            if (decimalSign is null && at < 0) return (null, $"; say --decimal . where '{group}' stands between thousands, or --decimal , where it is the decimal sign");
            if (at >= 0 && rest.LastIndexOf(group) > at) return (null, decimalSign is null ? "; say --decimal , where the comma is the decimal sign" : $"; the decimal sign is '{sign}'");
            if (!IsGrouped(at < 0 ? rest : rest[..at], group)) return (null, $"; the decimal sign is '{sign}'" + (decimalSign is null ? ", say --decimal , if it is the comma" : ""));
            rest = rest.Replace(group.ToString(), "");
        }

        Note(rest, sign);
        if (_comma) rest = rest.Replace(',', '.');
        return (rest.Length > 0 && rest.Any(char.IsAsciiDigit) ? rest : null, "");
    }

    /// <summary>Whether groups of three digits follow one of one to three.</summary>
    private static bool IsGrouped(string digits, char group)
    {
        var groups = digits.TrimStart('-').Split(group);
        return groups[0].Length is >= 1 and <= 3 && groups.Skip(1).All(part => part.Length == 3) && groups.All(part => part.All(char.IsAsciiDigit));
    }

    /// <summary>Takes a currency's sign or code off either end.</summary>
    private static string WithoutCurrency(string text)
    {
        var end = text.Length;
        while (end > 0 && IsOfCurrency(text[end - 1])) end--;
        var start = 0;
        while (start < end && IsOfCurrency(text[start])) start++;
        // 1.2E+3 has no letter at an end; NaN and words have nothing else, and stay what they are.
        return end - start > 0 && start <= 4 && text.Length - end <= 5 ? text[start..end].Trim() : text;
    }

    private static bool IsOfCurrency(char c) => char.IsLetter(c) || char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol || char.IsWhiteSpace(c);

    private static string WithoutSpaces(string text)
    {
        var spaced = text.AsSpan().IndexOfAny(" \u00A0\u202F'’") >= 0;
        if (!spaced) return text;
        var parts = text.Split(' ', '\u00A0', '\u202F', '\'', '’');
        return parts.Skip(1).All(part => part.Length >= 3 && part[..3].All(char.IsAsciiDigit) && (part.Length == 3 || !char.IsAsciiDigit(part[3]))) ? string.Concat(parts) : text;
    }

    private void Note(string text, char sign)
    {
        var at = text.LastIndexOf(sign);
        Note(at, text.Length - at - 1, text.StartsWith('-') ? at - 1 : at);
    }

    private void Note(int at, int places, int before)
    {
        if (at < 0) return;
        if (decimalSign is null && places == 3 && before is >= 1 and <= 3) ThreePlaces++;
        else OtherPlaces++;
    }
}
