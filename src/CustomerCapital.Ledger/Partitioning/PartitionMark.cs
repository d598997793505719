using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Program;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Ledger.Partitioning;

/// <summary>What a partition knows of its place, in its control state.</summary>
/// <param name="Set">Names the partitions that belong together.</param>
/// <param name="Place">Which one it is, from 1.</param>
/// <param name="Count">How many there were when it was written: with how many the ledger began or, of one that was added, its own place.</param>
/// <param name="Complete">Whether every partition of the set was marked when this was written, so that none without a mark belongs to it.</param>
internal sealed record PartitionMark(string Set, int Place, int Count, bool Complete) : Kept
{
    /// <summary>Of a partition that was added, or waits for it: what no other that was named in its place has.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    private static readonly JsonSerializerOptions Options = new(PartitionJsonContext.Default.Options)
    {
        TypeInfoResolver = PartitionJsonContext.Default.WithAddedModifier(NewerMembers.Keep),
    };

    private static readonly JsonTypeInfo<PartitionMark> Marks = TypeOf<PartitionMark>();

    /// <summary>Name of the control state that holds it.</summary>
    public const string Name = "partitioning";

    /// <summary>Reads a ledger's mark and its version; null and 0 where it has none, or where its tables are not made yet.</summary>
    public static async Task<(PartitionMark? Mark, long Version)> ReadAsync(ILedger ledger, CancellationToken cancellation)
    {
        if (!await ledger.IsMadeAsync(cancellation) || await ledger.ReadControlAsync(Name, cancellation) is not { } kept) return (null, 0);
        return (JsonSerializer.Deserialize(kept.Json, Marks), kept.Version);
    }

    /// <summary>How what partitions keep is written and read.</summary>
    internal static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    public Task WriteAsync(ILedger ledger, long expectedVersion, CancellationToken cancellation) =>
        ledger.WriteControlAsync(Name, JsonSerializer.Serialize(this, Marks), expectedVersion, cancellation);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PartitionMark))]
[JsonSerializable(typeof(Split))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class PartitionJsonContext : JsonSerializerContext;
