using CustomerCapital.Ledger.Conformance;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.Partitioning;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Tests.Partitioning;

/// <summary>Which databases make one ledger, and what is left when marking them is interrupted.</summary>
public sealed class PartitionMarkTests : IAsyncDisposable
{
    private readonly List<FailingLedger> _databases = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases) await database.Inner.DisposeAsync();
    }

    [Fact]
    public async Task MigrateAsync_of_new_databases_makes_each_and_says_where()
    {
        var (a, b) = (New(), New());
        (a.Made, b.Made) = (false, false);

        Assert.Equal(["001-ledger in database 1", "001-ledger in database 2"], await Ledger(a, b).MigrateAsync());

        Assert.Empty(await Ledger(a, b).MigrateAsync());
    }

    [Fact]
    public async Task MigrateAsync_in_another_order_is_refused()
    {
        var (a, b) = await GivenSetAsync();

        await AssertRefusedAsync("database 2 is partition 2 of 2 and is named as 1 of 2", b, a);
    }

    [Fact]
    public async Task MigrateAsync_with_another_number_is_refused_and_makes_nothing()
    {
        var (a, b) = await GivenSetAsync();
        var c = New();
        c.Made = false;

        await AssertRefusedAsync("database 1 is partition 1 of 2 and is named as 1 of 3", a, b, c);

        Assert.False(c.Made);
    }

    [Fact]
    public async Task MigrateAsync_without_one_of_three_is_refused()
    {
        var (a, b, c) = (New(), New(), New());
        await Ledger(a, b, c).MigrateAsync();

        await AssertRefusedAsync("database 1 is partition 1 of 3 and is named as 1 of 2; name the 3 databases of its ledger, in their order", a, b);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MigrateAsync_with_a_new_database_in_the_place_of_one_is_refused_and_makes_nothing(bool made)
    {
        var (a, _) = await GivenSetAsync();
        var other = New();
        other.Made = made;

        await AssertRefusedAsync("database 3 is no partition of the ledger of database 1", a, other);

        Assert.Equal(made, other.Made);
        Assert.Null(await other.ReadControlAsync("partitioning"));
    }

    [Fact]
    public async Task MigrateAsync_with_a_database_of_another_set_is_refused()
    {
        var (a, _) = await GivenSetAsync("one");
        var (_, d) = await GivenSetAsync("two");

        await AssertRefusedAsync("database 4 belongs to another ledger than database 1", a, d);
    }

    [Fact]
    public async Task MigrateAsync_with_a_database_that_holds_customers_of_its_own_is_refused_and_makes_nothing()
    {
        var (used, other) = (New(), New());
        other.Made = false;
        await used.AppendAsync(new Scribe("ada").Write(Purchase("p")));

        await AssertRefusedAsync("database 1 was used alone and holds customers", used, other);

        Assert.False(other.Made);
        Assert.Null(await used.ReadControlAsync("partitioning"));
    }

    [Fact]
    public async Task MigrateAsync_of_databases_that_were_made_alone_without_customers_takes_them()
    {
        var (a, b) = (New(), New());
        await a.WriteControlAsync("policy", "{}", 0);

        await Ledger(a, b).MigrateAsync();

        Assert.Equal(new("{}", 1), await Ledger(a, b).ReadControlAsync("policy"));
    }

    [Fact]
    public async Task RefusePartitionAsync_refuses_a_partition_alone_and_nothing_else()
    {
        var (a, b) = await GivenSetAsync();
        var (alone, unmade) = (New(), New());
        unmade.Made = false;

        var refused = await Assert.ThrowsAsync<LedgerSchemaException>(() => PartitionedLedger.RefusePartitionAsync(b));
        await PartitionedLedger.RefusePartitionAsync(alone);
        await PartitionedLedger.RefusePartitionAsync(unmade);
        await PartitionedLedger.RefusePartitionAsync(Ledger(a, b));

        Assert.StartsWith("This database is partition 2 of 2 ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OfReadersAsync_takes_a_complete_set_in_its_order_only()
    {
        var (a, b) = await GivenSetAsync();
        var alone = New();

        await PartitionedLedger.OfReadersAsync(Partitions(a, b));

        await Assert.ThrowsAsync<LedgerSchemaException>(() => PartitionedLedger.OfReadersAsync(Partitions(b, a)));
        await Assert.ThrowsAsync<LedgerSchemaException>(() => PartitionedLedger.OfReadersAsync(Partitions(a, alone)));
        var refused = await Assert.ThrowsAsync<LedgerSchemaException>(() => PartitionedLedger.OfReadersAsync(Partitions(alone, New())));
        Assert.Contains("complete it with: migrate", refused.Message, StringComparison.Ordinal);
    }

    /// <remarks>Three databases take two rounds of three marks.</remarks>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task MigrateAsync_that_crashed_between_two_marks_is_completed_by_the_next(int written)
    {
        FailingLedger[] databases = [New(), New(), New()];
        var left = written;
        foreach (var database in databases) database.BeforeWriteControl = () => left = left > 0 ? left - 1 : throw new LedgerUnavailableException("Crashed.");
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => Ledger("first", databases).MigrateAsync());
        Assert.Equal(0, left);
        await Assert.ThrowsAsync<LedgerSchemaException>(() => PartitionedLedger.OfReadersAsync(Partitions(databases)));

        foreach (var database in databases) database.BeforeWriteControl = () => { };
        await Ledger("second", databases).MigrateAsync();

        await PartitionedLedger.OfReadersAsync(Partitions(databases));
        var set = written == 0 ? "second" : "first";
        for (var at = 0; at < 3; at++)
            Assert.Equal(new($$"""{"set":"{{set}}","place":{{at + 1}},"count":3,"complete":true}""", 2), await databases[at].ReadControlAsync("partitioning"));
    }

    [Fact]
    public async Task MigrateAsync_of_sixteen_processes_at_once_makes_one_set()
    {
        FailingLedger[] databases = [New(), New(), New()];

        await Task.WhenAll(Enumerable.Range(0, 16).Select(process => Task.Run(() => Ledger($"set {process}", databases).MigrateAsync())));

        await PartitionedLedger.OfReadersAsync(Partitions(databases));
    }

    [Fact]
    public async Task The_marks_are_no_control_state_of_the_whole()
    {
        var (a, b) = await GivenSetAsync();
        var ledger = Ledger(a, b);

        Assert.Null(await ledger.ReadControlAsync("partitioning"));

        await Assert.ThrowsAsync<ArgumentException>(() => ledger.WriteControlAsync("partitioning", "{}", 0));
    }

    private FailingLedger New()
    {
        var database = new FailingLedger(new InMemoryLedger());
        _databases.Add(database);
        return database;
    }

    private IReadOnlyList<Partition> Partitions(params FailingLedger[] databases) =>
        [.. databases.Select(database => new Partition($"database {_databases.IndexOf(database) + 1}", database))];

    private PartitionedLedger Ledger(params FailingLedger[] databases) => Ledger("set", databases);

    private PartitionedLedger Ledger(string newSet, params FailingLedger[] databases) => new(Partitions(databases), newSet);

    private async Task<(FailingLedger First, FailingLedger Second)> GivenSetAsync(string set = "set")
    {
        var (a, b) = (New(), New());
        await Ledger(set, a, b).MigrateAsync();
        return (a, b);
    }

    /// <summary>Nothing is written where it is refused.</summary>
    private async Task AssertRefusedAsync(string because, params FailingLedger[] databases)
    {
        foreach (var database in databases) database.BeforeWriteControl = () => Assert.Fail("Written although refused.");
        var refused = await Assert.ThrowsAsync<LedgerSchemaException>(() => Ledger(databases).MigrateAsync());
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
    }
}
