using System.Text.Json.Serialization;

namespace CustomerCapital.Domain.Program;

/// <summary>The day on which what comes again each 29 February, a birthday or an anniversary, is kept in years without one.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<LeapDay>))]
public enum LeapDay
{
    /// <summary>The last day of its month.</summary>
    [JsonStringEnumMemberName("february_28")]
    February28 = 1,

    /// <summary>The day after the last of its month.</summary>
    [JsonStringEnumMemberName("march_1")]
    March1 = 2,
}
