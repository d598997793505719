using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value;

namespace CustomerCapital.Engine.Value;

/// <summary>What the scores of some customers come to.</summary>
/// <param name="Customers">Customers with a score.</param>
/// <param name="ExpectedAlive">How many of them are expected to order ever again.</param>
/// <param name="PredictedOrders12m">Order days expected of them in the 12 months after the day.</param>
/// <param name="PredictedValue12m">Margin expected of these.</param>
/// <param name="ResidualValue">Discounted margin expected within the policy's horizon of residual values.</param>
public sealed record ScoreSum(long Customers, decimal ExpectedAlive, decimal PredictedOrders12m, DerivedAmount PredictedValue12m, DerivedAmount ResidualValue)
{
    internal ScoreSum With(CustomerScore score) => new(
        Customers + 1, ExpectedAlive + score.ProbabilityAlive, PredictedOrders12m + score.PredictedOrders, PredictedValue12m + score.PredictedValue, ResidualValue + score.ResidualValue);
}

/// <summary>The sum over a rung.</summary>
/// <param name="Rung">The rung on which the customers stood when they were scored.</param>
/// <param name="Scores">The sum.</param>
public sealed record RungScores(Rung Rung, ScoreSum Scores);

/// <summary>The sum over an acquisition channel.</summary>
/// <param name="Channel">The channel's name. Null stands for customers whose channel is not known.</param>
/// <param name="Scores">The sum.</param>
public sealed record ChannelScores(string? Channel, ScoreSum Scores);

/// <summary>What the scores come to: of all, by rung, and by acquisition channel in the order of names: where there are more than are kept, by the channels that were met first.</summary>
/// <param name="All">Everybody.</param>
/// <param name="Rungs">By the rung on which customers stood when they were scored.</param>
/// <param name="Channels">
/// At most 1,000: those that were met first when everybody was scored, however many customers each has.
/// </param>
/// <param name="Others">All other channels together; null where every one is named.</param>
public sealed record ScoreSums(ScoreSum All, IReadOnlyList<RungScores> Rungs, IReadOnlyList<ChannelScores> Channels, ScoreSum? Others)
{
    /// <summary>How many channels are kept by name.</summary>
    public const int ChannelLimit = 1_000;
}

/// <summary>What all customers are expected to bring.</summary>
/// <param name="Model">The model of buying by which they were scored.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="ScoredThrough">The last local day of which everybody's orders were known then.</param>
/// <param name="CustomerCapital">
/// The program's customer capital: historic value of now, and the residual value of the latest scores.
/// </param>
/// <param name="Scores">What the scores come to: of all, by rung and by acquisition channel.</param>
public sealed record PredictedTotals(string Model, long ModelVersion, DateOnly ScoredThrough, DerivedAmount CustomerCapital, ScoreSums Scores)
{
    /// <summary>Of the scores that are kept; null where there are none, or where the version that made them is not kept any more.</summary>
    internal static PredictedTotals? Of(KeptModels kept, DerivedAmount historicValue) =>
        kept is { Totals: { } totals, ScoredThrough: { } through, ScoredBy: { } by } && kept.Versions.FirstOrDefault(version => version.Version == by) is { } scored
            ? new(scored.Model.Buying.Model, by, through, historicValue + totals.All.ResidualValue, totals) : null;
}

/// <summary>Adds up scores. Not thread-safe.</summary>
internal sealed class ScoreTotals
{
    private static readonly ScoreSum None = new(0, 0, 0, default, default);

    private readonly SortedDictionary<Rung, ScoreSum> _rungs = [];
    private readonly Dictionary<string, ScoreSum> _channels = [];
    private ScoreSum _all = None;
    private ScoreSum _others = None;

    public ScoreSums Sums => new(
        _all, [.. _rungs.Select(rung => new RungScores(rung.Key, rung.Value))],
        [.. _channels.OrderBy(channel => channel.Key, StringComparer.Ordinal).Select(channel => new ChannelScores(channel.Key.Length == 0 ? null : channel.Key, channel.Value))], _others.Customers == 0 ? null : _others);

    public void Add(Rung rung, string? channel, CustomerScore score)
    {
        _all = _all.With(score);
        _rungs[rung] = _rungs.GetValueOrDefault(rung, None).With(score);
        var name = channel ?? "";
        // Beyond the limit those that were met first are named: of hundreds of thousands of channels none says much.
        if (_channels.TryGetValue(name, out var sum) || _channels.Count < ScoreSums.ChannelLimit) _channels[name] = (sum ?? None).With(score);
        else _others = _others.With(score);
    }
}
