using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Commands;

/// <summary>Brings commands to whom they concern: one customer, or with a referral two.</summary>
/// <param name="customers">A customer by id.</param>
/// <param name="refer">Makes a referral by the customer of an id, within a call of which there may be copies.</param>
internal sealed class CommandRouting(Func<ActorId, ICustomer> customers, Func<string, MakeReferral, Guid?, Task<CommandOutcome>> refer)
{
    /// <summary>Whether commands concern one customer alone, whose id is sound.</summary>
    public static bool IsPlain(CustomerCommands customer) =>
        !Text.IdFaults("customerId", customer.CustomerId).Any() && ConcernOne(customer.Commands);

    /// <inheritdoc cref="ICommands.ExecuteAsync"/>
    public async Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<ActorCommand> commands, Guid? call = null)
    {
        if (Text.IdFaults("customerId", customerId).ToList() is { Count: > 0 } faults) return [.. commands.Select(_ => CommandOutcome.Malformed(faults))];
        if (ConcernOne(commands)) return await customers(customerId).ExecuteAsync(commands, call);
        var outcomes = new List<CommandOutcome>(commands.Count);
        try
        {
            foreach (var command in commands) outcomes.Add(await ExecuteAsync(customerId, command, call));
            return outcomes;
        }
        catch (EngineOverloadedException full) when (outcomes.Count > 0)
        {
            throw new EngineUnavailableException($"{full.Message} {outcomes.Count} of {commands.Count} commands are done; send all of them again with the same ids.", full);
        }
    }

    private static bool ConcernOne(IReadOnlyList<ActorCommand> commands) => !commands.Any(command => command.OtherCustomerId is not null || IsEnginesOwn(command));

    private static bool IsEnginesOwn(ActorCommand command) => Capabilities.IsEnginesOwn(command.GetType());

    private async Task<CommandOutcome> ExecuteAsync(string customerId, ActorCommand command, Guid? call) => command switch
    {
        MakeReferral referral => await refer(customerId, referral, call),
        _ when IsEnginesOwn(command) => CommandOutcome.Malformed([new("type", "This command is the engine's own.")]),
        _ => (await customers(customerId).ExecuteAsync([command], call))[0],
    };
}
