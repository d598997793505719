using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Outbox;

namespace CustomerCapital.Engine.Verification;

/// <summary>
/// Looks whether what actors told others has arrived there, or a message waits: conversions, which must be those that the orders of the persons brought say, purchases
/// that were moved, and uses of vouchers, of which customer and voucher must say the same.
/// </summary>
internal sealed class ToldOthers(ILedger ledger, MergedIds merges, Action<string> differ)
{
    /// <summary>So many are not counted when the messages that wait are looked through.</summary>
    private const int Limit = 10_000;
    private const int Page = 1_000;

    private readonly Dictionary<(ActorId Of, string What), string> _missing = [];

    /// <summary>Takes a purchase that an entry moves.</summary>
    public async Task TakeAsync(string fromCustomerId, PurchaseMoved moved, CancellationToken cancellation)
    {
        foreach (var to in merges.IdsOf(moved.ToCustomerId))
        {
            for (var after = 0L; ;)
            {
                var page = await ledger.ReadConcerningAsync(to, RecordPurchase.IdOf(moved.PurchaseId), after, Page, cancellation);
                if (page.Count == 0) break;
                if (page.FirstOrDefault(entry => entry.Event is PurchaseTakenOver taken && (merges.Now(taken.FromCustomerId), taken.MoveId) == (merges.Now(fromCustomerId), moved.MoveId)) is { } there)
                {
                    var taken = (PurchaseTakenOver)there.Event;
                    if ((there.OccurredAt, taken.Content.Left, taken.Content.Amount) != (moved.PurchasedAt, moved.Content.Left, moved.Content.Amount))
                        differ($"Customer '{to}': entry {there.Sequence} has purchase '{moved.PurchaseId}' otherwise than '{fromCustomerId}' told.");
                    return;
                }

                after = page[^1].Sequence;
            }
        }

        await MissAsync(moved.ToCustomerId, WhatOf(fromCustomerId, moved.MoveId), $"Customer '{moved.ToCustomerId}' has not taken purchase '{moved.PurchaseId}', which '{fromCustomerId}' has moved there, and no message says so.", cancellation);
    }

    /// <summary>Takes an entry of a customer or a voucher that tells of a use of a voucher.</summary>
    public async Task TakeAsync(ActorId actor, ActorEvent happened, CancellationToken cancellation)
    {
        switch (happened)
        {
            case PurchaseRecorded { Vouchers: { } redeemed } purchase:
                foreach (var voucher in redeemed)
                {
                    var id = UseConfirmed.IdOf(voucher.Number);
                    var told = new UseConfirmed(voucher.Number, merges.Now(actor.Key), purchase.PurchaseId, voucher.Discount);
                    await LookAtAsync(new(ActorKind.VoucherCode, voucher.Code), [id], there => there is UseConfirmed use && use with { Change = told.Change, CustomerId = merges.Now(use.CustomerId) } == told, actor, cancellation);
                }

                break;
            case ReturnRecorded { Vouchers: { } reversed } returned:
                foreach (var voucher in reversed)
                {
                    var ids = merges.IdsOf(actor.Key).Select(customerId => ReverseUse.IdOf(voucher.Number, customerId, returned.ReturnId)).ToList();
                    var told = new UseReversed(voucher.Number, merges.Now(actor.Key), returned.ReturnId, voucher.Amount, voucher.Whole);
                    await LookAtAsync(
                        new(ActorKind.VoucherCode, voucher.Code), ids, there => there is UseReversed use && use with { Change = told.Change, CustomerId = merges.Now(use.CustomerId) } == told, actor, cancellation);
                }

                break;
            case RewardGranted { StockUse: > 0 } granted:
                await LookAtAsync(
                    GiftStock.Of(granted.Reward), [UseConfirmed.IdOf(granted.StockUse)],
                    there => there is UseConfirmed use && (merges.Now(use.CustomerId), use.PurchaseId) == (merges.Now(actor.Key), granted.GrantId), actor, cancellation);
                break;
            case GrantReversed { StockUse: > 0 } reversed:
                await LookAtAsync(
                    GiftStock.Of(reversed.Reward), [.. merges.IdsOf(actor.Key).Select(customerId => ReverseUse.IdOf(reversed.StockUse, customerId, reversed.GrantId))], there => there is UseReversed { Whole: true }, actor, cancellation);
                break;
            case ContributionMade { Movements: [{ } given] } made:
                await LookAtAsync(
                    made.ToCustomerId, [.. merges.IdsOf(actor.Key).Select(customerId => TakeContribution.IdOf(customerId, made.ContributionId))],
                    there => there is ContributionTaken { Movements: [{ } taken] } && (taken.Wallet, taken.Amount) == (given.Wallet, -given.Amount), actor, cancellation);
                break;
            case ContributionTaken { Movements: [{ } taken] } took:
                await LookAtAsync(
                    took.FromCustomerId, [new ContributeToMember { ContributionId = took.ContributionId }.NaturalId!],
                    there => there is ContributionMade { Movements: [{ } given] } && (given.Wallet, -given.Amount) == (taken.Wallet, taken.Amount), actor, cancellation);
                break;
            case UseConfirmed use when GiftStock.Is(actor.Key):
                await LookAtAsync(use.CustomerId, [GrantReward.IdOf(use.PurchaseId)], there => there is RewardGranted granted && granted.StockUse == use.Number, actor, cancellation);
                break;
            case UseReversed use when GiftStock.Is(actor.Key):
                await LookAtAsync(use.CustomerId, [new ReverseGrant { GrantId = use.ReturnId }.NaturalId!], there => there is GrantReversed reversed && reversed.StockUse == use.Number, actor, cancellation);
                break;
            case UseConfirmed use:
                await LookAtAsync(
                    use.CustomerId, [RecordPurchase.IdOf(use.PurchaseId)],
                    there => there is PurchaseRecorded { Vouchers: { } redeemed } && redeemed.Any(voucher => (voucher.Code, voucher.Number, voucher.Discount) == (actor.Key, use.Number, use.Discount)),
                    actor, cancellation);
                break;
            case UseReversed use:
                await LookAtAsync(
                    use.CustomerId, [new RecordReturn { ReturnId = use.ReturnId }.NaturalId!],
                    there => there is ReturnRecorded { Vouchers: { } reversed } && reversed.Contains(new(actor.Key, use.Number, use.Amount, use.Whole)), actor, cancellation);
                break;
        }
    }

    /// <summary>Takes the next voucher: of a use of which its customer was asked, a message waits.</summary>
    public async Task TakeVoucherAsync(ActorState state, CancellationToken cancellation)
    {
        foreach (var open in Voucher.Part.Of(state).Open)
            if (open.IsQuestioned) await MissAsync(state.Id, OpenUse(open.Number), $"{state.Id}: use {open.Number} is taken out for purchase '{open.PurchaseId}' of customer '{open.CustomerId}', and no message says what became of it.", cancellation);
    }

    /// <summary>Takes the next customer.</summary>
    public async Task TakeAsync(ActorState state, CancellationToken cancellation)
    {
        if (state.BroughtBy is not { } by) return;
        if (ReferralConversionChanged.Due(state) is { } due)
            differ($"Customer '{state.CustomerId}': by the orders, the referral by '{by.CustomerId}' {(due.Change % 2 == 0 ? "does not convert" : $"converts at {due.ConvertedAt:O}")}, but '{by.CustomerId}' was told otherwise.");
        await LookAtAsync(state.CustomerId, by, cancellation);
        if (by.Former is { } former) await LookAtAsync(state.CustomerId, former, cancellation);
    }

    /// <summary>Tells of those for which no message waits.</summary>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        for (var after = 0L; _missing.Count > 0;)
        {
            var messages = await ledger.ReadMessagesAsync(Page, after, cancellation);
            if (messages.Count == 0) break;
            after = messages[^1].MessageId;
            foreach (var message in messages)
                foreach (var (of, what) in WhatOf(message)) _missing.Remove((merges.Now(of), what));
        }

        foreach (var difference in _missing.Values) differ(difference);
        _missing.Clear();
    }

    /// <summary>Whether the referrer has counted what was last told of a person.</summary>
    private async Task LookAtAsync(string personId, BroughtBy by, CancellationToken cancellation)
    {
        if (by.ConvertedAt is null) return;
        Entry? counted = null;
        foreach (var (referrer, naturalId) in merges.IdsOf(by.CustomerId).SelectMany(_ => merges.IdsOf(personId), (referrer, person) => (referrer, CountConversion.IdOf(person, by.Changes))))
            counted ??= (await ledger.ReadConcerningAsync(referrer, naturalId, 0, Page, cancellation)).FirstOrDefault(entry => entry.NaturalId == naturalId);
        if (counted is null)
        {
            await MissAsync(by.CustomerId, CountConversion.IdOf(merges.Now(personId), by.Changes), $"Customer '{by.CustomerId}' has not counted change {by.Changes} of the referral of '{personId}', and no message says so.", cancellation);
        }
        else if (counted.Event is not ConversionCounted conversion || conversion.Converted != by.Converted || conversion.ConvertedAt != by.ConvertedAt)
        {
            differ($"Customer '{by.CustomerId}': entry {counted.Sequence} counts the referral of '{personId}' otherwise than '{personId}' told.");
        }
    }

    /// <summary>Whether another actor has an entry that says what this one says, under one of some natural ids.</summary>
    private async Task LookAtAsync(ActorId other, List<string> naturalIds, Func<ActorEvent, bool> agrees, ActorId actor, CancellationToken cancellation)
    {
        Entry? there = null;
        foreach (var (one, naturalId) in merges.ActorsOf(other).SelectMany(_ => naturalIds, (one, naturalId) => (one, naturalId)))
        {
            // An answer to what became of a use concerns the purchase too, and can stand before it.
            for (var page = await ReadAsync(one, naturalId, 0); there is null && page.Count > 0; page = await ReadAsync(one, naturalId, page[^1].Sequence)) there = page.FirstOrDefault(entry => entry.NaturalId == naturalId);
            if (there is not null) break;
        }

        if (there is null) await MissAsync(other, naturalIds[0], $"{other} has no entry '{naturalIds[0]}', of which {actor} tells, and no message says so.", cancellation);
        else if (!agrees(there.Event)) differ($"{other}: entry {there.Sequence} ('{there.NaturalId}') says otherwise than {actor} told.");

        Task<IReadOnlyList<Entry>> ReadAsync(ActorId one, string naturalId, long after) => ledger.ReadConcerningAsync(one, naturalId, after, Page, cancellation);
    }

    private async Task MissAsync(ActorId of, string what, string difference, CancellationToken cancellation)
    {
        _missing[(merges.Now(of), what)] = difference;
        if (_missing.Count >= Limit) await CompleteAsync(cancellation);
    }

    private string WhatOf(string fromCustomerId, string moveId) => $"move:{merges.Now(fromCustomerId)}:{moveId}";

    private static string OpenUse(long number) => FormattableString.Invariant($"open use {number}");

    /// <summary>What a message will say, of whom; nothing where it cannot be read, which the courier tells.</summary>
    private IReadOnlyList<(ActorId Of, string What)> WhatOf(OutgoingMessage message)
    {
        try
        {
            var to = message.To.AsActor();
            return LedgerJson.DecodeCommand(message.Body) switch
            {
                TakeOverPurchase taking => [(to, WhatOf(taking.FromCustomerId, taking.MoveId))],
                ConfirmUse use => [(to, UseConfirmed.IdOf(use.Number)), (to, OpenUse(use.Number))],
                ReleaseUse use => [(to, OpenUse(use.Number))],
                ResolveUse use => [(new(ActorKind.VoucherCode, use.Code), OpenUse(use.Number))],
                CountConversion conversion => [(to, CountConversion.IdOf(merges.Now(conversion.ReferredCustomerId), conversion.Change))],
                { NaturalId: { } naturalId } => [(to, naturalId)],
                _ => [],
            };
        }
        catch (Exception unreadable) when (ActorUnreadableException.IsOfContent(unreadable))
        {
            return [];
        }
    }
}
