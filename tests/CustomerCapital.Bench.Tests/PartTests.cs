namespace CustomerCapital.Bench.Tests;

/// <summary>Every part of the benchmark program runs to its end, at the smallest size at which it shows that it works. What it measures there means nothing.</summary>
public sealed class PartTests
{
    /// <summary>Parts, each with the beginning of the last line that it prints.</summary>
    public static readonly TheoryData<string, string> Parts = new()
    {
        { "import", "import: ratio" },
        { "memory", "memory: ratio" },
        { "lines", "lines: ratio" },
        { "history", "history: ratio" },
        { "outbox", "outbox: messages a minute" },
        { "http", "http: memory of the server" },
        { "access", "access: processor time asking / asking nobody" },
        { "reports", "reports: ratio" },
        { "raffles", "raffles: peak memory of the server" },
        { "scale", "| 2 | 2 | 1 |" },
        { "effects", "| Steady, 2,000 | 20 %" },
        { "value", "value: ratio" },
        { "value-pictures", "value-pictures: retention.svg" },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Part_at_its_smallest_size_prints_its_last_figure(string part, string figure) => await RunAsync(part, figure);

    [Fact]
    public void Every_part_is_run_by_a_test() =>
        Assert.Equal(BenchParts.All.Select(part => part.Name).Order(), Parts.Concat(PartOnPostgreSqlTests.Parts).Select(row => (string)row[0]).Order());

    [Theory]
    [InlineData("--only", "nothing")]
    [InlineData("--smallest", "--seconds", "0")]
    [InlineData("--customers")]
    public void A_command_line_that_is_none_is_not_taken_for_one(params string[] arguments) =>
        Assert.True(BenchOptions.Parse(arguments) is null or { Only: "nothing" });

    [Fact]
    public void Sizes_that_are_given_stand_before_the_smallest()
    {
        var options = BenchOptions.Parse(["--customers", "7", "--smallest", "--rounds", "2"])!;

        Assert.Equal((7, 2, TimeSpan.FromMilliseconds(200)), (options.Customers, options.Rounds, options.Duration));
        Assert.Equal((3, TimeSpan.FromSeconds(4)), (BenchOptions.Parse([])!.Rounds, BenchOptions.Parse([])!.Duration));
    }

    internal static async Task RunAsync(string part, string figure)
    {
        var printed = await ProgramRun.SucceedAsync("dotnet", Path.Combine(AppContext.BaseDirectory, "CustomerCapital.Bench.dll"), "--smallest", "--only", part);

        Assert.StartsWith(figure, printed.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }
}

/// <summary>The same for the parts that start a PostgreSQL.</summary>
public sealed class PartOnPostgreSqlTests
{
    /// <inheritdoc cref="PartTests.Parts"/>
    public static readonly TheoryData<string, string> Parts = new()
    {
        { "encodings", "encodings: update of a row as bytea" },
        { "postgres", "postgres: processor time of server and PostgreSQL, (d) / (b)" },
        { "rewards", "rewards: liability" },
        { "bought", "bought: purchases/s, kept / not kept" },
        { "redemptions", "redemptions: uses counted" },
        { "lots", "lots: ratio" },
        { "campaigns", "campaigns: processor time, purchases that trigger" },
        { "audience", "audience: 100 members, peak memory" },
        { "scores", "scores: 100 customers of ten purchases, peak memory" },
        { "messages", "messages: peak memory of the server" },
        { "mails", "mails: a second with 1 connection, 8, and 8 of which 8 may wait; answered after 20 ms elsewhere" },
        { "console", "console: memory of the server" },
        { "writers", "writers: processor time of a report" },
        { "growth", "growth: 300 purchases/s, afterwards" },
        { "size", "speed: SQLite: bytes of database" },
        { "speed", "speed: purchases/s, single posts / plain service" },
        { "million", "million: peak memory of the engine while serving" },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Part_at_its_smallest_size_prints_its_last_figure(string part, string figure) => await PartTests.RunAsync(part, figure);
}
