using System.Net;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Grains.Placement;
using CustomerCapital.Grains.Tests.Conformance;
using CustomerCapital.Ledger.Partitioning;

namespace CustomerCapital.Grains.Tests.Placement;

/// <summary>Customers begin on silos so that a silo has few databases to write to.</summary>
public sealed class CustomerPlacementTests
{
    private static readonly IReadOnlyList<string> Ids = [.. Enumerable.Range(0, 20_000).Select(number => $"customer-{number}")];

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 3, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(2, 2, 1)]
    [InlineData(2, 3, 2)]
    [InlineData(3, 2, 2)]
    [InlineData(4, 4, 1)]
    [InlineData(16, 100, 2)]
    [InlineData(16, 10, 3)]
    [InlineData(64, 16, 4)]
    public void Silos_have_equal_shares_of_customers_and_as_few_databases_as_that_allows(int partitions, int count, int mostPartitions)
    {
        var silos = Silos(count);

        var shares = Ids.GroupBy(id => CustomerPlacement.SiloOf(id, partitions, silos), id => Routing.PartitionOf(id, partitions)).ToDictionary(silo => silo.Key, silo => silo.ToList());

        Assert.Equal(count, shares.Count);
        Assert.All(shares.Values, share => Assert.InRange(share.Count, Ids.Count / count * 0.7, Ids.Count / count * 1.3));
        Assert.Equal(mostPartitions, shares.Values.Max(share => share.Distinct().Count()));
    }

    /// <remarks>Gateways and silos work this out apart from each other.</remarks>
    [Fact]
    public void Place_depends_on_the_silos_alone() => Assert.All(Ids.Take(100), id => Assert.Equal(CustomerPlacement.SiloOf(id, 2, Silos(5)), CustomerPlacement.SiloOf(id, 2, Silos(5))));

    [Fact]
    public async Task Customers_of_a_cluster_are_where_gateways_look_for_them()
    {
        await using var engines = new TwoDatabasesEngines();
        var capital = await engines.StartAsync(TimeProvider.System);
        await Task.WhenAll(Ids.Take(60).Select(id => capital.ExecuteAsync(id, [new RecordPurchase { PurchaseId = "p", Amount = Money.Round(10), OccurredAt = capital.Now }])));

        var places = await engines.PlacesAsync(capital);

        var silos = places.Values.Distinct().Order().ToArray();
        Assert.Equal(3, silos.Length);
        Assert.All(Ids.Take(60), id => Assert.Equal(CustomerPlacement.SiloOf(id, 2, silos), places[id]));
    }

    private static SiloAddress[] Silos(int count) => [.. Enumerable.Range(0, count).Select(number => SiloAddress.New(IPAddress.Loopback, 11_111 + number, 1)).Order()];
}
