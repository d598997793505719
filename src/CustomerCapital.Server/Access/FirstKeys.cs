using System.Security.Cryptography;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;

namespace CustomerCapital.Server.Access;

/// <summary>The key of a ledger that never had one: without it nobody could create others.</summary>
internal static class FirstKeys
{
    /// <summary>Its id.</summary>
    public const string KeyId = "administrator";

    /// <summary>Makes it, where there was never a key. Of several processes one does.</summary>
    /// <returns>Its text; null where there were keys, or another process has made it.</returns>
    public static async Task<string?> MakeAsync(ILedger ledger, TimeProvider time, CancellationToken cancellation)
    {
        var text = AccessKey.TextOf(RandomNumberGenerator.GetBytes(AccessKey.SecretBytes));
        var hash = AccessKey.HashOf(text)!;
        var kept = await KeptKeys.ChangeAsync(
            ledger, kept => kept.Keys.Count > 0 ? null : kept.With(new(KeyId, new() { Scopes = Scopes.All, Title = "Made at the first start" }, hash, time.GetUtcNow())), cancellation);
        return kept.Find(KeyId)?.Hash == hash ? text : null;
    }

    /// <summary>Tells the audit log of the key.</summary>
    /// <param name="audit">The audit log.</param>
    public static Task RecordAsync(ICustomer audit) => AuditLines.WriteAsync(audit, new("first start", "createKey") { Target = $"/v1/keys/{KeyId}", Status = 200 });
}
