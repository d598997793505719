using System.Globalization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Server.Importing.Reading;

/// <summary>Reads dates and times: those that can be meant in one way only, and the forms that the options name. One thread at a time.</summary>
internal sealed class MomentReading
{
    private const int TextLimit = 64;
    private const int ZonesHeld = 1_000;

    private static readonly string[] LocalForms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF",
        "yyyy-M-d", "yyyy-M-d H:mm", "yyyy-M-d H:mm:ss", "yyyy/M/d", "yyyy/M/d H:mm", "yyyy/M/d H:mm:ss", "yyyy-M-dTH:mm:ss", "yyyyMMdd",
        "MMM d, yyyy", "MMM d, yyyy h:mm:ss tt", "MMM d, yyyy h:mm tt", "MMMM d, yyyy", "MMMM d, yyyy h:mm tt", "MMMM d, yyyy h:mm:ss tt", "d MMM yyyy", "d MMM yyyy H:mm", "d MMM yyyy H:mm:ss", "d MMMM yyyy", "d MMMM yyyy H:mm", "d MMMM yyyy H:mm:ss",
    ];

    private static readonly string[] OffsetForms =
    [
        "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss K", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm zzz", "yyyy-MM-dd HH:mm:ss zzz", "yyyy-MM-dd HH:mm:sszzz", "yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", "yyyy-M-d H:mm:ss zzz", "yyyy/M/d H:mm:ss zzz",
        "ddd, dd MMM yyyy HH:mm:ss zzz", "ddd, d MMM yyyy HH:mm:ss zzz", "d MMM yyyy HH:mm:ss zzz", "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    ];

    private static readonly DateTime ExcelEpoch = new(1899, 12, 30);

    private readonly ProgramCalendar _calendar;
    private readonly string[] _localForms;
    private readonly string[] _offsetForms;
    private readonly string[] _numbers;
    private readonly Func<DateTime, DateTimeOffset>? _timesIn;
    private readonly Dictionary<string, Func<DateTime, DateTimeOffset>?> _zones = new(StringComparer.OrdinalIgnoreCase);
    private string _lastText = "";
    private string _lastZone = "";
    private DateTimeOffset? _last;

    /// <summary>Readings under a program's time zone.</summary>
    /// <param name="calendar">The program's months and days.</param>
    /// <param name="forms">Forms that the options name, which go first.</param>
    /// <param name="timesIn">Zone of times without an offset; null for the program's.</param>
    /// <exception cref="UsageException">A form or the zone cannot be used.</exception>
    public MomentReading(ProgramCalendar calendar, IReadOnlyList<string> forms, string? timesIn)
    {
        _calendar = calendar;
        foreach (var form in forms) Check(form);
        string[] said = [.. forms.Where(form => !IsNumber(form))];
        _localForms = [.. said.Where(form => !HasOffset(form)), .. LocalForms];
        _offsetForms = [.. said.Where(HasOffset), .. OffsetForms];
        _numbers = [.. forms.Where(IsNumber)];
        if (timesIn is not null) _timesIn = ZoneNames.Find(timesIn) ?? throw new UsageException($"--times-in {timesIn}: there is no such time zone; write it like America/New_York or UTC") { Option = "times-in" };
    }

    /// <summary>Reads a moment. A time with an offset is that instant; one without is in the zone named, a date alone in the program's.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public string? Read(string text, string zone, out DateTimeOffset moment)
    {
        if (text != _lastText || zone != _lastZone) (_lastText, _lastZone, _last) = (text, zone, Parse(text, zone));
        moment = _last ?? default;
        if (_last is not null) return null;
        return zone.Length > 0 && ZoneOf(zone) is null ? $"time_zone '{zone}' is not known; write it like America/New_York" : $"occurred_at '{text}' is not a date or time such as 2026-03-31 or 2026-03-31 14:05:00+02:00{Hint(text)}";
    }

    private DateTimeOffset? Parse(string text, string zone)
    {
        if (text.Length > TextLimit) return null;
        Func<DateTime, DateTimeOffset>? inZone = null;
        if (zone.Length > 0 && (inZone = ZoneOf(zone)) is null) return null;
        foreach (var number in _numbers)
            if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return OfNumber(number, value, inZone);
        if (DateTime.TryParseExact(text, _localForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return IsInstant(local) ? AtLocal(local, text, inZone) : null;
        if (text.EndsWith(" UTC", StringComparison.OrdinalIgnoreCase)) text = text[..^4] + " +00:00";
        if (DateTimeOffset.TryParseExact(text, _offsetForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)) return instant;
        // As the API reads them: also with nine digits of a second.
        if (InstantText.TryParseLocal(text, out local)) return IsInstant(local) ? AtLocal(local, text, inZone) : null;
        return InstantText.TryParse(text, out instant) ? instant : null;
    }

    /// <summary>A day is one of the program's, whatever zone times are in.</summary>
    private DateTimeOffset AtLocal(DateTime local, string text, Func<DateTime, DateTimeOffset>? inZone) =>
        local.TimeOfDay == TimeSpan.Zero && !text.Contains(':') ? _calendar.AtLocal(local) : (inZone ?? _timesIn ?? _calendar.AtLocal)(local);

    private DateTimeOffset? OfNumber(string form, decimal value, Func<DateTime, DateTimeOffset>? inZone)
    {
        const decimal lastDay = 2_958_465;
        if (form == "excel")
        {
            if (value is < 2 or > lastDay) return null;
            var local = ExcelEpoch.AddDays((int)value).AddSeconds((double)decimal.Round((value - (int)value) * 86_400));
            return AtLocal(local, value == decimal.Truncate(value) ? "" : ":", inZone);
        }

        var milliseconds = form == "unix" ? value * 1_000 : value;
        return milliseconds is < 0 or > 253_402_300_799_000 ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);
    }

    private Func<DateTime, DateTimeOffset>? ZoneOf(string name)
    {
        if (_zones.TryGetValue(name, out var known)) return known;
        if (_zones.Count == ZonesHeld) _zones.Clear();
        return _zones[name] = ZoneNames.Find(name);
    }

    /// <summary>Which option helps with a form that can be meant in several ways.</summary>
    private static string Hint(string text)
    {
        var date = text.Split(' ')[0];
        var (before, after) = text.Contains(':') ? ("\"", " HH:mm:ss\"") : ("", "");
        if (date.Count(c => c == '/') == 2) return $"; say --date-format {before}dd/MM/yyyy{after} or {before}MM/dd/yyyy{after}";
        if (date.Count(c => c == '.') == 2) return $"; say --date-format {before}dd.MM.yyyy{after}";
        if (text.Length is 5 or 6 && text.All(char.IsAsciiDigit)) return "; say --date-format excel where days are counted as Excel does";
        if (text.Length is 10 or 13 && text.All(char.IsAsciiDigit)) return $"; say --date-format {(text.Length == 10 ? "unix" : "unix-ms")} where seconds since 1970 are counted";
        return text.Length > 4 && text[^3..].All(char.IsAsciiLetterUpper) && text.Contains(':') ? "; leave the zone's abbreviation out, or give it in a column time_zone" : "; --date-format says how dates are written";
    }

    private static bool IsNumber(string form) => form is "unix" or "unix-ms" or "excel";

    private static bool HasOffset(string form) => form.Contains('z') || form.Contains('K');

    private static void Check(string form)
    {
        if (IsNumber(form)) return;
        try
        {
            var sample = new DateTimeOffset(2033, 11, 22, 17, 44, 55, TimeSpan.Zero);
            var written = sample.ToString(form, CultureInfo.InvariantCulture);
            if (DateTimeOffset.TryParseExact(written, form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read) && read.Date == sample.Date) return;
        }
        catch (FormatException)
        {
            // Said below.
        }

        throw new UsageException($"--date-format {form}: write it with d, M, y, H, m and s, like dd.MM.yyyy HH:mm:ss; or unix, unix-ms or excel") { Option = "date-format" };
    }

    /// <summary>Whether the local time is one in every zone: 0001-01-01 and 9999-12-31, which stand for "none" in many systems, are not.</summary>
    private static bool IsInstant(DateTime local) => local >= DateTime.MinValue.AddDays(1) && local <= DateTime.MaxValue.AddDays(-1);
}
