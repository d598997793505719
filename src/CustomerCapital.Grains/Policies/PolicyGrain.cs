using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Policies;

namespace CustomerCapital.Grains.Policies;

/// <summary>The policy as a grain: changes come one at a time to the policy actor of its silo; the ledger's version decides should there be two.</summary>
[GrainType("policy")]
public sealed class PolicyGrain(IGrainContext context, PolicyActor actor) : IPolicyGrain, IGrainBase
{
    /// <inheritdoc/>
    public IGrainContext GrainContext => context;

    /// <inheritdoc/>
    public async Task<ProgramPolicy> GetAsync() => (await actor.RefreshAsync()).Program.Policy;

    /// <inheritdoc/>
    public async Task<PolicyChange> PutAsync(ProgramPolicy policy, int? expectedVersion)
    {
        var change = await actor.PutAsync(policy, expectedVersion);
        return change with { Faults = [.. change.Faults] };
    }
}
