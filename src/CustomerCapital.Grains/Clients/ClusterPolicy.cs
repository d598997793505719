using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Grains.Policies;

namespace CustomerCapital.Grains.Clients;

/// <summary>The policy of the cluster, with a copy that is a second old at most while the cluster answers.</summary>
internal sealed class ClusterPolicy : IPolicy, IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly IPolicyGrain _grain;
    private readonly GrainCalls _calls;
    private readonly Refreshing _refreshing;
    private LoyaltyProgram _program;

    private ClusterPolicy(IPolicyGrain grain, GrainCalls calls, ProgramPolicy policy)
    {
        (_grain, _calls, _program) = (grain, calls, new(policy));
        _refreshing = new(Every, async () => await GetAsync());
    }

    public LoyaltyProgram Program => Volatile.Read(ref _program);

    public static async Task<ClusterPolicy> ConnectAsync(IGrainFactory grains, GrainCalls calls)
    {
        var grain = grains.GetGrain<IPolicyGrain>(ProgramKey.Value);
        return new(grain, calls, await calls.RunAsync(grain.GetAsync));
    }

    public async ValueTask<LoyaltyProgram> GetAsync() => Keep(await _calls.RunAsync(_grain.GetAsync));

    public async Task<PolicyChange> PutAsync(ProgramPolicy policy, int? expectedVersion)
    {
        var change = await _calls.RunAsync(() => _grain.PutAsync(policy, expectedVersion));
        Keep(change.Policy);
        return change;
    }

    public ValueTask DisposeAsync() => _refreshing.DisposeAsync();

    /// <summary>Of answers that overtake each other the newest stays: versions only grow.</summary>
    private LoyaltyProgram Keep(ProgramPolicy policy)
    {
        while (true)
        {
            var kept = Program;
            if (policy.Version < kept.Policy.Version || policy == kept.Policy) return kept;
            var newer = new LoyaltyProgram(policy);
            if (Interlocked.CompareExchange(ref _program, newer, kept) == kept) return newer;
        }
    }
}
