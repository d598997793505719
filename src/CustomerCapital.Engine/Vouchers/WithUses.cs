using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Merges;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Vouchers;

/// <summary>Carries out a command that uses something of which there are so many: takes a use out of each, and has the customer decide with them.</summary>
/// <param name="CustomerId">Whose command.</param>
/// <param name="Call">As in <see cref="ICustomer.ExecuteAsync"/>.</param>
/// <remarks>
/// The customer is asked first, so that a repeat is answered, and a purchase that is refused takes nothing out. A use that was taken out is confirmed by a message in the
/// purchase's own commit. Whatever ends this in between, the voucher asks the customer after a while what became of the use (docs/adr/0059).
/// </remarks>
public abstract record WithUses(string CustomerId, Guid? Call) : Question<CommandOutcome>
{
    /// <summary>So often it begins anew where a use that was taken out was given back meanwhile, or another copy of the call came between.</summary>
    private const int Attempts = 4;

    /// <summary>The actors that it concerns.</summary>
    [JsonIgnore]
    public IEnumerable<ActorId> Actors => Used.Prepend(CustomerId);

    /// <summary>Whether these are known to be in the process that answers, or to come to it when they are called.</summary>
    [JsonIgnore]
    public bool AreHere { get; init; }

    /// <summary>What is used, in order.</summary>
    protected abstract IReadOnlyList<ActorId> Used { get; }

    /// <summary>What uses it: the purchase, or the grant.</summary>
    protected abstract string UseId { get; }

    /// <summary>The hold that the command names; null for none.</summary>
    protected virtual string? HoldId => null;

    /// <summary>The most that it can take of a value.</summary>
    protected virtual Money Most => Money.Zero;

    /// <summary>The command with what is known of the uses.</summary>
    protected abstract ActorCommand With(IReadOnlyList<VoucherClaim> claims);

    public override Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) =>
        engine.VoucherQueues.RunAsync(Used.Select(used => used.Key), async () => await UseAtOnceAsync(engine) ?? await UseAsync(engine));

    /// <summary>Commits the command and its use together, where the customer and what is used are in this process and in one database.</summary>
    /// <returns>Null where they are not, and where the command is not simply accepted: the other way finds out what becomes of it.</returns>
    private async Task<CommandOutcome?> UseAtOnceAsync(EngineParts engine)
    {
        if (engine.Local?.Invoke() is not { } local || Used is not [var used] || HoldId is not null || !engine.Ledger.AreTogether(CustomerId, used)) return null;
        var use = new UseAtOnce(CustomerId, UseId, Call, claim => With([claim]));
        await local.TryCallAsync(CustomerId, AreHere, customer => customer.UseAtOnceAsync(use, () => local.TryCallAsync(used, AreHere, voucher => voucher.TakeUseAsync(use))));
        return use.Outcome;
    }

    private async Task<CommandOutcome> UseAsync(EngineParts engine)
    {
        IReadOnlyList<long> revoked = [];
        DateTimeOffset? after = null;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var claims = await ClaimsAsync(engine.Customer, Used, CustomerId, UseId, HoldId, engine.Time.GetUtcNow());
            var first = await RecordAsync(engine, claims);
            if (first.Code != RedeemVouchers.ReservationNeeded) return first;
            var (reserved, refused) = await ReserveAsync(engine, claims, revoked, after);
            if (refused is not null)
            {
                await ReleaseAsync(engine, reserved);
                // Perhaps it was recorded meanwhile by another copy of the call, which has the use: the customer knows.
                return await RecordAsync(engine, [.. claims.Select(claim => claim.Code == refused.Code ? refused : claim)]);
            }

            // Where another copy of the call came first, the customer knows what became of it.
            if (reserved.Count < claims.Count) continue;
            var outcome = await RecordAsync(engine, reserved);
            if (outcome.Code == RedeemVouchers.ReservationRevoked)
            {
                revoked = [.. reserved.Select(claim => claim.Number)];
                after = await engine.Customer(CustomerId).GetAsync() is { } customer ? CustomerVouchers.Part.Of(customer).RevokedThrough : null;
                continue;
            }

            if (outcome.Status == OutcomeStatus.Accepted) await ConfirmAsync(engine, outcome, reserved);
            // Of a duplicate it may be another copy of this call that has recorded it, with these uses: time will tell.
            else if (outcome.Status != OutcomeStatus.Duplicate) await ReleaseAsync(engine, reserved);
            return outcome;
        }

        throw new EngineUnavailableException($"Customer '{CustomerId}': uses were given back, or taken by another copy of the call, while the command was carried out. Send the command again with the same id.");
    }

    /// <summary>What that which is used says of it.</summary>
    protected static async Task<IReadOnlyList<VoucherClaim>> ClaimsAsync(
        Func<ActorId, ICustomer> actors, IReadOnlyList<ActorId> used, string customerId, string useId, string? holdId, DateTimeOffset now)
    {
        var ids = await IdsAsync(actors, customerId, holdId);
        return await Task.WhenAll(used.Select(async voucher =>
        {
            var state = await actors(voucher).GetAsync();
            return VoucherClaim.Of(voucher.Key, state, KnownAs(state, ids, useId, holdId), useId, holdId, now);
        }));
    }

    /// <summary>The ids under which something can be held for a customer; the one by which the customer is called first.</summary>
    private static async Task<IReadOnlyList<string>> IdsAsync(Func<ActorId, ICustomer> actors, string customerId, string? holdId) =>
        holdId is not null && await actors(customerId).GetAsync() is { } customer ? [.. customer.KnownIds.Prepend(customerId).Distinct()] : [customerId];

    private static string KnownAs(ActorState? voucher, IReadOnlyList<string> ids, string useId, string? holdId) => voucher is null ? ids[0] : Voucher.Part.Of(voucher).KnowsAs(ids, useId, holdId);

    private async Task<CommandOutcome> RecordAsync(EngineParts engine, IReadOnlyList<VoucherClaim> claims) => (await engine.Customer(CustomerId).ExecuteAsync([With(claims)], Call))[0];

    /// <returns>The claims with their uses, as far as uses were taken out; and the one that was refused, if any.</returns>
    private async Task<(IReadOnlyList<VoucherClaim> Reserved, VoucherClaim? Refused)> ReserveAsync(
        EngineParts engine, IReadOnlyList<VoucherClaim> claims, IReadOnlyList<long> revoked, DateTimeOffset? after)
    {
        var (reserved, ids) = (new List<VoucherClaim>(claims.Count), await IdsAsync(engine.Customer, CustomerId, HoldId));
        foreach (var claim in claims)
        {
            var voucher = engine.Customer(new(ActorKind.VoucherCode, claim.Code));
            var customerId = ids.Count == 1 ? CustomerId : KnownAs(await voucher.GetAsync(), ids, UseId, HoldId);
            var command = new ReserveUse
            {
                CustomerId = customerId, PurchaseId = UseId, HoldId = HoldId, Most = Most,
                Instead = reserved.Count < revoked.Count ? revoked[reserved.Count] : 0, After = after,
            };
            var outcome = (await voucher.ExecuteAsync([command]))[0];
            if (outcome.Receipt is null) return (reserved, claim with { Refused = new(outcome.Code!, outcome.Message!) });
            // Between the two another copy of the call may have given it back, or have recorded the purchase with it.
            if (await voucher.GetAsync() is not { } state || Voucher.Part.Of(state).OpenFor(customerId, UseId) is not { } open) return (reserved, null);
            reserved.Add(claim.With(open));
        }

        return (reserved, null);
    }

    /// <summary>Tells vouchers at once what a message tells them too, so that they do not wait for it; where that fails, the message does it.</summary>
    private async Task ConfirmAsync(EngineParts engine, CommandOutcome recorded, IReadOnlyList<VoucherClaim> reserved)
    {
        foreach (var claim in reserved)
        {
            var discount = recorded.Receipt!.Vouchers?.FirstOrDefault(voucher => voucher.Code == claim.Code)?.Discount ?? Money.Zero;
            await TellAsync(engine, claim.Code, new ConfirmUse { Number = claim.Number, CustomerId = CustomerId, PurchaseId = UseId, Discount = discount });
        }
    }

    /// <summary>Gives uses back at once; where that fails, the voucher asks for them after a while.</summary>
    private static async Task ReleaseAsync(EngineParts engine, IReadOnlyList<VoucherClaim> reserved)
    {
        foreach (var claim in reserved) await TellAsync(engine, claim.Code, new ReleaseUse { Number = claim.Number });
    }

    private static async Task TellAsync(EngineParts engine, string code, ActorCommand command)
    {
        try
        {
            await engine.Customer(new(ActorKind.VoucherCode, code)).ExecuteAsync([command]);
        }
        catch (Exception passing) when (passing is EngineUnavailableException or EngineOverloadedException)
        {
            // What is not told now is found out later, by the message or the question.
        }
    }
}
