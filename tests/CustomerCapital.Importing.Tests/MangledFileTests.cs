namespace CustomerCapital.Importing.Tests;

/// <summary>Mangled files from seeds. A seed that fails is played alone by <c>./build.sh mangle --seed N</c>.</summary>
public sealed class MangledFileTests
{
    private const int Files = 1_500;

    [Fact]
    public async Task Import_of_a_mangled_file_keeps_every_promise()
    {
        var outcomes = new List<(int Seed, MangledOutcome Outcome)>();
        for (var seed = 1; seed <= Files; seed++) outcomes.Add((seed, await MangledRun.PlayAsync(seed)));

        var broken = outcomes.FindAll(outcome => outcome.Outcome.Violation is not null);
        Assert.True(broken.Count == 0, string.Join('\n', broken.Take(5).Select(outcome => $"seed {outcome.Seed}: {outcome.Outcome.Violation} (./build.sh mangle --seed {outcome.Seed})")));
        Assert.True(outcomes.Count(outcome => outcome.Outcome.Checked) > Files / 4, "few files were compared with what was written");
        Assert.True(outcomes.Count(outcome => outcome.Outcome.Rejected > 0) > Files / 20, "few files had rows that were rejected");
        Assert.True(outcomes.Count(outcome => outcome.Outcome.Refused is not null) > Files / 100, "few files were refused");
    }

    [Fact]
    public void A_seed_gives_the_same_file_each_time() => Assert.Equal(MangledFile.Make(7).Content, MangledFile.Make(7).Content);
}
