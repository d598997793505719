using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;
using static CustomerCapital.Domain.Segments.SegmentOperator;

namespace CustomerCapital.Ledger.Conformance.Segments;

/// <summary>Segments by what a model says.</summary>
public abstract partial class SegmentsConformance<TSource>
{
    [Fact]
    public async Task WriteScoresAsync_replaces_what_was_said_and_forgets_where_nothing_is_said()
    {
        await GivenAsync(new("ada"), Scribe.Purchase("p"));
        await GivenAsync(new("bob"), Scribe.Purchase("p"));
        Segment likelyGone = new AllOf([ValueFields.PAlive.Where(LessThan, 0.3m), ValueFields.PredictedValue12m.Where(GreaterThan, Money.Round(100))]);
        CustomerScore gone = new(0.2999m, 1.5m, Money.Round(100.01m), Money.Zero, Now, 1);

        Assert.Equal(0, await Ledger.CountCustomersAsync(ValueFields.PAlive.Where(Exists)));
        await Ledger.WriteScoresAsync([new("ada", gone), new("bob", gone with { ProbabilityAlive = 0.3m }), new("nobody", gone)]);
        Assert.Equal(["ada"], await IdsAsync(likelyGone));
        await Ledger.WriteScoresAsync([new("ada", gone with { PredictedValue = Money.Round(100) }), new("bob", gone)]);
        Assert.Equal(["bob"], await IdsAsync(likelyGone));
        await Ledger.WriteScoresAsync([new("bob", null)]);
        Assert.Empty(await IdsAsync(likelyGone));
        Assert.Equal(["ada"], await IdsAsync(ValueFields.ScoredAt.Where(AtLeast, SegmentInstant.Of(Now))));
        Assert.Equal(["bob"], await IdsAsync(new Not(ValueFields.ResidualValue.Where(Exists))));
        await Ledger.WriteScoresAsync([]);
    }

    /// <summary>Scores two of three, one of these in place of a score from before; a third of the others is said nothing of any more.</summary>
    private async Task ScoreAsync(List<Scribe> scribes)
    {
        await Ledger.WriteScoresAsync([.. scribes.Where((_, at) => at % 2 == 0).Select(scribe => KeyValuePair.Create(scribe.CustomerId, (CustomerScore?)ScoreOf(99)))]);
        for (var at = 0; at < scribes.Count; at++) scribes[at].Score = at % 3 == 0 ? null : ScoreOf(at);
        await Ledger.WriteScoresAsync([.. scribes.Select(scribe => KeyValuePair.Create(scribe.CustomerId, scribe.Score)), new("nobody", ScoreOf(0))]);
    }

    internal static CustomerScore ScoreOf(int number) =>
        new(number % 5 * 0.25m, number % 7 * 0.3333m, new(number % 4 * 10_000 - 10_000), new(number % 6), Now.AddMicroseconds(-(number % 3)), 1);
}
