using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Ledger.Conformance;

/// <summary>Equality of what holds lists, by the form in which it is kept; offsets of instants count.</summary>
public static class Same
{
    public static void Entries(IEnumerable<Entry> expected, IEnumerable<Entry> actual) =>
        Assert.Equal(expected.Select(LedgerJson.EncodeWhole), actual.Select(LedgerJson.EncodeWhole));

    public static void State(ActorState expected, ActorState? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(LedgerJson.Encode(expected), LedgerJson.Encode(actual));
    }

    public static void Counters(Counters expected, Counters actual) => Assert.Equal(Rows(expected), Rows(actual));

    private static IEnumerable<(CounterKey, Count)> Rows(Counters counters) => counters.Rows
        .Select(row => (row.Key, row.Value))
        .OrderBy(row => (row.Key.Kind.Number, row.Key.A, row.Key.B)).ThenBy(row => row.Key.Name, StringComparer.Ordinal);
}
