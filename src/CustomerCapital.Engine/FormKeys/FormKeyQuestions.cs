using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.FormKeys;

/// <summary>The keys by which a console knows its own forms, as XML of the framework's data protection. All gateways of a cluster share them, and they outlive each process.</summary>
/// <remarks>They protect forms and nothing of a customer: whoever reads the ledger's database has more than they are worth.</remarks>
public sealed record ReadFormKeys : Question<IReadOnlyList<string>>
{
    public override async Task<IReadOnlyList<string>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) => (await KeptFormKeys.ReadAsync(engine.Ledger, cancellation)).Keys;
}

/// <summary>Keeps one more key. One that is kept already is not kept twice; of more than <see cref="KeptFormKeys.Most"/> the oldest leave.</summary>
/// <param name="Key">The key as XML, at most <see cref="KeptFormKeys.SizeLimit"/> characters.</param>
public sealed record KeepFormKey(string Key) : Question<bool>
{
    public override async Task<bool> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if (string.IsNullOrEmpty(Key) || Key.Length > KeptFormKeys.SizeLimit) throw new ArgumentException($"A key has 1 to {KeptFormKeys.SizeLimit} characters.");
        await KeptFormKeys.AddAsync(engine.Ledger, Key, cancellation);
        return true;
    }
}

/// <summary>The keys as the ledger's control state holds them, the oldest first.</summary>
/// <param name="Keys">Each as XML.</param>
public sealed record KeptFormKeys(IReadOnlyList<string> Keys)
{
    private const string Name = "form-keys";

    /// <summary>So many keys are kept. A new one is made every 90 days.</summary>
    public const int Most = 20;

    /// <summary>Most characters of a key.</summary>
    public const int SizeLimit = 16_384;

    internal static async Task<KeptFormKeys> ReadAsync(ILedger ledger, CancellationToken cancellation) => (await ReadWithVersionAsync(ledger, cancellation)).Kept;

    /// <summary>Adds a key, whatever others add meanwhile.</summary>
    internal static async Task AddAsync(ILedger ledger, string key, CancellationToken cancellation)
    {
        while (true)
        {
            var (kept, version) = await ReadWithVersionAsync(ledger, cancellation);
            if (kept.Keys.Contains(key)) return;
            try
            {
                await ledger.WriteControlAsync(Name, JsonSerializer.Serialize(new([.. kept.Keys.Append(key).TakeLast(Most)]), KeptFormKeysJson.Default.KeptFormKeys), version, cancellation);
                return;
            }
            catch (VersionConflictException)
            {
                // Another gateway has added one; this one is added to it.
            }
        }
    }

    private static async Task<(KeptFormKeys Kept, long Version)> ReadWithVersionAsync(ILedger ledger, CancellationToken cancellation) =>
        await ledger.ReadControlAsync(Name, cancellation) is { } kept ? (JsonSerializer.Deserialize(kept.Json, KeptFormKeysJson.Default.KeptFormKeys)!, kept.Version) : (new([]), 0);
}

[JsonSerializable(typeof(KeptFormKeys))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class KeptFormKeysJson : JsonSerializerContext;
