using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Access;

/// <summary>The keys of callers as the ledger's control state holds them. An export does not have them.</summary>
/// <param name="Keys">All of them, in the order of their ids; those that were revoked stay, so that their ids are not used again.</param>
public sealed record KeptKeys(IReadOnlyList<AccessKey> Keys)
{
    private static readonly ControlValue<KeptKeys> Value = new("access-keys", "The keys of callers", KeptKeysJson.Default.KeptKeys, () => new([]));

    /// <summary>Of a ledger that never had one.</summary>
    public static readonly KeptKeys None = new([]);

    /// <summary>Reads them from the ledger itself.</summary>
    /// <exception cref="EngineUnavailableException">A newer version of the program has kept what this one does not know.</exception>
    public static Task<(KeptKeys Kept, long Version)> ReadAsync(ILedger ledger, CancellationToken cancellation = default) => Value.ReadAsync(ledger, cancellation);

    /// <inheritdoc cref="ControlValue{T}.ChangeAsync"/>
    public static Task<KeptKeys> ChangeAsync(ILedger ledger, Func<KeptKeys, KeptKeys?> change, CancellationToken cancellation = default) => Value.ChangeAsync(ledger, change, cancellation);

    /// <summary>The key of an id; null where there was never one.</summary>
    public AccessKey? Find(string keyId) => Keys.FirstOrDefault(key => key.KeyId == keyId);

    /// <summary>The same with a key added, or in the place of the one that has its id.</summary>
    public KeptKeys With(AccessKey key) => new([.. Keys.Where(other => other.KeyId != key.KeyId).Append(key).OrderBy(other => other.KeyId, StringComparer.Ordinal)]);

    /// <summary>Faults of a key's id.</summary>
    public static IEnumerable<FieldFault> IdFaults(string? keyId) => [.. Text.IdFaults("keyId", keyId), .. Text.NewIdFaults("keyId", keyId ?? "")];
}

[JsonSerializable(typeof(KeptKeys))]
[JsonSerializable(typeof(Dictionary<string, DateTimeOffset>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class KeptKeysJson : JsonSerializerContext;
