using CustomerCapital.Domain.Program;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Grains.Policies;

namespace CustomerCapital.Grains.Clients;

/// <summary>The policy of the cluster, with a copy that is a second old at most while the cluster answers.</summary>
internal sealed class ClusterPolicy : IPolicy, IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly IPolicyGrain _grain;
    private readonly GrainCalls _calls;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _refreshing;
    private LoyaltyProgram _program;

    private ClusterPolicy(IPolicyGrain grain, GrainCalls calls, ProgramPolicy policy)
    {
        (_grain, _calls, _program) = (grain, calls, new(policy));
        _refreshing = RefreshAsync();
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

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _refreshing;
        _stopping.Dispose();
    }

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

    private async Task RefreshAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Every);
            while (await timer.WaitForNextTickAsync(_stopping.Token)) await RefreshOnceAsync();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // It is told to end.
        }
    }

    private async Task RefreshOnceAsync()
    {
        try
        {
            await GetAsync();
        }
        catch (Exception failure) when (failure is EngineUnavailableException or EngineOverloadedException)
        {
            // The cluster does not answer, which every other call tells its caller; the copy stays as it is.
        }
    }
}
