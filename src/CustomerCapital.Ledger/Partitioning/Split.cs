using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Ledger.Partitioning;

/// <summary>How far a partition has given half of its actors to a partition that was added, in the control state of the one that gives.</summary>
/// <remarks>
/// Its version is that of the place of everyone in that partition: appends carry the version under which they were sent there, and are refused where it is another one, under the lock that keeps it as it is.
/// </remarks>
/// <param name="Target">Who gets them: the place of the partition that was added, from 0.</param>
/// <param name="Buckets">Into how many buckets those who move are divided, by their hash; a bucket moves at once.</param>
/// <param name="Moved">How many of them have moved: those before this one.</param>
internal sealed record Split(int Target, int Buckets, int Moved) : Kept
{
    /// <summary>Name of the control state that holds it.</summary>
    public const string Name = "partition-split";

    private static readonly JsonTypeInfo<Split> Splits = PartitionMark.TypeOf<Split>();

    /// <summary>The row keys of those who are being moved now: they are in both partitions meanwhile, and what the new one holds of them is not theirs yet. Null where nobody is.</summary>
    public IReadOnlyList<long>? Moving { get; init; }

    /// <summary>For each partition to which this one has given actors: the number that no entry surpasses that went there with them.</summary>
    public IReadOnlyDictionary<int, long> LastNumbers { get; init; } = new Dictionary<int, long>();

    /// <summary>For each partition to which this one has given actors: the id of its mark.</summary>
    public IReadOnlyDictionary<int, string> Ids { get; init; } = new Dictionary<int, string>();

    /// <summary>Whether all have moved.</summary>
    [JsonIgnore]
    public bool IsComplete => Moved == Buckets && LastNumbers.ContainsKey(Target);

    /// <summary>As it is kept.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Splits);

    /// <summary>Reads a partition's; null and 0 where it has none.</summary>
    public static (Split? Split, long Version) Of(ControlState? kept) => kept is null ? (null, 0) : (JsonSerializer.Deserialize(kept.Json, Splits), kept.Version);
}
