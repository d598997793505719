using CustomerCapital.Domain.Program;

namespace CustomerCapital.ConsolePages.Forms;

/// <summary>Amounts as people type them, with a point or a comma before the decimals: "12.50" and "12,50".</summary>
/// <remarks>
/// "1.000" is a thousand to one reader and one to the other, in whichever language the page is. What has exactly three digits after its only kind of separator, and could group
/// thousands, is not taken: nobody's budget is to be a thousandth of what was meant.
/// </remarks>
internal static class TypedAmount
{
    /// <summary>Reads an amount.</summary>
    public static bool TryRead(string? text, out Money amount)
    {
        amount = default;
        return text is not null && !IsAmbiguous(text) && Money.TryParse(text.Trim().Replace(',', '.'), out amount);
    }

    /// <summary>Whether it can mean a thousand as well as one.</summary>
    public static bool IsAmbiguous(string text)
    {
        var digits = text.Trim().TrimStart('-', '+');
        var at = digits.LastIndexOfAny(['.', ',']);
        return at is >= 1 and <= 3 && digits.Length - at == 4 && digits[0] != '0' && digits.Remove(at, 1).All(char.IsAsciiDigit);
    }

    /// <summary>An amount as it is read again: with a fourth decimal where three would be ambiguous.</summary>
    public static string? Write(string? amount) => amount is not null && IsAmbiguous(amount) ? amount + "0" : amount;
}
