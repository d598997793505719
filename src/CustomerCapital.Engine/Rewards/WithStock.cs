using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Vouchers;

namespace CustomerCapital.Engine.Rewards;

/// <summary>Carries out a command that gives a reward: of a gift whose stock is counted one is taken out of the stock, as a use of a voucher is.</summary>
/// <param name="CustomerId">Whose command.</param>
/// <param name="Call">As in <see cref="ICustomer.ExecuteAsync"/>.</param>
public abstract record WithStock(string CustomerId, Guid? Call) : WithUses(CustomerId, Call)
{
    /// <summary>The name of the reward.</summary>
    protected abstract string Reward { get; }

    /// <summary>The command, as it is carried out where no stock is counted.</summary>
    protected abstract ActorCommand Plain { get; }

    protected sealed override IReadOnlyList<ActorId> Used => [GiftStock.Of(Reward)];

    public sealed override async Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) =>
        engine.Policy.Program.Policy.RewardOf(Reward) is { IsStocked: true } && !Plain.Faults().Any()
            ? await base.AnswerAsync(engine, cancellation)
            : (await engine.Customer(CustomerId).ExecuteAsync([Plain], Call))[0];
}
