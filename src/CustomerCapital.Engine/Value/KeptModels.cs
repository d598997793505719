using System.Text.Json.Serialization;
using CustomerCapital.Domain.Value;
using CustomerCapital.Domain.Value.Prediction;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Value;

/// <summary>Models that were in force, or are.</summary>
/// <param name="Version">Its number; the first is 1.</param>
/// <param name="FittedAt">When they were fitted.</param>
/// <param name="Model">The models.</param>
/// <param name="Others">Fits of the other models of buying to the same observations.</param>
/// <param name="Customers">Customers with an order by then.</param>
/// <param name="WithoutPositiveValue">Those who bought again and gave back as much or more.</param>
/// <param name="Backtests">How models of this kind, fitted up to earlier days, predicted what happened after; the latest first.</param>
/// <param name="Reason">Why these and not others.</param>
public sealed record ModelVersion(
    long Version, DateTimeOffset FittedAt, ValueModel Model, IReadOnlyList<ModelFit> Others, long Customers, long WithoutPositiveValue, IReadOnlyList<RollingBacktest> Backtests, string Reason);

/// <summary>A backtest with the day up to which its model was fitted.</summary>
/// <param name="Origin">The last local day observed.</param>
/// <param name="Result">How it went.</param>
public sealed record RollingBacktest(DateOnly Origin, Backtest Result);

/// <summary>A wish that models be fitted anew.</summary>
/// <param name="Model">The model of buying, or <c>auto</c>.</param>
/// <param name="Force">Whether it takes effect also where it predicts worse than the one in force.</param>
/// <param name="AskedAt">When.</param>
public sealed record FitRequest(string Model, bool Force, DateTimeOffset AskedAt);

/// <summary>What became of the last fit.</summary>
/// <param name="At">When.</param>
/// <param name="AsOf">The last local day observed.</param>
/// <param name="Customers">Customers with an order when it began.</param>
/// <param name="Version">The version that it gave; null where it took no effect.</param>
/// <param name="Reason">Why it took effect, or not.</param>
public sealed record FitOutcome(DateTimeOffset At, DateOnly AsOf, long Customers, long? Version, string Reason);

/// <summary>The models that were in force, as the ledger's control state holds them, and what is to be done with them.</summary>
public sealed record KeptModels
{
    private static readonly ControlValue<KeptModels> Value = new("value-models", "The models of lifetime value", KeptModelsJson.Default.KeptModels, () => new());

    /// <summary>So many versions are kept; the oldest leave.</summary>
    public const int Most = 20;

    /// <summary>The latest versions, the one in force last.</summary>
    public IReadOnlyList<ModelVersion> Versions { get; init; } = [];

    /// <summary>What somebody has asked for and was not done yet.</summary>
    public FitRequest? Request { get; init; }

    /// <summary>What became of the last fit.</summary>
    public FitOutcome? Last { get; init; }

    /// <summary>The last local day up to which everybody was scored; null for never.</summary>
    public DateOnly? ScoredThrough { get; init; }

    /// <summary>The version by which everybody was scored; null for none.</summary>
    public long? ScoredBy { get; init; }

    /// <summary>What these scores come to; null where nobody was scored yet.</summary>
    public ScoreSums? Totals { get; init; }

    /// <summary>The models in force; null where none were fitted yet.</summary>
    [JsonIgnore]
    public ModelVersion? InForce => Versions.Count == 0 ? null : Versions[^1];

    /// <summary>Reads them.</summary>
    /// <exception cref="EngineUnavailableException">A newer version of the program has kept what this one does not know.</exception>
    internal static async Task<KeptModels> ReadAsync(ILedger ledger, CancellationToken cancellation) => (await Value.ReadAsync(ledger, cancellation)).Kept;

    /// <inheritdoc cref="ControlValue{T}.ChangeAsync"/>
    internal static Task<KeptModels> ChangeAsync(ILedger ledger, Func<KeptModels, KeptModels> change, CancellationToken cancellation) => Value.ChangeAsync(ledger, change, cancellation);
}

[JsonSerializable(typeof(KeptModels))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
internal sealed partial class KeptModelsJson : JsonSerializerContext;
