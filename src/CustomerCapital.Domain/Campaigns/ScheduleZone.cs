using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Campaigns;

/// <summary>By whose clocks a campaign occurs.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ScheduleZone>))]
public enum ScheduleZone
{
    /// <summary>By those of the program's time zone, for all members at the same moment.</summary>
    Program = 1,

    /// <summary>By those of each member's own time zone. Whoever has none, or one that the server does not know, is in the program's.</summary>
    Member = 2,
}
