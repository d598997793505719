using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Conformance.Schema;

/// <summary>The schema is there once the ledger is open; completing it again changes nothing.</summary>
public abstract class SchemaConformance<TSource> : LedgerConformance<TSource>
    where TSource : ILedgerSource, new()
{
    [Fact]
    public async Task MigrateAsync_again_applies_nothing_and_keeps_everything()
    {
        var ada = await GivenAsync(new("ada"), Purchase("p1"));

        Assert.Empty(await Ledger.MigrateAsync());

        Same.Entries(ada.Entries, await Ledger.ReadEntriesAsync("ada", 0, 10));
        await GivenAsync(ada, Purchase("p2"));
    }

    [Fact]
    public async Task IsMadeAsync_of_a_migrated_ledger_is_true() => Assert.True(await Ledger.IsMadeAsync());

    [Fact]
    public async Task MigrateAsync_of_many_at_once_applies_nothing_twice()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Ledger.MigrateAsync())));

        Assert.All(applied, Assert.Empty);
    }
}
