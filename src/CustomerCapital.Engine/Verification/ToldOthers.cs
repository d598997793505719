using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Outbox;

namespace CustomerCapital.Engine.Verification;

/// <summary>
/// Looks whether what customers told others has arrived there, or a message waits: conversions, which must be those that the orders of the persons brought say, and
/// purchases that were moved.
/// </summary>
internal sealed class ToldOthers(ILedger ledger, Action<string> differ)
{
    /// <summary>So many are not counted when the messages that wait are looked through.</summary>
    private const int Limit = 10_000;
    private const int Page = 1_000;

    private readonly Dictionary<(string CustomerId, string What), string> _missing = [];

    /// <summary>Takes a purchase that an entry moves.</summary>
    public async Task TakeAsync(string fromCustomerId, PurchaseMoved moved, CancellationToken cancellation)
    {
        for (var after = 0L; ;)
        {
            var page = await ledger.ReadConcerningAsync(moved.ToCustomerId, RecordPurchase.IdOf(moved.PurchaseId), after, Page, cancellation);
            if (page.Count == 0) break;
            if (page.FirstOrDefault(entry => entry.Event is PurchaseTakenOver taken && (taken.FromCustomerId, taken.MoveId) == (fromCustomerId, moved.MoveId)) is { } there)
            {
                var taken = (PurchaseTakenOver)there.Event;
                if ((there.OccurredAt, taken.Content.Left, taken.Content.Amount) != (moved.PurchasedAt, moved.Content.Left, moved.Content.Amount))
                    differ($"Customer '{moved.ToCustomerId}': entry {there.Sequence} has purchase '{moved.PurchaseId}' otherwise than '{fromCustomerId}' told.");
                return;
            }

            after = page[^1].Sequence;
        }

        await MissAsync(moved.ToCustomerId, WhatOf(fromCustomerId, moved.MoveId), $"Customer '{moved.ToCustomerId}' has not taken purchase '{moved.PurchaseId}', which '{fromCustomerId}' has moved there, and no message says so.", cancellation);
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
                if (WhatOf(message) is { } what) _missing.Remove((message.To.Key, what));
        }

        foreach (var difference in _missing.Values) differ(difference);
        _missing.Clear();
    }

    /// <summary>Whether the referrer has counted what was last told of a person.</summary>
    private async Task LookAtAsync(string personId, BroughtBy by, CancellationToken cancellation)
    {
        if (by.ConvertedAt is null) return;
        var naturalId = CountConversion.IdOf(personId, by.Changes);
        var counted = (await ledger.ReadConcerningAsync(by.CustomerId, naturalId, 0, Page, cancellation)).FirstOrDefault(entry => entry.NaturalId == naturalId);
        if (counted is null)
        {
            await MissAsync(by.CustomerId, naturalId, $"Customer '{by.CustomerId}' has not counted change {by.Changes} of the referral of '{personId}', and no message says so.", cancellation);
        }
        else if (counted.Event is not ConversionCounted conversion || conversion.Converted != by.Converted || conversion.ConvertedAt != by.ConvertedAt)
        {
            differ($"Customer '{by.CustomerId}': entry {counted.Sequence} counts the referral of '{personId}' otherwise than '{personId}' told.");
        }
    }

    private async Task MissAsync(string customerId, string what, string difference, CancellationToken cancellation)
    {
        _missing[(customerId, what)] = difference;
        if (_missing.Count >= Limit) await CompleteAsync(cancellation);
    }

    private static string WhatOf(string fromCustomerId, string moveId) => $"move:{fromCustomerId}:{moveId}";

    /// <summary>Null where the message is not for a customer, or cannot be read, which the courier tells.</summary>
    private static string? WhatOf(OutgoingMessage message)
    {
        try
        {
            if (message.To.AsActor().Kind != ActorKind.Customer) return null;
            var told = LedgerJson.DecodeCommand(message.Body);
            return told is TakeOverPurchase taking ? WhatOf(taking.FromCustomerId, taking.MoveId) : told.NaturalId;
        }
        catch (Exception unreadable) when (ActorUnreadableException.IsOfContent(unreadable))
        {
            return null;
        }
    }
}
