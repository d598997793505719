using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Privacy;

/// <summary>A pass over all customers by which the policy's retention is carried out.</summary>
/// <param name="Rule">What the policy says.</param>
/// <param name="Of">The local day or month that it is the pass of.</param>
internal sealed record RetentionPass(RetentionRule Rule, DateOnly Of);

/// <summary>The passes that are complete. How far one has come that is not, its process alone knows: another begins it anew, which does no harm, and the ledger names nobody by it.</summary>
/// <param name="Persons">The latest in which customers were erased.</param>
/// <param name="Texts">The latest in which texts were removed.</param>
internal sealed record KeptRetention(RetentionPass? Persons, RetentionPass? Texts)
{
    private static readonly ControlValue<KeptRetention> Value = new("retention", "What retention has done", KeptRetentionJson.Default.KeptRetention, () => new(null, null));

    public static async Task<KeptRetention> ReadAsync(ILedger ledger, CancellationToken cancellation) => (await Value.ReadAsync(ledger, cancellation)).Kept;

    public static Task<KeptRetention> ChangeAsync(ILedger ledger, Func<KeptRetention, KeptRetention?> change, CancellationToken cancellation) => Value.ChangeAsync(ledger, change, cancellation);
}

[JsonSerializable(typeof(KeptRetention))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class KeptRetentionJson : JsonSerializerContext;
