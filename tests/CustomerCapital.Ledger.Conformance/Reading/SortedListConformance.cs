using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Conformance.Reading;

/// <summary>A list in the order of any field, read page by page, has everyone of the segment once and in that order.</summary>
public abstract class SortedListConformance<TSource> : LedgerConformance<TSource>
    where TSource : ILedgerSource, new()
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task ReadSortedAsync_pages_in_the_order_of_every_field(int limit)
    {
        var lines = await GivenCustomersAsync();
        foreach (var field in CustomerLine.Fields)
        {
            foreach (var descending in (bool[])[false, true])
            {
                var sort = new CustomerSort(field, descending);

                var read = await ReadAllAsync(Segment.Everyone, sort, limit);

                Assert.Equal(lines.Select(line => line.CustomerId).Order(StringComparer.Ordinal), read.Select(line => line.CustomerId).Order(StringComparer.Ordinal));
                for (var at = 1; at < read.Count; at++) AssertFollows(field, descending, read[at - 1], read[at]);
            }
        }
    }

    [Fact]
    public async Task ReadSortedAsync_of_a_segment_has_only_its_customers()
    {
        var lines = await GivenCustomersAsync();
        var (segment, sort) = (CustomerFields.AcquisitionChannel.Where(SegmentOperator.Exists), CustomerSort.Of("-revenue")!);

        var read = await ReadAllAsync(segment, sort, 3);

        Assert.Equal(
            lines.Where(line => line[CustomerFields.AcquisitionChannel] is not null).Select(line => line.CustomerId).Order(StringComparer.Ordinal),
            read.Select(line => line.CustomerId).Order(StringComparer.Ordinal));
    }

    private async Task<List<CustomerLine>> GivenCustomersAsync()
    {
        var scribes = Enumerable.Range(0, 30).Select(i => new Scribe($"c{i:00}")).ToList();
        foreach (var (i, scribe) in scribes.Index())
        {
            var registration = new RegisterCustomer
            {
                Name = "Any", AcquisitionChannel = i % 3 == 0 ? null : $"way-{i % 4}", Language = i % 5 == 0 ? null : i % 2 == 0 ? "de" : "de-AT",
                BirthDate = i % 4 == 0 ? null : new DateOnly(1990, 1 + (i % 3), 5), Consents = new() { Email = i % 2 == 0 }, OccurredAt = Scribe.Start,
            };
            await GivenAsync(scribe, [registration, .. Enumerable.Range(0, i % 4).Select(p => Scribe.Purchase($"p{p}", 10 + (i % 3), at: Scribe.Start.AddHours(i % 6)))]);
        }

        return scribes.ConvertAll(scribe => scribe.Line);
    }

    private async Task<List<CustomerLine>> ReadAllAsync(Segment segment, CustomerSort sort, int limit)
    {
        var read = new List<CustomerLine>();
        for (CustomerPage page = new([], More: true); page.More;)
        {
            page = await Ledger.ReadSortedAsync(segment, sort, read.Count == 0 ? null : sort.PlaceOf(read[^1]), limit);
            Assert.True(page.Lines.Count == limit || !page.More);
            read.AddRange(page.Lines);
        }

        return read;
    }

    private static IComparable ComparableOf(object value) => value switch { Money money => money.Units, MonthDay day => day.Number, _ => (IComparable)value };

    /// <summary>Fails unless the right one may stand directly after the left one.</summary>
    private static void AssertFollows(Field field, bool descending, CustomerLine left, CustomerLine right)
    {
        var byId = string.CompareOrdinal(left.CustomerId, right.CustomerId) < 0;
        if (left[field] is not { } first) Assert.True(right[field] is null && byId, $"{field}: {left} before {right}");
        else if (right[field] is { } second)
        {
            var compared = first is string text ? string.CompareOrdinal(text, (string)second) : ComparableOf(first).CompareTo(ComparableOf(second));
            Assert.True(compared == 0 ? byId : compared < 0 != descending, $"{field}: {left} before {right}");
        }
    }
}
