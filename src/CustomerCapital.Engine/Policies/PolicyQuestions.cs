using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Policies;

/// <summary>The rules in force, as the ledger holds them.</summary>
public sealed record ReadPolicy : Question<ProgramPolicy>
{
    public override async Task<ProgramPolicy> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) =>
        (await engine.Policy.RefreshAsync()).Program.Policy;
}

/// <summary>Puts other rules in force, as in <see cref="IPolicy.PutAsync"/>. Of two changes at once the ledger's version decides.</summary>
/// <param name="Policy">The new rules.</param>
/// <param name="ExpectedVersion">The version that they were made from. It must be named: a copy of the question that comes late then changes nothing.</param>
/// <param name="By">Who puts them in force; null where that is not known.</param>
public sealed record PutPolicy(ProgramPolicy Policy, int ExpectedVersion, string? By = null) : Question<PolicyChange>
{
    public override Task<PolicyChange> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) =>
        engine.Policy.PutAsync(Policy, ExpectedVersion, By);
}

/// <summary>The versions of the policy that are kept, the latest first, with what each has changed.</summary>
public sealed record ListPolicyVersions : Question<PolicyVersions>
{
    public override async Task<PolicyVersions> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) => (await engine.Policy.ReadVersionsAsync(cancellation)).Compare();
}

/// <summary>The policy as it was in a version. Null where that version is not kept.</summary>
/// <param name="Version">Which.</param>
public sealed record ReadPolicyVersion(int Version) : Question<ProgramPolicy?>
{
    public override async Task<ProgramPolicy?> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) => (await engine.Policy.ReadVersionsAsync(cancellation)).Find(Version);
}
