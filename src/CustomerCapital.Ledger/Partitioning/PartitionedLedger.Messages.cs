using CustomerCapital.Ledger.Outbox;

namespace CustomerCapital.Ledger.Partitioning;

/// <summary>What is sent to others: it stays in the partition in which it was written, wherever the sender goes.</summary>
public sealed partial class PartitionedLedger
{
    public Task<IReadOnlyList<OutgoingMessage>> ReadMessagesAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) => ReadNumberedAsync(
        (ledger, after) => ledger.ReadMessagesAsync(limit, after, cancellation), message => message.MessageId, (message, id) => message with { MessageId = id }, limit, afterMessageId, cancellation);

    public Task SettleMessagesAsync(Settlement settlement, CancellationToken cancellation = default) => Task.WhenAll(_partitions.Select((partition, at) =>
    {
        var own = new Settlement
        {
            Delivered = [.. settlement.Delivered.Where(IsOwn).Select(Own)],
            PutOff = [.. settlement.PutOff.Where(message => IsOwn(message.MessageId)).Select(message => message with { MessageId = Own(message.MessageId) })],
            Dead = [.. settlement.Dead.Where(letter => IsOwn(letter.Message.MessageId)).Select(letter => letter with { Message = letter.Message with { MessageId = Own(letter.Message.MessageId) } })],
        };
        return own.IsEmpty ? Task.CompletedTask : partition.Ledger.SettleMessagesAsync(own, cancellation);

        bool IsOwn(long id) => Numbers.PlaceOfMessage(id, _map.First).Partition == at;
        long Own(long id) => Numbers.PlaceOfMessage(id, _map.First).Number;
    }));

    public Task<IReadOnlyList<DeadLetter>> ReadDeadLettersAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) => ReadNumberedAsync(
        (ledger, after) => ledger.ReadDeadLettersAsync(limit, after, cancellation), letter => letter.Message.MessageId,
        (letter, id) => letter with { Message = letter.Message with { MessageId = id } }, limit, afterMessageId, cancellation);

    public async Task<int> ReplayAsync(IReadOnlyCollection<long> messageIds, CancellationToken cancellation = default) =>
        (await Task.WhenAll(messageIds.Select(id => Numbers.PlaceOfMessage(id, _map.First)).GroupBy(message => message.Partition, message => message.Number)
            .Select(ids => _partitions[ids.Key].Ledger.ReplayAsync([.. ids], cancellation)))).Sum();

    public Task ReaddressAsync(IReadOnlyCollection<OutgoingMessage> messages, IReadOnlyCollection<DeadLetter> letters, CancellationToken cancellation = default) =>
        Task.WhenAll(_partitions.Select((partition, at) => partition.Ledger.ReaddressAsync(
            [.. messages.Where(message => IsOf(message, at)).Select(Own)],
            [.. letters.Where(letter => IsOf(letter.Message, at)).Select(letter => letter with { Message = Own(letter.Message) })],
            cancellation)));

    private bool IsOf(OutgoingMessage message, int partition) => Numbers.PlaceOfMessage(message.MessageId, _map.First).Partition == partition;

    private OutgoingMessage Own(OutgoingMessage message) => message with { MessageId = Numbers.PlaceOfMessage(message.MessageId, _map.First).Number };

    /// <summary>Reads what partitions number by themselves, under the numbers by which it is known outside them.</summary>
    private async Task<IReadOnlyList<T>> ReadNumberedAsync<T>(
        Func<ILedger, long, Task<IReadOnlyList<T>>> read, Func<T, long> numberOf, Func<T, long, T> numbered, int limit, long after, CancellationToken cancellation)
    {
        var found = await FromReachableAsync<T>(
            async (ledger, at) => [.. (await read(ledger, Numbers.LastMessageUpTo(after, at, _map.First))).Select(item => numbered(item, Numbers.OfMessage(numberOf(item), at, _map.First)))],
            cancellation);
        return [.. found.OrderBy(numberOf).Take(limit)];
    }
}
