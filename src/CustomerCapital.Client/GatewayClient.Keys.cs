using System.Globalization;
using System.Net.Http.Headers;
using CustomerCapital.Engine.Access;

namespace CustomerCapital.Client;

public sealed partial class GatewayClient
{
    private const string KeysPath = "v1/keys";

    private static readonly string[] NoKey = ["key_not_found"];

    /// <summary>All keys, without their texts, in the order of their ids.</summary>
    public async Task<IReadOnlyList<KeyView>> ListKeysAsync(CancellationToken cancellation = default) => (await GetAsync<KeyList>(KeysPath, cancellation)).Keys;

    /// <summary>A key, without its text; null where there was never one of that id.</summary>
    public Task<KeyView?> GetKeyAsync(string keyId, CancellationToken cancellation = default) => FindAsync<KeyView>(PathOfKey(keyId), NoKey, cancellation);

    /// <summary>Creates a key. Its text is told this once.</summary>
    /// <exception cref="GatewayException">Nothing was created; its code and faults say why. Where the answer to an earlier try was lost, the id is taken: revoke that key, and create another.</exception>
    public Task<CreatedKey> CreateKeyAsync(string keyId, KeyTerms terms, CancellationToken cancellation = default) => PutAsync<KeyTerms, CreatedKey>(PathOfKey(keyId), terms, null, cancellation);

    /// <summary>Revokes a key, for ever: once this completes, no gateway takes it.</summary>
    /// <exception cref="GatewayException">There was never such a key.</exception>
    public async Task RevokeKeyAsync(string keyId, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, PathOfKey(keyId));
        await AskAsync(request, null, (_, _) => Task.FromResult(0), cancellation);
    }

    /// <summary>Records of the audit log after a number, oldest first; none only at its end.</summary>
    public Task<AuditPage> ListAuditRecordsAsync(long after, int limit = 100, CancellationToken cancellation = default) =>
        GetAsync<AuditPage>(string.Create(CultureInfo.InvariantCulture, $"v1/audit?after={after}&limit={limit}"), cancellation);

    private static string PathOfKey(string keyId) => $"{KeysPath}/{Uri.EscapeDataString(keyId)}";

    private static AuthenticationHeaderValue? HeaderOf(string? key) => key is null ? null : new("Bearer", key);
}
