using CustomerCapital.Engine;
using CustomerCapital.Grains.Clients;

namespace CustomerCapital.Grains.Tests.Clients;

public sealed class GrainCallsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Run_of_a_call_that_is_lost_has_the_answer_of_the_one_made_beside_it()
    {
        var made = 0;

        var answer = await new GrainCalls(Long, TimeSpan.FromMilliseconds(1), TimeProvider.System).RunAsync(() => ++made == 1 ? new TaskCompletionSource<int>().Task : Task.FromResult(made));

        Assert.Equal(2, answer);
    }

    [Fact]
    public async Task Run_of_a_call_that_is_slow_has_its_answer_after_all()
    {
        var (made, first) = (0, new TaskCompletionSource<string>());

        var answer = await new GrainCalls(Long, TimeSpan.FromMilliseconds(1), TimeProvider.System).RunAsync(() =>
        {
            if (++made == 2) first.SetResult("the first");
            return made == 1 ? first.Task : new TaskCompletionSource<string>().Task;
        });

        Assert.Equal("the first", answer);
    }

    [Fact]
    public async Task Run_of_a_call_that_fails_on_its_way_makes_it_again()
    {
        var made = 0;

        var answer = await new GrainCalls(Long, Long, TimeProvider.System).RunAsync(() => ++made < 3 ? throw new SiloUnavailableException() : Task.FromResult(made));

        Assert.Equal(3, answer);
    }

    [Fact]
    public async Task Run_of_a_call_that_a_silo_of_another_build_does_not_know_makes_it_again_until_one_does()
    {
        var made = 0;

        var answer = await new GrainCalls(Long, Long, TimeProvider.System).RunAsync(() => ++made < 3 ? throw new TypeLoadException("question") : Task.FromResult(made));

        Assert.Equal(3, answer);
    }

    [Fact]
    public async Task Run_without_patience_left_says_that_the_cluster_is_unavailable() =>
        await Assert.ThrowsAsync<EngineUnavailableException>(() => new GrainCalls(TimeSpan.Zero, Long, TimeProvider.System).RunAsync<int>(() => throw new TimeoutException()));

    [Fact]
    public async Task Run_of_a_call_that_the_callee_refuses_makes_it_once()
    {
        var made = 0;

        await Assert.ThrowsAsync<EngineOverloadedException>(() => new GrainCalls(Long, Long, TimeProvider.System).RunAsync<int>(() =>
        {
            made++;
            throw new EngineOverloadedException("full");
        }));
        Assert.Equal(1, made);
    }
}
