using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.SignedLinks;

/// <summary>The keys of links as the ledger's control state holds them. All gateways of a cluster share them, and they outlive each process. An export has them only where that is asked for.</summary>
internal static class KeptLinkKeys
{
    private const string Name = "link-keys";

    /// <summary>The keys. The first is made when they are first asked for, by whoever comes first.</summary>
    public static async Task<LinkKeys> ReadAsync(EngineParts engine, CancellationToken cancellation)
    {
        var (kept, version) = await ReadWithVersionAsync(engine.Ledger, cancellation);
        return version > 0 ? kept : await AddAsync(engine, kept, version, cancellation) ?? (await ReadWithVersionAsync(engine.Ledger, cancellation)).Kept;
    }

    /// <summary>Adds a key that signs from now on; the one before it is taken until the next change. What was signed by an earlier one holds no more.</summary>
    public static async Task<LinkKeys> RotateAsync(EngineParts engine, int from, CancellationToken cancellation)
    {
        while (true)
        {
            var (kept, version) = await ReadWithVersionAsync(engine.Ledger, cancellation);
            // Asked twice, it acts once.
            if (NewestOf(kept) != from) return kept;
            if (await AddAsync(engine, kept, version, cancellation) is { } added) return added;
        }
    }

    /// <summary>The keys that there are; null where none was made yet.</summary>
    public static async Task<LinkKeys?> FindAsync(ILedger ledger, CancellationToken cancellation) => await ReadWithVersionAsync(ledger, cancellation) is { Version: > 0 } found ? found.Kept : null;

    /// <summary>Takes over the keys of an export into a ledger that has none.</summary>
    /// <exception cref="RestoreConflictException">The ledger has others, by which it may have signed links; nothing was changed.</exception>
    public static async Task RestoreAsync(ILedger ledger, LinkKeys exported)
    {
        try
        {
            if (await FindAsync(ledger, CancellationToken.None) is null) await ledger.WriteControlAsync(Name, JsonSerializer.Serialize(exported, LinkKeysJson.Default.LinkKeys), 0);
        }
        catch (VersionConflictException)
        {
            // Another has made keys just now.
        }

        if (!(await FindAsync(ledger, CancellationToken.None))!.Keys.SequenceEqual(exported.Keys))
            throw new RestoreConflictException("This ledger has keys of links of its own, and the export has others. Restore it into a ledger that has none, or leave the export's keys out.");
    }

    /// <summary>Number of the newest key; 0 where there is none yet.</summary>
    public static int NewestOf(LinkKeys kept) => kept.Keys is [.., var newest] ? newest.Number : 0;

    private static async Task<LinkKeys?> AddAsync(EngineParts engine, LinkKeys kept, long version, CancellationToken cancellation)
    {
        var added = new LinkKeys([.. kept.Keys.Append(new(NewestOf(kept) + 1, Convert.ToBase64String(engine.NewSeed(LinkKey.Length)))).TakeLast(LinkKeys.Most)]);
        try
        {
            await engine.Ledger.WriteControlAsync(Name, JsonSerializer.Serialize(added, LinkKeysJson.Default.LinkKeys), version, cancellation);
            return added;
        }
        catch (VersionConflictException)
        {
            // Another has added one; its key is the one that holds.
            return null;
        }
    }

    private static async Task<(LinkKeys Kept, long Version)> ReadWithVersionAsync(ILedger ledger, CancellationToken cancellation) =>
        await ledger.ReadControlAsync(Name, cancellation) is { } kept ? (JsonSerializer.Deserialize(kept.Json, LinkKeysJson.Default.LinkKeys)!, kept.Version) : (new([]), 0);
}

[JsonSerializable(typeof(LinkKeys))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class LinkKeysJson : JsonSerializerContext;
