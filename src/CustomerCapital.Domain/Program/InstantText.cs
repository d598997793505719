using System.Globalization;

namespace CustomerCapital.Domain.Program;

/// <summary>How instants and local times are read as text, wherever they come in.</summary>
/// <remarks>
/// ISO 8601: a date, <c>T</c> or a space, hours and minutes, seconds with up to sixteen digits of a second, of which seven are taken, and the offset as <c>Z</c>, <c>+02:00</c>,
/// <c>+0200</c> or <c>+02</c>, with a space before it or none.
/// </remarks>
public static class InstantText
{
    private const int DateLength = 10;
    private const int DigitLimit = 16;

    /// <summary>Reads an instant, which says its offset.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        instant = default;
        if (!TrySplit(text, out var time, out var offset) || !TryParseLocal(time, out var local) || time.Length == DateLength) return false;
        var ticks = local.Ticks - offset.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return false;
        instant = new(local, offset);
        return true;
    }

    /// <summary>Reads a date, or a local date and time, without an offset.</summary>
    public static bool TryParseLocal(ReadOnlySpan<char> text, out DateTime local)
    {
        local = default;
        if (text.Length < DateLength || !DateTime.TryParseExact(text[..DateLength], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return false;
        var time = text[DateLength..];
        if (time.IsEmpty) return Is(date, TimeSpan.Zero, out local);
        if (time[0] is not ('T' or ' ') || time.Length is not 6 and < 9 || time[3] != ':' || !TryNumber(time[1..3], 24, out var hours) || !TryNumber(time[4..6], 60, out var minutes)) return false;
        if (time.Length == 6) return Is(date, new(hours, minutes, 0), out local);
        if (time[6] != ':' || !TryNumber(time[7..9], 60, out var seconds)) return false;
        var fraction = time[9..];
        var ticks = 0L;
        if (!fraction.IsEmpty)
        {
            var digits = fraction[1..];
            if (fraction[0] != '.' || digits.Length is < 1 or > DigitLimit || digits.ContainsAnyExceptInRange('0', '9')) return false;
            for (var at = 0; at < 7; at++) ticks = ticks * 10 + (at < digits.Length ? digits[at] - '0' : 0);
        }

        return Is(date, new TimeSpan(hours, minutes, seconds) + TimeSpan.FromTicks(ticks), out local);

        static bool Is(DateTime date, TimeSpan time, out DateTime local)
        {
            local = date + time;
            return true;
        }
    }

    private static bool TrySplit(ReadOnlySpan<char> text, out ReadOnlySpan<char> time, out TimeSpan offset)
    {
        time = text;
        offset = default;
        if (text.Length <= DateLength) return false;
        if (text[^1] is 'Z')
        {
            time = text[..^1].TrimEnd(' ');
            return true;
        }

        var at = text.LastIndexOfAny('+', '-');
        if (at < DateLength) return false;
        var digits = text[(at + 1)..];
        time = text[..at].TrimEnd(' ');
        var colon = digits.Length == 5 && digits[2] == ':' ? 1 : 0;
        if (digits.Length - colon is not (2 or 4) || !TryNumber(digits[..2], 15, out var hours)) return false;
        var minutes = 0;
        if (digits.Length > 2 && !TryNumber(digits[^2..], 60, out minutes)) return false;
        offset = new TimeSpan(hours, minutes, 0);
        if (offset > TimeSpan.FromHours(14)) return false;
        if (text[at] == '-') offset = -offset;
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, int below, out int number)
    {
        number = 0;
        if (digits.ContainsAnyExceptInRange('0', '9')) return false;
        foreach (var digit in digits) number = number * 10 + digit - '0';
        return number < below;
    }
}
