using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Engine.Moves;
using CustomerCapital.Engine.Referrals;
using CustomerCapital.Engine.Rewards;
using CustomerCapital.Engine.Vouchers;

namespace CustomerCapital.Engine.Commands;

/// <summary>Brings commands to whom they concern: one customer; with a referral or a move two; with vouchers these too. A message needs its template.</summary>
/// <param name="customers">A customer by id.</param>
/// <param name="ofSeveral">Carries out a command by the customer of an id that concerns others too, within a call of which there may be copies.</param>
internal sealed class CommandRouting(Func<ActorId, ICustomer> customers, Func<string, ActorCommand, Guid?, Task<CommandOutcome>> ofSeveral)
{
    /// <summary>What carries out a command that concerns others than its customer.</summary>
    public static Question<CommandOutcome> QuestionOf(string customerId, ActorCommand command, Guid? call) => command switch
    {
        MakeReferral referral => new ReferCustomer(customerId, referral, call),
        MovePurchase move => new MoveBetween(customerId, move, call),
        RecordPurchase purchase => new RecordWithVouchers(customerId, purchase, call),
        GrantReward grant => new GrantWithStock(customerId, grant, call),
        PlanMessage message => new PlanWithTemplate(customerId, message, call),
        RequestConsent consent => new RequestWithTemplate(customerId, consent, call),
        _ => throw new ArgumentException($"{command.GetType().Name} concerns one customer."),
    };

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

    private static bool ConcernOne(IReadOnlyList<ActorCommand> commands) => !commands.Any(command => ConcernsOthers(command) || IsEnginesOwn(command));

    private static bool ConcernsOthers(ActorCommand command) => command.OtherCustomerId is not null || command is RecordPurchase { Vouchers.Count: > 0 } or GrantReward or PlanMessage or RequestConsent { Template: not null };

    private static bool IsEnginesOwn(ActorCommand command) => Capabilities.IsEnginesOwn(command.GetType());

    private async Task<CommandOutcome> ExecuteAsync(string customerId, ActorCommand command, Guid? call)
    {
        if (IsEnginesOwn(command)) return CommandOutcome.Malformed([new("type", "This command is the engine's own.")]);
        return ConcernsOthers(command) ? await ofSeveral(customerId, command, call) : (await customers(customerId).ExecuteAsync([command], call))[0];
    }
}
