using System.Text.Json;

namespace CustomerCapital.Domain.Ladder;

/// <summary>The names of rungs, as JSON has them.</summary>
internal static class RungNames
{
    /// <summary>The rung of each name, the lowest first.</summary>
    public static readonly IReadOnlyDictionary<string, Rung> All =
        Enum.GetValues<Rung>().ToDictionary(rung => JsonNamingPolicy.SnakeCaseLower.ConvertName(rung.ToString()));
}
