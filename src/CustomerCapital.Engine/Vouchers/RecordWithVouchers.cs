using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Vouchers;

/// <summary>Records a purchase that names vouchers: takes a use out of each, and records the purchase with them.</summary>
/// <param name="CustomerId">Who buys.</param>
/// <param name="Purchase">The purchase.</param>
/// <param name="Call">As in <see cref="ICustomer.ExecuteAsync"/>.</param>
/// <remarks>
/// The customer is asked first, so that a repeat is answered, and a purchase that is refused takes nothing out. A use that was taken out is confirmed by a message in the
/// purchase's own commit. Whatever ends this in between, the voucher asks the customer after a while what became of the use (docs/adr/0059).
/// </remarks>
public sealed record RecordWithVouchers(string CustomerId, RecordPurchase Purchase, Guid? Call) : Question<CommandOutcome>
{
    /// <summary>So often it begins anew where a use that was taken out was given back meanwhile, or another copy of the call came between.</summary>
    private const int Attempts = 4;

    /// <summary>The actors that it concerns.</summary>
    [JsonIgnore]
    public IEnumerable<ActorId> Actors => (Purchase.Vouchers ?? []).Where(code => !VoucherCode.Faults("vouchers", code).Any()).Select(VoucherCode.ActorOf).Prepend(CustomerId);

    public override async Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if (Purchase.Faults().Any()) return await RecordAsync(engine, []);
        return await engine.VoucherQueues.RunAsync((Purchase.Vouchers ?? []).Select(VoucherCode.KeyOf), () => RedeemAsync(engine));
    }

    /// <summary>What the vouchers that a purchase names say of it.</summary>
    public static async Task<IReadOnlyList<VoucherClaim>> ClaimsAsync(Func<ActorId, ICustomer> actors, string customerId, RecordPurchase purchase, DateTimeOffset now) =>
        await Task.WhenAll((purchase.Vouchers ?? []).Select(VoucherCode.ActorOf).Select(async voucher => VoucherClaim.Of(voucher.Key, await actors(voucher).GetAsync(), customerId, purchase, now)));

    private async Task<CommandOutcome> RedeemAsync(EngineParts engine)
    {
        IReadOnlyList<long> revoked = [];
        DateTimeOffset? after = null;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var claims = await ClaimsAsync(engine.Customer, CustomerId, Purchase, engine.Time.GetUtcNow());
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

            if (outcome.Status == OutcomeStatus.Accepted) await ConfirmAsync(engine, outcome);
            // Of a duplicate it may be another copy of this call that has recorded it, with these uses: time will tell.
            else if (outcome.Status != OutcomeStatus.Duplicate) await ReleaseAsync(engine, reserved);
            return outcome;
        }

        throw new EngineUnavailableException($"Customer '{CustomerId}': uses of vouchers were given back, or taken by another copy of the call, while the purchase was recorded. Send the command again with the same id.");
    }

    private async Task<CommandOutcome> RecordAsync(EngineParts engine, IReadOnlyList<VoucherClaim> claims) =>
        (await engine.Customer(CustomerId).ExecuteAsync([RedeemVouchers.Of(Purchase, claims)], Call))[0];

    /// <returns>The claims with their uses, as far as uses were taken out; and the one that was refused, if any.</returns>
    private async Task<(IReadOnlyList<VoucherClaim> Reserved, VoucherClaim? Refused)> ReserveAsync(
        EngineParts engine, IReadOnlyList<VoucherClaim> claims, IReadOnlyList<long> revoked, DateTimeOffset? after)
    {
        var reserved = new List<VoucherClaim>(claims.Count);
        foreach (var claim in claims)
        {
            var voucher = engine.Customer(new(ActorKind.VoucherCode, claim.Code));
            var command = new ReserveUse
            {
                CustomerId = CustomerId, PurchaseId = Purchase.PurchaseId, HoldId = Purchase.VoucherHoldId, Most = Purchase.AmountBeforeVouchers,
                Instead = reserved.Count < revoked.Count ? revoked[reserved.Count] : 0, After = after,
            };
            var outcome = (await voucher.ExecuteAsync([command]))[0];
            if (outcome.Receipt is null) return (reserved, claim with { Refused = new(outcome.Code!, outcome.Message!) });
            // Between the two another copy of the call may have given it back, or have recorded the purchase with it.
            if (await voucher.GetAsync() is not { } state || Voucher.Part.Of(state).OpenFor(CustomerId, Purchase.PurchaseId) is not { } open) return (reserved, null);
            reserved.Add(claim.With(open));
        }

        return (reserved, null);
    }

    /// <summary>Tells vouchers at once what a message tells them too, so that they do not wait for it; where that fails, the message does it.</summary>
    private async Task ConfirmAsync(EngineParts engine, CommandOutcome recorded)
    {
        foreach (var voucher in recorded.Receipt!.Vouchers ?? [])
            await TellAsync(engine, voucher.Code, new ConfirmUse { Number = voucher.Number, CustomerId = CustomerId, PurchaseId = Purchase.PurchaseId, Discount = voucher.Discount });
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
