using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Vouchers;

/// <summary>Records a purchase that names vouchers: takes a use out of each, and records the purchase with them.</summary>
/// <param name="CustomerId">Who buys.</param>
/// <param name="Purchase">The purchase.</param>
/// <param name="Call">As in <see cref="ICustomer.ExecuteAsync"/>.</param>
public sealed record RecordWithVouchers(string CustomerId, RecordPurchase Purchase, Guid? Call) : WithUses(CustomerId, Call)
{
    protected override IReadOnlyList<ActorId> Used => VouchersOf(Purchase);

    protected override string UseId => Purchase.PurchaseId;

    protected override string? HoldId => Purchase.VoucherHoldId;

    protected override Money Most => Purchase.AmountBeforeVouchers;

    protected override ActorCommand With(IReadOnlyList<VoucherClaim> claims) => RedeemVouchers.Of(Purchase, claims);

    public override async Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) =>
        Purchase.Faults().Any() ? (await engine.Customer(CustomerId).ExecuteAsync([With([])], Call))[0] : await base.AnswerAsync(engine, cancellation);

    /// <summary>What the vouchers that a purchase names say of it.</summary>
    public static Task<IReadOnlyList<VoucherClaim>> ClaimsAsync(Func<ActorId, ICustomer> actors, string customerId, RecordPurchase purchase, DateTimeOffset now) =>
        ClaimsAsync(actors, VouchersOf(purchase), customerId, purchase.PurchaseId, purchase.VoucherHoldId, now);

    private static List<ActorId> VouchersOf(RecordPurchase purchase) => [.. (purchase.Vouchers ?? []).Where(code => !VoucherCode.Faults("vouchers", code).Any()).Select(VoucherCode.ActorOf)];
}
