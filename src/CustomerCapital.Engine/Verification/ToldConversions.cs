using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Outbox;

namespace CustomerCapital.Engine.Verification;

/// <summary>Looks whether referrals convert when the orders of the persons brought say, and whether their referrers have counted it, or a message to them waits.</summary>
internal sealed class ToldConversions(ILedger ledger, Action<string> differ)
{
    /// <summary>So many are not counted when the messages that wait are looked through.</summary>
    private const int Limit = 10_000;
    private const int Page = 1_000;

    private readonly Dictionary<(string ReferrerId, string NaturalId), string> _missing = [];

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
                if (NaturalIdOf(message) is { } id) _missing.Remove((message.To.Key, id));
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
            _missing[(by.CustomerId, naturalId)] = $"Customer '{by.CustomerId}' has not counted change {by.Changes} of the referral of '{personId}', and no message says so.";
            if (_missing.Count >= Limit) await CompleteAsync(cancellation);
        }
        else if (counted.Event is not ConversionCounted conversion || conversion.Converted != by.Converted || conversion.ConvertedAt != by.ConvertedAt)
        {
            differ($"Customer '{by.CustomerId}': entry {counted.Sequence} counts the referral of '{personId}' otherwise than '{personId}' told.");
        }
    }

    /// <summary>Null where the message is not for a customer, or cannot be read, which the courier tells.</summary>
    private static string? NaturalIdOf(OutgoingMessage message)
    {
        try
        {
            return message.To.AsActor().Kind == ActorKind.Customer ? LedgerJson.DecodeCommand(message.Body).NaturalId : null;
        }
        catch (Exception unreadable) when (ActorUnreadableException.IsOfContent(unreadable))
        {
            return null;
        }
    }
}
