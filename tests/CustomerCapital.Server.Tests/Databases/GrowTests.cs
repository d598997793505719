using CustomerCapital.Ledger.PostgreSql.Tests;
using CustomerCapital.Server.Tests.CommandLine;

namespace CustomerCapital.Server.Tests.Databases;

/// <summary><c>grow</c> over PostgreSQL: what it is told and tells, and that nothing that the ledger says changes by it.</summary>
[Collection(ConsoleTests.Name)]
public sealed class GrowPostgreSqlTests : IDisposable
{
    private static readonly string[] Kinds = ["cohorts", "periods", "metrics", "ladder", "customers"];

    private readonly ProgramRun _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task Grow_leaves_reports_and_export_as_they_were_and_every_command_asks_for_all_databases_then()
    {
        var all = await DatabasesAsync(3);
        await _program.RunAsync(["import", "purchases", GivenFile(), .. all[..2]]);
        var before = await SaidAsync(all[..2]);

        for (var count = 2; count <= 3; count++)
        {
            Assert.Equal(0, await _program.RunAsync(["grow", "--at-once", "2", .. all[..(2 * count)]]));
            Assert.Contains($"{count} databases hold the customers now.", _program.Printed, StringComparison.Ordinal);
            Assert.Equal(before, await SaidAsync(all[..(2 * count)]));
            Assert.Equal(0, await _program.RunAsync(["verify", .. all[..(2 * count)]]));
        }

        foreach (var command in (string[][])[["verify"], ["migrate"], ["import", "purchases", GivenFile()]])
        {
            Assert.Equal(ExitCode.Usage, await _program.RunAsync([.. command, .. all[..2]]));
            Assert.Contains("A database was added to this ledger", _program.Complained, StringComparison.Ordinal);
            Assert.Equal(ExitCode.Usage, await _program.RunAsync([.. command, .. all[..4]]));
            Assert.Contains("A database was added to this ledger", _program.Complained, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Grow_says_what_to_name_where_nothing_is_to_be_added_and_refuses_a_database_with_customers()
    {
        var all = await DatabasesAsync(4);
        Assert.Equal(ExitCode.Usage, await _program.RunAsync(["grow", .. all[..2]]));
        Assert.Contains("name all databases of the ledger, in their order, and after them the new one", _program.Complained, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, await _program.RunAsync(["grow", "--at-once", "0", .. all[..4]]));
        Assert.Contains("--at-once: name a number from 1 to 10000", _program.Complained, StringComparison.Ordinal);

        await _program.RunAsync(["import", "purchases", GivenFile(), .. all[..2]]);
        Assert.Equal(0, await _program.RunAsync(["grow", .. all[..4]]));
        Assert.Equal(ExitCode.Usage, await _program.RunAsync(["grow", .. all[..4]]));
        Assert.Contains("Every database that is named holds customers, and nobody is left to move. To add another, name it after the 2 of this ledger.", _program.Complained, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, await _program.RunAsync(["grow", .. all]));
        Assert.Contains("name one new database at a time", _program.Complained, StringComparison.Ordinal);

        string[] used = [.. all[..4], .. all[6..]];
        await _program.RunAsync(["import", "purchases", GivenFile(), .. all[6..]]);
        Assert.Equal(ExitCode.Usage, await _program.RunAsync(["grow", .. used]));
        Assert.Contains("was used alone and holds customers", _program.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grow_is_told_that_files_cannot_be_split()
    {
        string[] two = ["--database", "sqlite:" + _program.File("a.db"), "--database", "sqlite:" + _program.File("b.db")];

        Assert.Equal(ExitCode.Usage, await _program.RunAsync(["grow", .. two]));

        Assert.Contains("Only to a ledger whose databases are all in PostgreSQL", _program.Complained, StringComparison.Ordinal);
    }

    private static async Task<string[]> DatabasesAsync(int count)
    {
        var databases = new List<string>();
        for (var at = 0; at < count; at++) databases.AddRange(["--database", "postgres:" + await PostgreSqlCluster.NewSchemaAsync()]);
        return [.. databases];
    }

    /// <summary>What the ledger says of everybody.</summary>
    private async Task<string> SaidAsync(string[] databases)
    {
        var said = new List<string>();
        foreach (var kind in Kinds) said.Add(await _program.ReportAsync(kind, "csv", databases));
        Assert.Equal(0, await _program.RunAsync(["export", "--output", _program.File("export.ndjson"), .. databases]));
        said.Add(await File.ReadAllTextAsync(_program.File("export.ndjson")));
        return string.Join('\n', said);
    }

    /// <summary>Forty customers with one to three purchases over half a year.</summary>
    private string GivenFile() => _program.Write("file.csv", "customer_id,purchase_id,occurred_at,amount,channel\n" + string.Concat(
        Enumerable.Range(0, 80).Select(i => $"c{i * 7 % 40:00},p{i},2025-{1 + i % 6:00}-{1 + i % 28:00},{i + 1}.5,{(i % 3 == 0 ? "web" : "shop")}\n")));
}
