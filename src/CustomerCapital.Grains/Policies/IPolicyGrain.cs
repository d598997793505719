using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Policies;

namespace CustomerCapital.Grains.Policies;

/// <summary>The program's rules; one for the program.</summary>
[Alias("policy")]
public interface IPolicyGrain : IGrainWithStringKey
{
    /// <summary>The rules in force.</summary>
    [Alias("get")]
    Task<ProgramPolicy> GetAsync();

    /// <inheritdoc cref="IPolicy.PutAsync"/>
    [Alias("put")]
    Task<PolicyChange> PutAsync(ProgramPolicy policy, int? expectedVersion);
}
