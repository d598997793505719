using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CustomerCapital.Domain.Value;

/// <summary>How far ahead something is predicted, as people write it: <c>39w</c>, <c>90d</c>, <c>12m</c> or <c>2y</c>.</summary>
public static class Horizon
{
    /// <summary>What it must look like, as the end of a sentence.</summary>
    public const string Form = "weeks like 39w, days like 90d, months like 12m or years like 2y, up to 100 years";

    /// <summary>Reads weeks: a month is a twelfth of a year of 365.25 days.</summary>
    /// <returns>False where it has another form, is not above 0, or is beyond 100 years.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out double weeks)
    {
        weeks = 0;
        if (text is not { Length: > 1 and < 20 } || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)) return false;
        weeks = char.ToLowerInvariant(text[^1]) switch
        {
            'd' => count / BuyingRecord.DaysInWeek,
            'w' => count,
            'm' => count * ValueModel.WeeksInYear / 12,
            'y' => count * ValueModel.WeeksInYear,
            _ => 0,
        };
        return weeks > 0 && weeks <= 100 * ValueModel.WeeksInYear;
    }
}
