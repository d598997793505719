using System.Text.Json.Serialization;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.SignedLinks;

/// <summary>The keys of links as the ledger's control state holds them. All gateways of a cluster share them, and they outlive each process. An export has them only where that is asked for.</summary>
internal static class KeptLinkKeys
{
    private static readonly ControlValue<LinkKeys> Value = new("link-keys", "The keys of links", LinkKeysJson.Default.LinkKeys, () => new([]));

    /// <summary>The keys. The first is made when they are first asked for, by whoever comes first.</summary>
    public static Task<LinkKeys> ReadAsync(EngineParts engine, CancellationToken cancellation) => RotateAsync(engine, from: 0, cancellation);

    /// <summary>Adds a key that signs from now on; the one before it is taken until the next change. What was signed by an earlier one holds no more.</summary>
    public static Task<LinkKeys> RotateAsync(EngineParts engine, int from, CancellationToken cancellation) => Value.ChangeAsync(
        engine.Ledger,
        // Asked twice, it acts once.
        kept => NewestOf(kept) != from ? null : new LinkKeys([.. kept.Keys.Append(new(from + 1, Convert.ToBase64String(engine.NewSeed(LinkKey.Length)))).TakeLast(LinkKeys.Most)]),
        cancellation);

    /// <summary>The keys that there are; null where none was made yet.</summary>
    public static async Task<LinkKeys?> FindAsync(ILedger ledger, CancellationToken cancellation) => await Value.ReadAsync(ledger, cancellation) is { Version: > 0 } found ? found.Kept : null;

    /// <summary>Takes over the keys of an export into a ledger that has none.</summary>
    /// <exception cref="RestoreConflictException">The ledger has others, by which it may have signed links; nothing was changed.</exception>
    public static async Task RestoreAsync(ILedger ledger, LinkKeys exported)
    {
        var kept = await Value.ChangeAsync(ledger, kept => kept.Keys.Count > 0 ? null : exported);
        if (!kept.Keys.SequenceEqual(exported.Keys))
            throw new RestoreConflictException("This ledger has keys of links of its own, and the export has others. Restore it into a ledger that has none, or leave the export's keys out.");
    }

    /// <summary>Number of the newest key; 0 where there is none yet.</summary>
    public static int NewestOf(LinkKeys kept) => kept.Keys is [.., var newest] ? newest.Number : 0;
}

[JsonSerializable(typeof(LinkKeys))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class LinkKeysJson : JsonSerializerContext;
