using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Vouchers;
using CustomerCapital.Engine.Wallets;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Engine.Households;

/// <summary>
/// Carries out a command that spends more of a pooled wallet than is in the member's own: the others of the household give what is missing, and the member spends it. Each
/// contribution is one commit, with a message to the member; so that whatever ends this in between, nothing is lost or doubled, and what was given is with the member.
/// </summary>
/// <param name="HouseholdId">The household.</param>
/// <param name="CustomerId">The member who spends.</param>
/// <param name="Command">The member's command.</param>
/// <remarks>Where the others have less than is missing, nobody gives anything. See docs/adr/0109.</remarks>
public sealed record SpendOfHousehold(string HouseholdId, string CustomerId, ActorCommand Command) : Question<CommandOutcome>
{
    /// <summary>A purchase can be paid by each wallet once, and somebody may come between.</summary>
    private const int Rounds = 2 * WalletRule.Most;

    /// <summary>So many messages that wait are looked through for those to the member, before the member is told that there is not enough.</summary>
    private const int MessagePages = 10;
    private const int MessagePage = 1_000;

    protected internal override string Actor => AddMember.HouseholdActor;

    public override Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) =>
        engine.Households.RunAsync(HouseholdId, () => LedgerAnswer.OfAsync(CustomerId, () => SpendAsync(engine, cancellation)));

    private async Task<CommandOutcome> SpendAsync(EngineParts engine, CancellationToken cancellation)
    {
        var commands = new CommandRouting(engine.Customer, (customerId, command, call) => CommandRouting.QuestionOf(customerId, command, call).AnswerAsync(engine));
        var outcome = await ExecuteAsync();
        for (var round = 0; outcome.Lacks is { } lack && lack.HouseholdId == HouseholdId && round < Rounds; round++)
        {
            if (await GatherAsync(engine, lack, cancellation) is { } refused) return refused with { Lacks = null };
            outcome = await ExecuteAsync();
        }

        return outcome with { Lacks = null };

        async Task<CommandOutcome> ExecuteAsync() => (await commands.ExecuteAsync(CustomerId, [Command]))[0];
    }

    /// <summary>Has the others give what a member lacks.</summary>
    /// <returns>The refusal, where they cannot, or where that would not be enough; null where something was given, or has changed meanwhile.</returns>
    private async Task<CommandOutcome?> GatherAsync(EngineParts engine, PooledLack lack, CancellationToken cancellation)
    {
        var (program, at) = (engine.Policy.Program, Command.OccurredAt ?? engine.Time.GetUtcNow());
        var day = program.Calendar.DayOf(at);
        var members = await engine.MembersOfAsync(HouseholdId, cancellation);
        // By whichever id the member is called.
        var member = (await engine.Customer(CustomerId).GetAsync())!;
        var (spender, others) = (member.CustomerId, members.Where(other => other.CustomerId != member.CustomerId).ToList());
        var shares = HouseholdPool.Share(others, lack.Wallet, lack.Amount, day);
        var refused = shares is null ? Insufficient(lack.Wallet) : await RefusedWithAllAsync(engine, member, others, day);
        if (refused is not null) return await TakeWaitingAsync(engine, spender, cancellation) ? null : refused.Lacks is { Wallet: var wallet } ? Insufficient(wallet) : refused;
        foreach (var (giver, amount) in shares!)
        {
            var contribution = new ContributeToMember
            {
                ContributionId = lack.ContributionIdOf(Command.NaturalId, giver, amount), HouseholdId = HouseholdId, ToCustomerId = spender, Wallet = lack.Wallet, Amount = amount, OccurredAt = Command.OccurredAt,
            };
            var given = (await engine.Customer(giver).ExecuteAsync([contribution]))[0];
            // The giver has spent it meanwhile.
            if (given.Receipt is not { Movements: [{ } movement] } receipt) break;
            // What the message of the commit says too, without waiting for it.
            await engine.Customer(spender).ExecuteAsync([TakeContribution.Of(receipt.CustomerId, contribution.ContributionId, movement, receipt.OccurredAt)]);
        }

        return null;

        CommandOutcome Insufficient(string wallet)
        {
            var given = HouseholdPool.Given(member, [(wallet, HouseholdPool.LotsOf(others, wallet, day))], program, at);
            return CommandOutcome.Refuse(HouseholdRefusal.Insufficient(wallet, HouseholdPool.SpendableOf([given], wallet, day)));
        }
    }

    /// <summary>How a purchase that several wallets pay would be refused even if the others gave all that they can: then nobody gives anything for one of them.</summary>
    /// <returns>Null where it would not be.</returns>
    private async Task<CommandOutcome?> RefusedWithAllAsync(EngineParts engine, ActorState member, IReadOnlyList<ActorState> others, DateOnly day)
    {
        if (Command is not RecordPurchase { Payments.Count: > 1 } purchase) return null;
        var (program, now) = (engine.Policy.Program, engine.Time.GetUtcNow());
        var claims = await RecordWithVouchers.ClaimsAsync(engine.Customer, CustomerId, purchase, now);
        return PurchasePreview.Of(member, member.CustomerId, purchase, claims, program, now, PooledLots.Of(others, program.Policy, day)).Instead;
    }

    /// <summary>Has the member take contributions of which the messages are still on their way, as of a call that ended in between.</summary>
    /// <returns>Whether there was one.</returns>
    private static async Task<bool> TakeWaitingAsync(EngineParts engine, string spender, CancellationToken cancellation)
    {
        var (after, found) = (0L, false);
        for (var page = 0; page < MessagePages && !found; page++)
        {
            var messages = await engine.Ledger.ReadMessagesAsync(MessagePage, after, cancellation);
            if (messages.Count == 0) break;
            after = messages[^1].MessageId;
            foreach (var message in messages.Where(message => message.To == (ActorId)spender))
            {
                if (LedgerJson.DecodeCommand(message.Body) is not TakeContribution contribution) continue;
                found |= (await engine.Customer(spender).ExecuteAsync([contribution]))[0].Status == OutcomeStatus.Accepted;
            }
        }

        return found;
    }
}
