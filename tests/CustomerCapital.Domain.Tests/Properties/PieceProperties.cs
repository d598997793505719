using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>The pieces that decisions count one by one are those that the whole history leaves.</summary>
public sealed class PieceProperties
{
    [Fact]
    public void Pieces_counted_by_each_decision_are_those_that_a_recount_of_every_line_gives() => Histories.Hold(Histories.OfOne, steps =>
    {
        var scenario = RandomHistory.Play(steps).Scenario;

        var (counted, recounted) = (Text(scenario.Pieces.Rows), Text(Recounted(scenario.Entries)));

        Assert.Equal(recounted, counted);
        Assert.DoesNotContain(scenario.Pieces.Rows, row => row.Value < 0);
    });

    [Fact]
    public void Pieces_of_a_history_folded_in_two_halves_are_those_of_the_whole() => Histories.Hold(Histories.OfOne, steps =>
    {
        var scenario = RandomHistory.Play(steps).Scenario;
        var (first, second, half) = (new PieceHistory(), new PieceHistory(), scenario.Entries.Count / 2);
        foreach (var entry in scenario.Entries.Take(half)) first.Take(entry);
        foreach (var entry in scenario.Entries.Take(half)) second.Recall(entry);
        foreach (var entry in scenario.Entries.Skip(half)) second.Take(entry);

        first.Pieces.Add(second.Pieces);

        Assert.Equal(Text(scenario.Pieces.Rows), Text(first.Pieces.Rows));
    });

    /// <summary>For each purchase goes through all entries that concern it, line by line.</summary>
    private static IEnumerable<KeyValuePair<PieceKey, long>> Recounted(IReadOnlyList<Entry> entries)
    {
        var pieces = new Dictionary<PieceKey, decimal>();
        foreach (var purchase in entries.Where(entry => entry.NaturalId is not null && entry.Event is PurchaseRecorded or PurchaseTakenOver))
        {
            var (lines, back, gone) = ((IReadOnlyList<PaidLine>?)null, new Dictionary<int, decimal>(), false);
            foreach (var entry in entries.Where(entry => entry == purchase || entry.ConcernsId == purchase.NaturalId))
            {
                switch (entry.Event)
                {
                    case PurchaseRecorded recorded:
                        lines = recorded.Lines;
                        break;
                    case PurchaseTakenOver { Content: var content }:
                        (gone, lines, back) = (false, content.Lines, (content.CameBackOfLines ?? []).ToDictionary(line => line.Line!.Value, line => line.Quantity));
                        break;
                    case PurchaseAmended { IsSuperseded: false } amended:
                        lines = amended.Lines;
                        break;
                    case PurchaseMoved:
                        gone = true;
                        break;
                    case ReturnRecorded returned:
                        gone |= returned.Whole;
                        foreach (var line in returned.Lines ?? []) back[line.Line!.Value] = back.GetValueOrDefault(line.Line.Value) + line.Quantity;
                        break;
                }
            }

            for (var at = 0; at < lines?.Count && !gone; at++)
            {
                var left = lines[at].Quantity - back.GetValueOrDefault(at + 1);
                if (lines[at].Sku is { } sku) pieces[new(PieceKind.Sku, sku)] = pieces.GetValueOrDefault(new(PieceKind.Sku, sku)) + left;
                if (lines[at].Category is { } category) pieces[new(PieceKind.Category, category)] = pieces.GetValueOrDefault(new(PieceKind.Category, category)) + left;
            }
        }

        return pieces.Where(row => row.Value != 0).Select(row => KeyValuePair.Create(row.Key, (long)(row.Value * Pieces.Scale)));
    }

    private static string Text(IEnumerable<KeyValuePair<PieceKey, long>> rows) =>
        string.Join(", ", rows.OrderBy(row => row.Key.Kind).ThenBy(row => row.Key.Name, StringComparer.Ordinal).Select(row => $"{row.Key.Kind} {row.Key.Name}: {row.Value}"));
}
