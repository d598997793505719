namespace CustomerCapital.Simulation.Tests;

/// <summary>Worlds from seeds: every promise holds in each of them. A seed that fails is played again, with its trace, by <c>./build.sh simulate --seed N</c>.</summary>
public sealed class SeedTests
{
    private const int Seeds = 2_000;

    [Fact]
    public void Play_keeps_every_promise_in_every_world()
    {
        var broken = Enumerable.Range(1, Seeds).Select(seed => SeedRun.Play(seed)).Where(outcome => outcome.Violation is not null).Take(5).ToList();

        Assert.True(broken.Count == 0, string.Join('\n', broken.Select(outcome => $"seed {outcome.Seed}: {outcome.Violation} (./build.sh simulate --seed {outcome.Seed})")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(44)]
    [InlineData(1_234)]
    public void Play_of_one_seed_gives_the_same_run_each_time(int seed)
    {
        var (first, second) = (SeedRun.Play(seed, text: true), SeedRun.Play(seed, text: true));

        Assert.Equal(first.Lines, second.Lines);
        Assert.Equal((first.Hash, first.Steps), (second.Hash, second.Steps));
        Assert.NotEqual(first.Hash, SeedRun.Play(seed + 1).Hash);
    }

    /// <summary>Seeds that have failed, each with what was wrong. Later changes of the simulation let a seed play another world; then what was wrong is held by a test of its own.</summary>
    [Theory]
    [InlineData(3, "two engines each made the first currency that a purchase named the program's")]
    [InlineData(4, "of actors taken at one instant each made room by dropping itself, for ever")]
    [InlineData(11, "a change of the policy that was kept though it failed was not known to the engine that made it")]
    [InlineData(11_140, "an append of unknown outcome was committed after all, and the state before it was shown after its command was acknowledged")]
    [InlineData(11_363, "the clock was put back between the halves of a referral, which was accepted for one side and refused to the other")]
    [InlineData(44, "a customer written by another engine was due in the ledger and not in memory, so that the sweeper looked for ever")]
    public void Play_of_a_seed_that_has_failed_keeps_every_promise(int seed, string wrong) =>
        Assert.True(SeedRun.Play(seed) is { Violation: null }, $"seed {seed} fails again; it once showed that {wrong}");
}
