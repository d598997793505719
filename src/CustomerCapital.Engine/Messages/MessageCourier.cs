using System.Runtime.ExceptionServices;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Engine.Messages;

/// <summary>Delivers what one customer's commit tells another, in order and at least once; the command's natural id makes it exactly once.</summary>
public sealed class MessageCourier(ILedger ledger, Func<string, ICustomer> customers)
{
    private const int Page = 200;

    /// <summary>So many customers may hold back theirs in one round, some 20 MB of ids; more are not their own fault, and the next round begins anew.</summary>
    private const int HeldLimit = 100_000;

    /// <summary>Delivers every message that waits. One that is not taken, or cannot be read, holds back those after it to the same customer, and no others.</summary>
    /// <returns>How many were delivered.</returns>
    /// <exception cref="InvalidOperationException">A message was not taken; it still waits.</exception>
    /// <exception cref="InvalidDataException">A message cannot be read; it still waits.</exception>
    public async Task<int> DeliverAsync(CancellationToken cancellation = default)
    {
        var (held, after, count) = (new HashSet<string>(StringComparer.Ordinal), 0L, 0);
        Exception? failure = null;
        while (held.Count <= HeldLimit)
        {
            var messages = await ledger.ReadMessagesAsync(Page, after, cancellation);
            if (messages.Count == 0) break;
            after = messages[^1].MessageId;
            var delivered = new List<long>();
            foreach (var message in messages)
            {
                if (held.Contains(message.CustomerId)) continue;
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    await DeliverAsync(message);
                    delivered.Add(message.MessageId);
                }
                catch (Exception failed)
                {
                    failure ??= failed;
                    held.Add(message.CustomerId);
                }
            }

            count += delivered.Count;
            if (delivered.Count > 0) await ledger.RemoveMessagesAsync(delivered, cancellation);
        }

        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
        return count;
    }

    private async Task DeliverAsync(OutgoingMessage message)
    {
        if (message.Unreadable is { } unreadable)
            throw new InvalidDataException($"Message {message.MessageId} to customer '{message.CustomerId}' cannot be read ({unreadable.Message}); it stays, and with it those after it to this customer.", unreadable);
        var outcome = (await customers(message.CustomerId).ExecuteAsync([message.Command]))[0];
        if (outcome.Receipt is null)
            throw new InvalidOperationException($"Message {message.MessageId} to customer '{message.CustomerId}' was not taken: {outcome.Code}: {outcome.Message}");
    }
}
