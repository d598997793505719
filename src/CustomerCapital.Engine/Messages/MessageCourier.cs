using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Messages;

/// <summary>Delivers what one customer's commit tells another, in order and at least once; the command's natural id makes it exactly once.</summary>
public sealed class MessageCourier(ILedger ledger, Func<string, ICustomer> customers)
{
    private const int Page = 200;

    /// <summary>Delivers every message that waits.</summary>
    public async Task DeliverAsync(CancellationToken cancellation = default)
    {
        while (await ledger.ReadMessagesAsync(Page, cancellation) is { Count: > 0 } messages)
        {
            foreach (var message in messages)
            {
                var outcome = (await customers(message.CustomerId).ExecuteAsync([message.Command]))[0];
                if (outcome.Receipt is null)
                    throw new InvalidOperationException($"Message {message.MessageId} to customer '{message.CustomerId}' was not taken: {outcome.Code}: {outcome.Message}");
            }

            await ledger.RemoveMessagesAsync([.. messages.Select(message => message.MessageId)], cancellation);
        }
    }
}
