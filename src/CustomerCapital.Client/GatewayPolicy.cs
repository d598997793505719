using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Policies;

namespace CustomerCapital.Client;

/// <summary>The program's rules as a gateway tells them; <see cref="Program"/> is what the last call was told.</summary>
public sealed class GatewayPolicy : IPolicy
{
    private readonly GatewayClient _gateway;
    private volatile LoyaltyProgram _program;

    private GatewayPolicy(GatewayClient gateway, ProgramPolicy policy) => (_gateway, _program) = (gateway, new(policy));

    /// <inheritdoc/>
    public LoyaltyProgram Program => _program;

    /// <summary>Asks a gateway for the rules in force.</summary>
    public static async Task<GatewayPolicy> ReadAsync(GatewayClient gateway, CancellationToken cancellation = default) =>
        new(gateway, await gateway.GetPolicyAsync(cancellation));

    /// <inheritdoc/>
    public async ValueTask<LoyaltyProgram> GetAsync() => _program = new(await _gateway.GetPolicyAsync());

    /// <inheritdoc/>
    /// <remarks>The gateway knows who asks: what is said here is not sent.</remarks>
    public async Task<PolicyChange> PutAsync(ProgramPolicy policy, int? expectedVersion, string? by = null)
    {
        var change = await _gateway.PutPolicyAsync(policy, expectedVersion);
        _program = new(change.Policy);
        return change;
    }
}
