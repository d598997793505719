using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Hosting;

/// <summary>A customer as callers from outside see it: within the limits of <see cref="Calls"/>. What is in memory costs no place.</summary>
internal sealed class AdmittedCustomer(ICustomer inner, Func<ActorState?> committed, Calls calls) : ICustomer
{
    public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(IReadOnlyList<ActorCommand> commands, Guid? call) =>
        calls.RunAsync(Math.Max(1, commands.Count), () => inner.ExecuteAsync(commands, call));

    public Task ReviewAsync(long policyVersion) => calls.RunAsync(1, async () =>
    {
        await inner.ReviewAsync(policyVersion);
        return true;
    });

    public async Task<ActorState?> GetAsync() => committed() is { Sequence: > 0 } known ? known : await calls.RunAsync(1, inner.GetAsync);

    public Task<IReadOnlyList<Entry>> EntriesAsync(long afterSequence, int limit) => inner.EntriesAsync(afterSequence, limit);

    public Task<int> RestoreAsync(IReadOnlyList<Entry> entries) => calls.RunAsync(entries.Count, () => inner.RestoreAsync(entries));
}
