using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Wallets;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Households;

/// <summary>Makes a customer a member of a household. What holds already changes nothing.</summary>
/// <param name="HouseholdId">The household; it need not have members yet.</param>
/// <param name="CustomerId">The customer, who must be known.</param>
public sealed record AddMember(string HouseholdId, string CustomerId) : Question<CommandOutcome>
{
    /// <summary>One for the whole cluster lets one at a time do something in a household.</summary>
    internal const string HouseholdActor = "household";

    protected internal override string Actor => HouseholdActor;

    public override async Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var command = new JoinHousehold { HouseholdId = HouseholdId };
        if (command.Faults().Concat(Text.IdFaults("customerId", CustomerId)).ToList() is { Count: > 0 } faults) return CommandOutcome.Malformed(faults);
        return await engine.Households.RunAsync(HouseholdId, () => LedgerAnswer.OfAsync(CustomerId, JoinAsync));

        async Task<CommandOutcome> JoinAsync()
        {
            if (await engine.Customer(CustomerId).GetAsync() is not { } customer) return CommandOutcome.Refuse(Refusal.CustomerNotFound(CustomerId));
            if (HouseholdMembership.Part.Of(customer).HouseholdId is null && (await engine.MembersOfAsync(HouseholdId, cancellation)).Count >= HouseholdMembership.MostMembers)
                return CommandOutcome.Refuse(HouseholdRefusal.Full(HouseholdId));
            return (await engine.Customer(CustomerId).ExecuteAsync([command]))[0];
        }
    }
}

/// <summary>Takes a customer out of a household. What holds already changes nothing.</summary>
/// <param name="HouseholdId">The household.</param>
/// <param name="CustomerId">The customer, who must be known.</param>
public sealed record RemoveMember(string HouseholdId, string CustomerId) : Question<CommandOutcome>
{
    protected internal override string Actor => AddMember.HouseholdActor;

    public override async Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var command = new LeaveHousehold { HouseholdId = HouseholdId };
        if (command.Faults().Concat(Text.IdFaults("customerId", CustomerId)).ToList() is { Count: > 0 } faults) return CommandOutcome.Malformed(faults);
        return await engine.Households.RunAsync(HouseholdId, () => LedgerAnswer.OfAsync(CustomerId, async () =>
            await engine.Customer(CustomerId).GetAsync() is null ? CommandOutcome.Refuse(Refusal.CustomerNotFound(CustomerId)) : (await engine.Customer(CustomerId).ExecuteAsync([command]))[0]));
    }
}

/// <summary>A household with its members, and what they can spend together.</summary>
/// <param name="HouseholdId">The household.</param>
public sealed record ReadHousehold(string HouseholdId) : Question<Household?>
{
    /// <returns>Null where nobody is a member.</returns>
    public override async Task<Household?> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var members = await engine.MembersOfAsync(HouseholdId, cancellation);
        if (members.Count == 0) return null;
        var (program, now) = (engine.Policy.Program, engine.Time.GetUtcNow());
        var today = program.Calendar.DayOf(now);
        return new(
            HouseholdId,
            [.. members.Select(member => new HouseholdMember(member.CustomerId, HouseholdMembership.Part.Of(member).Since!.Value, WalletList.Of(member, program, now).Wallets))],
            [.. program.Policy.Wallets.Where(rule => rule.Pooled).Select(rule => PooledWallet.Of(rule, HouseholdPool.SpendableOf(members, rule.Name, today)))]);
    }
}

/// <summary>What the others of a customer's household can give of pooled wallets.</summary>
/// <param name="HouseholdId">The household.</param>
/// <param name="CustomerId">The customer.</param>
public sealed record ReadPool(string HouseholdId, string CustomerId) : Question<IReadOnlyList<PooledLots>>
{
    public override async Task<IReadOnlyList<PooledLots>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var today = engine.Policy.Program.Calendar.DayOf(engine.Time.GetUtcNow());
        var others = (await engine.MembersOfAsync(HouseholdId, cancellation)).Where(member => member.CustomerId != CustomerId).ToList();
        return PooledLots.Of(others, engine.Policy.Program.Policy, today);
    }
}

/// <summary>What others of a household can give of a wallet.</summary>
/// <param name="Wallet">The wallet's name.</param>
/// <param name="Lots">Up to which day how much.</param>
public sealed record PooledLots(string Wallet, IReadOnlyList<LotChange> Lots)
{
    /// <summary>What some members can give on a day of each wallet that is pooled.</summary>
    internal static IReadOnlyList<PooledLots> Of(IReadOnlyList<ActorState> others, ProgramPolicy policy, DateOnly day) =>
        [.. policy.Wallets.Where(rule => rule.Pooled).Select(rule => new PooledLots(rule.Name, HouseholdPool.LotsOf(others, rule.Name, day)))];

    /// <summary>A member's wallets as if the others had given all that they can; null where nobody is asked.</summary>
    internal static ActorState? GivenTo(ActorState member, IReadOnlyList<PooledLots>? others, LoyaltyProgram program, DateTimeOffset at) =>
        others is null ? null : HouseholdPool.Given(member, others.Select(pooled => (pooled.Wallet, pooled.Lots)), program, at);

    /// <summary>What of a wallet a member can spend then; null where it is not pooled.</summary>
    internal static WalletAmount? SpendableOf(ActorState? given, WalletRule rule, DateOnly day) =>
        given is null || !rule.Pooled ? null : HouseholdPool.SpendableOf([given], rule.Name, day);
}

/// <summary>A household.</summary>
/// <param name="HouseholdId">Its id.</param>
/// <param name="Members">Its members, whoever joined first before the others.</param>
/// <param name="Wallets">The wallets that the policy pools (<c>pooled</c>), in the order of the policy.</param>
public sealed record Household(string HouseholdId, IReadOnlyList<HouseholdMember> Members, IReadOnlyList<PooledWallet> Wallets);

/// <summary>A member of a household.</summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="Since">Since when.</param>
/// <param name="Wallets">What the member's own wallets hold.</param>
public sealed record HouseholdMember(string CustomerId, DateTimeOffset Since, IReadOnlyList<WalletView> Wallets);

/// <summary>A wallet of which each member of a household spends what all of them have.</summary>
/// <param name="Wallet">The wallet's name.</param>
/// <param name="Unit">What the wallet counts.</param>
/// <param name="Spendable">What of it the members can spend together now.</param>
/// <param name="Worth">What of a purchase that pays. Null if the wallet cannot pay.</param>
public sealed record PooledWallet(string Wallet, string Unit, WalletAmount Spendable, DerivedAmount? Worth)
{
    internal static PooledWallet Of(WalletRule rule, WalletAmount spendable) =>
        new(rule.Name, rule.Unit ?? rule.Name, spendable, rule.Worth is { } worth ? DerivedAmount.Round(spendable.ToDecimal() * worth.ToDecimal()) : null);
}

/// <summary>What a household adds to what is known of a member.</summary>
public static class HouseholdAsking
{
    extension(ICustomerCapital capital)
    {
        /// <summary>What the others of a customer's household can give; null where the customer is in none.</summary>
        public async Task<IReadOnlyList<PooledLots>?> PoolOfAsync(ActorState customer) =>
            HouseholdMembership.Part.Of(customer).HouseholdId is { } household ? await capital.AskAsync(new ReadPool(household, customer.CustomerId)) : null;
    }
}

internal static class HouseholdReading
{
    private const int Page = 100;

    extension(EngineParts engine)
    {
        /// <summary>The members of a household as they are now, whoever joined first before the others.</summary>
        internal async Task<IReadOnlyList<ActorState>> MembersOfAsync(string householdId, CancellationToken cancellation)
        {
            var (key, found) = (SearchKeys.OfHousehold(householdId), new List<string>());
            SearchPage page;
            for (SearchPlace? after = null; ; after = page.Matches[^1].Place)
            {
                page = await engine.Ledger.SearchCustomersAsync(Segment.Everyone, key, after, Page, cancellation);
                found.AddRange(page.Matches.Where(match => match.Key == key).Select(match => match.Line.CustomerId));
                // Keys that are longer come after it.
                if (!page.More || page.Matches[^1].Key != key) break;
            }

            var states = await Task.WhenAll(found.Select(ReadAsync));
            return
            [
                .. states.OfType<ActorState>().Where(state => HouseholdMembership.Part.Of(state).HouseholdId == householdId).DistinctBy(state => state.CustomerId)
                    .OrderBy(state => HouseholdMembership.Part.Of(state).Since).ThenBy(state => state.CustomerId, StringComparer.Ordinal),
            ];

            async Task<ActorState?> ReadAsync(string customerId)
            {
                try
                {
                    return await engine.Customer(customerId).GetAsync();
                }
                catch (ActorUnreadableException)
                {
                    // Whoever asks for that customer is told; the others are not at fault.
                    return null;
                }
            }
        }
    }
}
