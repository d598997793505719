using System.Runtime.ExceptionServices;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Engine.Messages;

/// <summary>Delivers what one customer's commit tells another, in order and at least once; the command's natural id makes it exactly once.</summary>
public sealed class MessageCourier(ILedger ledger, Func<string, ICustomer> customers)
{
    private const int Page = 200;

    /// <summary>Delivers every message that waits. One that is not taken holds back those after it to the same customer, and no others.</summary>
    /// <exception cref="InvalidOperationException">A message was not taken; it still waits.</exception>
    public async Task DeliverAsync(CancellationToken cancellation = default)
    {
        while (await ledger.ReadMessagesAsync(Page, cancellation) is { Count: > 0 } messages)
        {
            var delivered = new List<long>();
            var held = new HashSet<string>(StringComparer.Ordinal);
            Exception? failure = null;
            foreach (var message in messages.Where(message => !held.Contains(message.CustomerId)))
            {
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

            if (delivered.Count > 0) await ledger.RemoveMessagesAsync(delivered, cancellation);
            if (failure is not null && (delivered.Count == 0 || messages.Count < Page)) ExceptionDispatchInfo.Throw(failure);
        }
    }

    private async Task DeliverAsync(OutgoingMessage message)
    {
        var outcome = (await customers(message.CustomerId).ExecuteAsync([message.Command]))[0];
        if (outcome.Receipt is null)
            throw new InvalidOperationException($"Message {message.MessageId} to customer '{message.CustomerId}' was not taken: {outcome.Code}: {outcome.Message}");
    }
}
