using CustomerCapital.Domain.Customers;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Grains.Customers;

namespace CustomerCapital.Grains.Clients;

/// <summary>The way to a customer's grain.</summary>
internal sealed class GrainCustomer(ICustomerGrain grain, GrainCalls calls) : ICustomerActor
{
    public CustomerState? Committed => null;

    public bool HasSentMessages => false;

    public async Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(IReadOnlyList<CustomerCommand> commands, long policyVersion = 0)
    {
        if (commands.Count == 0 || policyVersion > 0) await calls.RunAsync(() => grain.ReviewAsync(policyVersion));
        return commands.Count == 0 ? [] : await ExecuteSoundAsync(commands);
    }

    public Task<CustomerState?> GetAsync() => calls.RunAsync(grain.GetAsync);

    public Task<int> RestoreAsync(IReadOnlyList<Entry> entries) => calls.RunAsync(() => grain.RestoreAsync(entries as Entry[] ?? [.. entries]));

    /// <summary>What is malformed does not travel: it may hold what cannot be written, and its outcome is known here.</summary>
    private async Task<IReadOnlyList<CommandOutcome>> ExecuteSoundAsync(IReadOnlyList<CustomerCommand> commands)
    {
        var faults = commands.Select(command => command.Faults().ToList()).ToList();
        var sound = commands.Where((_, at) => faults[at].Count == 0).ToArray();
        var done = new Queue<CommandOutcome>(sound.Length == 0 ? [] : await calls.RunAsync(() => grain.ExecuteAsync(sound)));
        return [.. faults.Select(found => found.Count > 0 ? CommandOutcome.Malformed(found) : done.Dequeue())];
    }
}
