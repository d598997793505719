using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Policies;

namespace CustomerCapital.Grains.Clients;

/// <summary>The policy of the cluster, with a copy that is a second old at most while the cluster answers. In a silo's process it is the silo's own.</summary>
internal sealed class ClusterPolicy : IPolicy, IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly ClusterQuestions _questions;
    private readonly GrainCalls _calls;
    private readonly PolicyActor? _local;
    private readonly Refreshing? _refreshing;
    private LoyaltyProgram _program;

    private ClusterPolicy(ClusterQuestions questions, GrainCalls calls, PolicyActor? local, ProgramPolicy policy)
    {
        (_questions, _calls, _local, _program) = (questions, calls, local, new(policy));
        if (local is null) _refreshing = new(Every, async () => await GetAsync());
    }

    public LoyaltyProgram Program => _local?.Program ?? Volatile.Read(ref _program);

    /// <param name="questions">How it is asked for.</param>
    /// <param name="calls">How it is changed: a copy of a change must know of the others.</param>
    /// <param name="local">The policy of the silo in this process; null where there is none.</param>
    public static async Task<ClusterPolicy> ConnectAsync(ClusterQuestions questions, GrainCalls calls, PolicyActor? local) =>
        new(questions, calls, local, await questions.AskAsync(new ReadPolicy()));

    public async ValueTask<LoyaltyProgram> GetAsync() => _local is null ? Keep(await _questions.AskAsync(new ReadPolicy())) : (await _local.RefreshAsync()).Program;

    /// <remarks>Every copy of a call names the version that it replaces, so that one that comes late changes nothing.</remarks>
    public async Task<PolicyChange> PutAsync(ProgramPolicy policy, int? expectedVersion, string? by = null)
    {
        while (true)
        {
            var expected = expectedVersion ?? (await GetAsync()).Policy.Version;
            var copies = 0;
            var change = (await _calls.RunAsync(() =>
            {
                Interlocked.Increment(ref copies);
                return _questions.AskOnceAsync(new PutPolicy(policy, expected, by));
            })).As<PolicyChange>();
            if (_local is null) Keep(change.Policy);
            else await _local.RefreshAsync();
            // The version that was asked for, with this content: another copy of the call has put it in force.
            if (change.VersionConflict && Volatile.Read(ref copies) > 1 && change.Policy == policy with { Version = expected + 1 }) return change with { VersionConflict = false };
            // Where the caller named no version, whichever is in force is to be replaced.
            if (!change.VersionConflict || expectedVersion is not null) return change;
        }
    }

    public ValueTask DisposeAsync() => _refreshing?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Of answers that overtake each other the newest stays: versions only grow, and the clock only goes on.</summary>
    private LoyaltyProgram Keep(ProgramPolicy policy)
    {
        while (true)
        {
            var kept = Volatile.Read(ref _program);
            if (policy.Version < kept.Policy.Version || policy == kept.Policy || (policy.Version == kept.Policy.Version && policy.Clock < kept.Policy.Clock)) return kept;
            var newer = new LoyaltyProgram(policy);
            if (Interlocked.CompareExchange(ref _program, newer, kept) == kept) return newer;
        }
    }
}
