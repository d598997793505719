using CustomerCapital.Grains.Schema;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.PostgreSql.Tests;
using Npgsql;

namespace CustomerCapital.Grains.Tests.Schema;

/// <summary>How the cluster's tables come into a schema.</summary>
public sealed class PostgreSqlClusterSchemaTests : IAsyncLifetime
{
    private string _database = "";

    public async Task InitializeAsync() => _database = await PostgreSqlCluster.NewSchemaAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task MigrateAsync_of_eight_at_once_applies_each_script_once()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(MigrateAsync)));

        Assert.Equal(["001-cluster", "002-cluster-identity"], Assert.Single(applied, scripts => scripts.Count > 0));
        Assert.Equal(2L, await RunAsync("SELECT count(*) FROM cluster_schema_scripts"));
        Assert.Matches("^[0-9a-f]{64}$", (string)(await RunAsync("SELECT sha256 FROM cluster_schema_scripts WHERE name = '001-cluster'"))!);
        Assert.True(await CheckAsync());
    }

    [Fact]
    public async Task MigrateAsync_of_a_complete_schema_applies_nothing()
    {
        await MigrateAsync();

        Assert.Empty(await MigrateAsync());
    }

    [Fact]
    public async Task CheckAsync_before_MigrateAsync_is_false_and_makes_no_schema()
    {
        Assert.False(await CheckAsync());

        Assert.Equal(DBNull.Value, await RunAsync("SELECT current_schema()"));
    }

    [Fact]
    public async Task CheckAsync_of_an_older_schema_is_false()
    {
        await MigrateAsync();
        await RunAsync("DELETE FROM cluster_schema_scripts");

        Assert.False(await CheckAsync());
    }

    [Fact]
    public async Task MigrateAsync_makes_everything_in_the_schema_of_the_search_path()
    {
        await MigrateAsync();

        Assert.Equal(
            "cluster_identity,cluster_schema_scripts,orleansmembershiptable,orleansmembershipversiontable,orleansquery,orleansreminderstable,orleansstorage",
            await RunAsync("SELECT string_agg(relname, ',' ORDER BY relname COLLATE \"C\") FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"));
    }

    [Fact]
    public async Task MigrateAsync_after_a_script_was_changed_is_refused() =>
        await AssertRefusedAsync("UPDATE cluster_schema_scripts SET sha256 = 'x'", "Schema script 001-cluster differs from the one that the test's was made with; restore the script.");

    [Fact]
    public async Task MigrateAsync_of_a_schema_of_a_newer_version_is_refused() =>
        await AssertRefusedAsync("INSERT INTO cluster_schema_scripts VALUES ('999-tomorrow', 'x')", "the test's was made by a newer version (schema script 999-tomorrow); use that version.");

    [Fact]
    public async Task MigrateAsync_that_fails_in_the_middle_leaves_nothing_and_works_afterwards()
    {
        var schema = new NpgsqlConnectionStringBuilder(_database).SearchPath!;
        await RunAsync($"CREATE SCHEMA {schema}; CREATE DOMAIN orleansreminderstable AS int");

        await Assert.ThrowsAsync<PostgresException>(MigrateAsync);
        Assert.Equal(0L, await RunAsync("SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace"));
        await RunAsync("DROP DOMAIN orleansreminderstable");

        Assert.Equal(["001-cluster", "002-cluster-identity"], await MigrateAsync());
    }

    private async Task AssertRefusedAsync(string after, string because)
    {
        await MigrateAsync();
        await RunAsync(after);

        Assert.Equal(because, (await Assert.ThrowsAsync<LedgerSchemaException>(MigrateAsync)).Message);
        Assert.Equal(because, (await Assert.ThrowsAsync<LedgerSchemaException>(CheckAsync)).Message);
    }

    private async Task<IReadOnlyList<string>> MigrateAsync()
    {
        await using var source = PostgreSqlSilos.Source(_database);
        return await new ClusterSchema(ClusterDialect.PostgreSql, source, "the test's").MigrateAsync();
    }

    private async Task<bool> CheckAsync()
    {
        await using var source = PostgreSqlSilos.Source(_database);
        return await new ClusterSchema(ClusterDialect.PostgreSql, source, "the test's").CheckAsync();
    }

    private Task<object?> RunAsync(string sql) => PostgreSqlCluster.RunAsync(_database, sql);
}
