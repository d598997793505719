using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Access;

/// <summary>The keys of callers, where they have changed.</summary>
/// <param name="KnownVersion">The version that the asker has; 0 for none.</param>
public sealed record ReadKeys(long KnownVersion = 0) : Question<KeysRead>
{
    public override async Task<KeysRead> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var (kept, version) = await KeptKeys.ReadAsync(engine.Ledger, cancellation);
        return new(version, version == KnownVersion && version > 0 ? null : kept);
    }
}

/// <summary>The keys of callers at a moment.</summary>
/// <param name="Version">Grows with each change; 0 where there was never a key.</param>
/// <param name="Kept">The keys; null where they are those of the version that the asker has.</param>
public sealed record KeysRead(long Version, KeptKeys? Kept);

/// <summary>Creates a key. Its text is made by whoever asks, and only the hash of it comes here. Asked twice, it acts once.</summary>
/// <param name="KeyId">Its id.</param>
/// <param name="Terms">What its holder may do.</param>
/// <param name="Hash">The <see cref="AccessKey.HashOf"/> of its text.</param>
/// <param name="By">Who creates it; null where that is not known.</param>
public sealed record CreateKey(string KeyId, KeyTerms Terms, string Hash, string? By = null) : Question<KeyCreation>
{
    public override async Task<KeyCreation> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var creation = default(KeyCreation)!;
        await KeptKeys.ChangeAsync(engine.Ledger, kept =>
        {
            if (kept.Find(KeyId) is { } other)
            {
                creation = new(other.Hash == Hash ? KeyCreationStatus.Created : KeyCreationStatus.Exists, other);
                return null;
            }

            var now = engine.MachineTime.GetUtcNow();
            // Where there is no room for all, the key makes room that has been of no use the longest.
            if (kept.Keys.Count >= AccessKey.Most && kept.Keys.Where(key => !key.HoldsAt(now)).MinBy(key => key.RevokedAt ?? key.Terms.ExpiresAt) is { } oldest) kept = new([.. kept.Keys.Where(key => key != oldest)]);
            creation = kept.Keys.Count >= AccessKey.Most ? new(KeyCreationStatus.TooMany, null) : new(KeyCreationStatus.Created, new(KeyId, Terms, Hash, now) { By = By });
            return creation.Key is { } key ? kept.With(key) : null;
        }, cancellation);
        return creation;
    }
}

/// <summary>What became of a key that was to be created.</summary>
/// <param name="Status">Whether it is there.</param>
/// <param name="Key">The key of that id; null where there is none.</param>
public sealed record KeyCreation(KeyCreationStatus Status, AccessKey? Key);

/// <summary>Whether a key is there that was to be created.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<KeyCreationStatus>))]
public enum KeyCreationStatus
{
    /// <summary>It is there.</summary>
    Created = 1,

    /// <summary>Another had its id before.</summary>
    Exists = 2,

    /// <summary>There are <see cref="AccessKey.Most"/> already.</summary>
    TooMany = 3,
}

/// <summary>Revokes a key. It is answered once no process takes the key any more: see <see cref="KeyRing"/>.</summary>
/// <param name="KeyId">Its id.</param>
/// <param name="SparesLast">Whether the last key stays that can make others: after it nobody could but in the database.</param>
public sealed record RevokeKey(string KeyId, bool SparesLast = false) : Question<KeyRevocation>
{
    public override async Task<KeyRevocation> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var isLast = false;
        var kept = await KeptKeys.ChangeAsync(
            engine.Ledger,
            kept =>
            {
                var now = engine.MachineTime.GetUtcNow();
                isLast = SparesLast && kept.Find(KeyId) is { } last && last.MakesKeysAt(now) && !kept.Keys.Any(other => other.KeyId != KeyId && other.MakesKeysAt(now));
                return !isLast && kept.Find(KeyId) is { RevokedAt: null } key ? kept.With(key with { RevokedAt = now }) : null;
            },
            cancellation);
        if (isLast) return new(null, IsLast: true);
        if (kept.Find(KeyId) is not { } revoked) return new(null);
        await Task.Delay(KeyRing.Lease + KeyRing.Allowance, engine.MachineTime, cancellation);
        return new(revoked);
    }
}

/// <summary>What became of a key that was to be revoked.</summary>
/// <param name="Key">The key, which is revoked; null where there was never one of that id, or it stays.</param>
/// <param name="IsLast">Whether it stays as the last one that can make others.</param>
public sealed record KeyRevocation(AccessKey? Key, bool IsLast = false);

/// <summary>When keys were last used: to the minute, as every gateway says now and then.</summary>
/// <param name="Uses">The uses of one gateway since it last said so, by the key's id; empty to read alone.</param>
public sealed record NoteKeyUses(IReadOnlyDictionary<string, DateTimeOffset> Uses) : Question<IReadOnlyDictionary<string, DateTimeOffset>>
{
    private static readonly ControlValue<Dictionary<string, DateTimeOffset>> Value = new("access-key-uses", "The uses of keys", KeptKeysJson.Default.DictionaryStringDateTimeOffset, () => []);

    public override async Task<IReadOnlyDictionary<string, DateTimeOffset>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) => await Value.ChangeAsync(engine.Ledger, kept =>
    {
        var later = Uses.Where(use => !kept.TryGetValue(use.Key, out var before) || before < use.Value).ToList();
        // Of what two gateways say, the later use of both is kept.
        foreach (var use in later) kept[use.Key] = use.Value;
        return later.Count > 0 ? kept : null;
    }, cancellation);
}
