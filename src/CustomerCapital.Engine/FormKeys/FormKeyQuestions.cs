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
    private static readonly ControlValue<KeptFormKeys> Value = new("form-keys", "The keys of forms", KeptFormKeysJson.Default.KeptFormKeys, () => new([]));

    /// <summary>So many keys are kept. A new one is made every 90 days.</summary>
    public const int Most = 20;

    /// <summary>Most characters of a key.</summary>
    public const int SizeLimit = 16_384;

    internal static async Task<KeptFormKeys> ReadAsync(ILedger ledger, CancellationToken cancellation) => (await Value.ReadAsync(ledger, cancellation)).Kept;

    /// <summary>Adds a key, whatever others add meanwhile.</summary>
    internal static Task AddAsync(ILedger ledger, string key, CancellationToken cancellation) =>
        Value.ChangeAsync(ledger, kept => kept.Keys.Contains(key) ? null : new([.. kept.Keys.Append(key).TakeLast(Most)]), cancellation);
}

[JsonSerializable(typeof(KeptFormKeys))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class KeptFormKeysJson : JsonSerializerContext;
