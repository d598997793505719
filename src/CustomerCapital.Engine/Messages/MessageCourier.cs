using System.Runtime.ExceptionServices;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Engine.Messages;

/// <summary>Delivers what one customer's commit tells another, in order and at least once; the command's natural id makes it exactly once.</summary>
public sealed class MessageCourier(ILedger ledger, Func<string, ICustomer> customers)
{
    private const int Page = 200;

    /// <summary>So many messages that are not taken are passed over; more are not their customers' own fault.</summary>
    private const int LeftLimit = 1_000;

    /// <summary>Delivers every message that waits. One that is not taken holds back those after it to the same customer, and no others.</summary>
    /// <exception cref="InvalidOperationException">A message was not taken; it still waits.</exception>
    public async Task DeliverAsync(CancellationToken cancellation = default)
    {
        var (held, left) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<long>());
        Exception? failure = null;
        while (left.Count <= LeftLimit)
        {
            var messages = (await ledger.ReadMessagesAsync(Page + left.Count, cancellation)).Where(message => !left.Contains(message.MessageId)).ToList();
            if (messages.Count == 0) break;
            var delivered = new List<long>();
            foreach (var message in messages)
            {
                if (held.Contains(message.CustomerId))
                {
                    left.Add(message.MessageId);
                    continue;
                }

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
                    left.Add(message.MessageId);
                }
            }

            if (delivered.Count > 0) await ledger.RemoveMessagesAsync(delivered, cancellation);
        }

        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    private async Task DeliverAsync(OutgoingMessage message)
    {
        var outcome = (await customers(message.CustomerId).ExecuteAsync([message.Command]))[0];
        if (outcome.Receipt is null)
            throw new InvalidOperationException($"Message {message.MessageId} to customer '{message.CustomerId}' was not taken: {outcome.Code}: {outcome.Message}");
    }
}
