using CustomerCapital.Ledger.Partitioning;
using CustomerCapital.Server.Tests.CommandLine;

namespace CustomerCapital.Server.Tests.Databases;

/// <summary>--database given more than once.</summary>
[Collection(ConsoleTests.Name)]
public sealed class SeveralDatabasesTests : IDisposable
{
    private static readonly string[] Kinds = ["cohorts", "periods", "metrics", "ladder", "customers"];

    private readonly ProgramRun _program = new();

    private string[] One => ["--database", Name("one.db")];

    private string[] Two => ["--database", Name("a.db"), "--database", Name("b.db")];

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task The_same_file_imported_into_one_and_into_two_gives_the_same_reports()
    {
        var file = GivenFile();

        foreach (var databases in new[] { One, Two })
        {
            Assert.Equal(0, await _program.RunAsync(["import", "purchases", file, .. databases]));
            Assert.Equal(0, await _program.RunAsync(["verify", .. databases]));
            Assert.Contains("40 customers and ", _program.Printed, StringComparison.Ordinal);
        }

        foreach (var kind in Kinds) Assert.Equal(await _program.ReportAsync(kind, "csv", One), await _program.ReportAsync(kind, "csv", Two));
    }

    [Fact]
    public async Task An_export_of_one_restores_into_two_and_back_to_the_same_export()
    {
        await _program.RunAsync(["import", "purchases", GivenFile(), "--time-zone", "Europe/Rome", .. One]);
        string[] back = ["--database", Name("back.db")];
        await ExportAsync("one.ndjson", One);

        Assert.Equal(0, await _program.RunAsync(["import", "commands", _program.File("one.ndjson"), .. Two]));
        await ExportAsync("two.ndjson", Two);
        Assert.Equal(0, await _program.RunAsync(["import", "commands", _program.File("two.ndjson"), .. back]));
        await ExportAsync("back.ndjson", back);

        var export = await File.ReadAllTextAsync(_program.File("one.ndjson"));
        Assert.Equal(export, await File.ReadAllTextAsync(_program.File("two.ndjson")));
        Assert.Equal(export, await File.ReadAllTextAsync(_program.File("back.ndjson")));
    }

    [Fact]
    public async Task Migrate_names_every_script_and_every_database()
    {
        Assert.Equal(0, await _program.RunAsync(["migrate", .. Two]));

        Assert.Contains($"applied 001-ledger in {Name("b.db")}", _program.Printed, StringComparison.Ordinal);
        Assert.Contains($"{Name("a.db")}, {Name("b.db")} is complete", _program.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is partition 2 of 2 and is named as 1 of 2", "b.db", "a.db")]
    [InlineData("is partition 1 of 2 and is named as 1 of 3", "a.db", "b.db", "c.db")]
    [InlineData("is no partition of the ledger of", "a.db", "c.db")]
    [InlineData("This database is partition 1 of 2", "a.db")]
    [InlineData("This database is partition 2 of 2", "b.db")]
    [InlineData("is named twice", "a.db", "./a.db")]
    public async Task Databases_that_are_not_the_ledgers_own_in_order_are_refused_by_every_command(string because, params string[] names)
    {
        await _program.RunAsync(["import", "purchases", GivenFile(), .. Two]);
        var databases = names.SelectMany(name => new[] { "--database", Name(name) }).ToArray();
        var reading = names.Contains("c.db") ? [] : new string[][] { ["verify"], ["report", "metrics"], ["export", "--output", _program.File("out")] };

        foreach (var command in (string[][])[.. reading, ["migrate"], ["import", "purchases", GivenFile()]])
        {
            Assert.Equal(ExitCode.Usage, await _program.RunAsync([.. command, .. databases]));
            Assert.Contains(because, _program.Complained, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(_program.File("c.db")));
    }

    [Fact]
    public async Task A_database_that_was_used_alone_is_refused_as_a_partition()
    {
        await _program.RunAsync(["import", "purchases", GivenFile(), "--database", Name("a.db")]);

        Assert.Equal(ExitCode.Usage, await _program.RunAsync(["migrate", .. Two]));

        Assert.Contains($"{Name("a.db")} was used alone and holds customers", _program.Complained, StringComparison.Ordinal);
        Assert.False(File.Exists(_program.File("b.db")));
        Assert.Equal(0, await _program.RunAsync("verify", "--database", Name("a.db")));
    }

    [Theory]
    [InlineData("memory:", "sqlite:x.db", "stands alone")]
    [InlineData("memory:", "memory:", "stands alone")]
    [InlineData("sqlite:x.db", "oracle:", "name it as")]
    [InlineData("postgres:Host=h;Database=d;Password=s3cret", "postgres:Host=h;Database=d;Password=0ther", "postgres:Host=h;Port=5432;Database=d: is named twice")]
    [InlineData("postgres:Host=/nowhere;Database=d;Username=u;Password=s3cret", "postgres:Host=/nowhere;Database=e;Username=u;Password=0ther", "Host=/nowhere;Port=5432;Database=d")]
    public async Task What_cannot_be_used_together_is_refused_in_a_sentence_without_a_password(string first, string second, string because)
    {
        Assert.Equal(ExitCode.Usage, await _program.RunAsync("migrate", "--database", first, "--database", second));

        Assert.Contains(because, _program.Complained, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", _program.Complained, StringComparison.Ordinal);
        Assert.DoesNotContain("0ther", _program.Complained, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE counters SET sum3 = sum3 + 1 WHERE kind = 1", "Counter cell")]
    [InlineData("UPDATE actors SET orders = 7", "columns: the entries give")]
    [InlineData("UPDATE entries SET body = '{'", "cannot be read")]
    [InlineData("UPDATE actors SET actor_id = 'c03x' WHERE actor_id = 'c03'", "Customer 'c03x' is listed but has no row.")]
    public async Task Verify_names_what_was_tampered_with_in_any_of_them(string tampering, string difference)
    {
        Assert.Equal((1, 0), (Routing.PartitionOf("c03", 2), Routing.PartitionOf("c03x", 2)));
        await _program.RunAsync(["import", "purchases", GivenFile(), .. Two]);
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_program.File("b.db")};Pooling=false"))
        {
            connection.Open();
            using var tamper = connection.CreateCommand();
            tamper.CommandText = tampering;
            Assert.True(tamper.ExecuteNonQuery() > 0);
        }

        Assert.Equal(ExitCode.Differences, await _program.RunAsync(["verify", .. Two]));

        Assert.Contains(difference, _program.Printed, StringComparison.Ordinal);
    }

    private string Name(string file) => "sqlite:" + _program.File(file);

    private Task<int> ExportAsync(string file, string[] databases) => _program.RunAsync(["export", "--output", _program.File(file), .. databases]);

    /// <summary>Forty customers with one to three purchases over half a year, in no order of their ids.</summary>
    private string GivenFile() => _program.Write("file.csv", "customer_id,purchase_id,occurred_at,amount,channel\n" + string.Concat(
        Enumerable.Range(0, 80).Select(i => $"c{i * 7 % 40:00},p{i},2025-{1 + i % 6:00}-{1 + i % 28:00},{i + 1}.5,{(i % 3 == 0 ? "web" : "shop")}\n")));
}
