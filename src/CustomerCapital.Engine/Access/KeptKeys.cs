using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Access;

/// <summary>The keys of callers as the ledger's control state holds them. An export does not have them.</summary>
/// <param name="Keys">All of them, in the order of their ids; those that were revoked stay, so that their ids are not used again.</param>
public sealed record KeptKeys(IReadOnlyList<AccessKey> Keys)
{
    private const string Name = "access-keys";

    /// <summary>Of a ledger that never had one.</summary>
    public static readonly KeptKeys None = new([]);

    /// <summary>Reads them from the ledger itself.</summary>
    /// <exception cref="EngineUnavailableException">A newer version of the program has kept what this one does not know.</exception>
    public static async Task<(KeptKeys Kept, long Version)> ReadAsync(ILedger ledger, CancellationToken cancellation = default)
    {
        if (await ledger.ReadControlAsync(Name, cancellation) is not { } kept) return (None, 0);
        try
        {
            return (JsonSerializer.Deserialize(kept.Json, KeptKeysJson.Default.KeptKeys)!, kept.Version);
        }
        catch (JsonException newer)
        {
            throw new EngineUnavailableException($"The keys of callers cannot be read by this version of the program; upgrade it. {newer.Message}", newer);
        }
    }

    /// <summary>Changes them by what they are now, until nobody else has changed them meanwhile.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="change">What they become; null where nothing is to change.</param>
    /// <param name="cancellation">Gives up; the change may be kept nevertheless.</param>
    /// <returns>What they are.</returns>
    public static async Task<KeptKeys> ChangeAsync(ILedger ledger, Func<KeptKeys, KeptKeys?> change, CancellationToken cancellation = default)
    {
        while (true)
        {
            var (kept, version) = await ReadAsync(ledger, cancellation);
            if (change(kept) is not { } next) return kept;
            try
            {
                await ledger.WriteControlAsync(Name, JsonSerializer.Serialize(next, KeptKeysJson.Default.KeptKeys), version, cancellation);
                return next;
            }
            catch (VersionConflictException)
            {
                // Another has changed them meanwhile: by those that are there now, the change is decided anew.
            }
            catch (LedgerSchemaException outdated)
            {
                throw new EngineUnavailableException(outdated.Message, outdated);
            }
        }
    }

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
