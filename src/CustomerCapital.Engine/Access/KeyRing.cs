namespace CustomerCapital.Engine.Access;

/// <summary>The keys of callers as a process that is asked knows them, never older than a moment.</summary>
/// <remarks>
/// No request reads the ledger for its key, and yet a key that was revoked opens nothing once that is answered. What a process has read holds for requests that begin within
/// <see cref="Lease"/> of the begin of that reading. <see cref="RevokeKey"/> writes first and answers a <see cref="Lease"/> later: by then whatever was read before the writing holds
/// for no request any more. Lengths of time alone are compared, never the clocks of two machines. A machine that stood still is noticed by its clock, which went on.
/// Thread-safe.
/// </remarks>
/// <param name="read">Reads them from the ledger itself.</param>
/// <param name="time">The machine's clock.</param>
public sealed class KeyRing(Func<long, Task<KeysRead>> read, TimeProvider time)
{
    /// <summary>For so long what was read holds.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    /// <summary>So much longer a revocation waits: far more than the clocks of two machines differ in their speed.</summary>
    public static readonly TimeSpan Allowance = TimeSpan.FromMilliseconds(100);

    private readonly Leased<KeysInForce> _keys = new(
        async before =>
        {
            var answer = await read(before.Version);
            return answer.Kept is { } kept ? new(answer.Version, kept.Keys) : before;
        },
        KeysInForce.None, Lease, time);

    /// <summary>The keys by their hashes, for a request that begins now.</summary>
    /// <exception cref="EngineUnavailableException">They cannot be read.</exception>
    public ValueTask<KeysInForce> GetAsync() => _keys.GetAsync();

    /// <summary>The keys as they are after this call has begun: for a key that was created a moment ago. Of many who ask at once one or two readings serve all.</summary>
    /// <exception cref="EngineUnavailableException">They cannot be read.</exception>
    public ValueTask<KeysInForce> GetFreshAsync() => _keys.GetFreshAsync();
}

/// <summary>The keys at a moment, by their hashes.</summary>
/// <param name="version">Grows with each change; 0 where there was never a key.</param>
/// <param name="keys">All of them.</param>
public sealed class KeysInForce(long version, IReadOnlyList<AccessKey> keys)
{
    /// <summary>None were ever read.</summary>
    public static readonly KeysInForce None = new(0, []);

    private readonly Dictionary<string, (AccessKey Key, Caller Caller)> _byHash = keys.DistinctBy(key => key.Hash).ToDictionary(key => key.Hash, key => (key, key.Caller()), StringComparer.Ordinal);
    private readonly Dictionary<string, AccessKey> _byId = keys.ToDictionary(key => key.KeyId, StringComparer.Ordinal);

    /// <summary>Grows with each change; 0 where there was never a key.</summary>
    public long Version => version;

    /// <summary>The key of a hash, with its holder; null where there is none. Whether it still holds is not looked at.</summary>
    /// <param name="hash">The <see cref="AccessKey.HashOf"/> of a key's text; null, which no key has, of a text that is none.</param>
    public (AccessKey Key, Caller Caller)? Find(string? hash) => hash is not null && _byHash.TryGetValue(hash, out var found) ? found : null;

    /// <summary>The key of an id; null where there was never one.</summary>
    public AccessKey? OfId(string keyId) => _byId.GetValueOrDefault(keyId);
}
