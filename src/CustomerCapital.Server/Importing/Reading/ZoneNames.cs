using System.Collections.Frozen;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Server.Importing.Reading;

/// <summary>Time zones by the names that files have for them: IANA's, Windows', those of US till systems, and abbreviations with a fixed offset.</summary>
internal static class ZoneNames
{
    /// <summary>Names by which till systems call zones in their exports, and the zone of each.</summary>
    private static readonly FrozenDictionary<string, string> Spoken = new Dictionary<string, string>
    {
        ["Eastern Time (US & Canada)"] = "America/New_York", ["Central Time (US & Canada)"] = "America/Chicago", ["Mountain Time (US & Canada)"] = "America/Denver",
        ["Pacific Time (US & Canada)"] = "America/Los_Angeles", ["Arizona"] = "America/Phoenix", ["Alaska"] = "America/Anchorage", ["Hawaii"] = "Pacific/Honolulu",
        ["Indiana (East)"] = "America/Indiana/Indianapolis", ["Atlantic Time (Canada)"] = "America/Halifax", ["Newfoundland"] = "America/St_Johns", ["Saskatchewan"] = "America/Regina",
        ["London"] = "Europe/London", ["Dublin"] = "Europe/Dublin", ["Paris"] = "Europe/Paris", ["Madrid"] = "Europe/Madrid", ["Berlin"] = "Europe/Berlin", ["Rome"] = "Europe/Rome",
        ["Tokyo"] = "Asia/Tokyo", ["Osaka"] = "Asia/Tokyo", ["Sapporo"] = "Asia/Tokyo", ["Sydney"] = "Australia/Sydney", ["Melbourne"] = "Australia/Melbourne", ["Canberra"] = "Australia/Sydney",
        ["Brisbane"] = "Australia/Brisbane", ["Adelaide"] = "Australia/Adelaide", ["Darwin"] = "Australia/Darwin", ["Hobart"] = "Australia/Hobart", ["Perth"] = "Australia/Perth", ["Auckland"] = "Pacific/Auckland",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Abbreviations that mean one offset wherever they are used in payment exports, in minutes.</summary>
    private static readonly FrozenDictionary<string, int> Abbreviated = new Dictionary<string, int>
    {
        ["UTC"] = 0, ["GMT"] = 0, ["Z"] = 0, ["EST"] = -300, ["EDT"] = -240, ["MST"] = -420, ["MDT"] = -360, ["PST"] = -480, ["PDT"] = -420, ["AKST"] = -540, ["AKDT"] = -480, ["HST"] = -600,
        ["CET"] = 60, ["CEST"] = 120, ["WET"] = 0, ["WEST"] = 60, ["EET"] = 120, ["EEST"] = 180, ["AEST"] = 600, ["AEDT"] = 660, ["NZST"] = 720, ["NZDT"] = 780, ["JST"] = 540,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>How local times of a zone become instants.</summary>
    /// <returns>Null where nobody of that name is known.</returns>
    public static Func<DateTime, DateTimeOffset>? Find(string name)
    {
        if (Abbreviated.TryGetValue(name, out var minutes)) return local => new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), TimeSpan.FromMinutes(minutes));
        if (Spoken.TryGetValue(name, out var zone)) name = zone;
        return ProgramCalendar.Knows(name) ? new ProgramCalendar(name).AtLocal : null;
    }
}
