using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Outbox;

namespace CustomerCapital.Engine.Messages;

/// <summary>Delivers what commits tell others: in order for each recipient, side by side for different ones, and at least once; a command's natural id makes it exactly once.</summary>
/// <remarks>
/// A message that is not taken is tried again, each time after twice as long, up to an hour, and holds back those after it to the same recipient. After
/// <see cref="TryLimit"/> times it is given up and kept apart, until somebody has it replayed. Where the engine or the ledger is at fault, that is no try.
/// </remarks>
/// <param name="ledger">Where messages wait.</param>
/// <param name="carryOut">Has an actor carry out the command of a message.</param>
/// <param name="time">The engine's clock.</param>
public sealed class MessageCourier(ILedger ledger, Func<ActorId, ActorCommand, Task<CommandOutcome>> carryOut, TimeProvider time)
{
    /// <summary>So often a message is tried, over some ten hours.</summary>
    public const int TryLimit = 20;

    private const int Page = 1_000;

    private const int RecipientsAtOnce = 256;

    /// <summary>So many recipients may hold back theirs in one round, some 20 MB of ids; more are not their own fault, and the next round begins anew.</summary>
    private const int HeldLimit = 100_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>Delivers every message that waits and may be tried now.</summary>
    /// <returns>How many were delivered.</returns>
    /// <exception cref="InvalidOperationException">A message was not taken.</exception>
    /// <exception cref="InvalidDataException">A message cannot be read.</exception>
    public async Task<int> DeliverAsync(CancellationToken cancellation = default)
    {
        var (held, failures, after, count) = (new HashSet<Recipient>(), new ConcurrentQueue<Exception>(), 0L, 0);
        while (held.Count <= HeldLimit)
        {
            var messages = await ledger.ReadMessagesAsync(Page, after, cancellation);
            if (messages.Count == 0) break;
            after = messages[^1].MessageId;
            var rounds = new ConcurrentQueue<Round>();
            var options = new ParallelOptions { MaxDegreeOfParallelism = RecipientsAtOnce, TaskScheduler = TaskScheduler.Current, CancellationToken = cancellation };
            await Parallel.ForEachAsync(messages.Where(message => !held.Contains(message.To)).GroupBy(message => message.To), options, async (group, _) =>
                rounds.Enqueue(await DeliverAsync(group.Key, [.. group], failures)));
            foreach (var round in rounds)
                if (round.IsHeld) held.Add(round.To);
            var settlement = new Settlement
            {
                Delivered = [.. rounds.SelectMany(round => round.Delivered).Order()],
                PutOff = [.. rounds.Select(round => round.PutOff).OfType<OutgoingMessage>()],
                Dead = [.. rounds.SelectMany(round => round.Dead)],
            };
            count += settlement.Delivered.Count;
            if (!settlement.IsEmpty) await ledger.SettleMessagesAsync(settlement, cancellation);
        }

        if (failures.TryPeek(out var failure)) ExceptionDispatchInfo.Throw(failure);
        return count;
    }

    private async Task<Round> DeliverAsync(Recipient to, IReadOnlyList<OutgoingMessage> messages, ConcurrentQueue<Exception> failures)
    {
        var round = new Round(to);
        foreach (var message in messages)
        {
            if (message.TryAt > time.GetUtcNow()) return round with { IsHeld = true };
            try
            {
                await DeliverAsync(message);
                round.Delivered.Add(message.MessageId);
            }
            catch (Exception passing) when (passing is EngineUnavailableException or EngineOverloadedException or LedgerUnavailableException or LedgerOverloadedException)
            {
                failures.Enqueue(passing);
                return round with { IsHeld = true };
            }
            catch (Exception failed)
            {
                failures.Enqueue(failed);
                var (now, tries) = (time.GetUtcNow(), message.Tries + 1);
                if (tries < TryLimit) return round with { IsHeld = true, PutOff = message with { Tries = tries, TryAt = now + WaitAfter(tries) } };
                round.Dead.Add(new(message, failed.Message, now));
            }
        }

        return round;
    }

    private async Task DeliverAsync(OutgoingMessage message)
    {
        ActorCommand command;
        try
        {
            command = LedgerJson.DecodeCommand(message.Body);
        }
        catch (Exception unreadable) when (ActorUnreadableException.IsOfContent(unreadable))
        {
            throw new InvalidDataException($"{message.To}: message {message.MessageId} cannot be read ({unreadable.Message}).", unreadable);
        }

        var outcome = await carryOut(message.To.AsActor(), command);
        if (outcome.Receipt is null) throw new InvalidOperationException($"{message.To}: message {message.MessageId} was not taken: {outcome.Code}: {outcome.Message}");
    }

    private static TimeSpan WaitAfter(int tries) => tries > 11 ? LongestWait : TimeSpan.FromSeconds(1 << tries);

    /// <summary>What became of the messages of a page to one recipient.</summary>
    private sealed record Round(Recipient To)
    {
        public List<long> Delivered { get; } = [];

        public List<DeadLetter> Dead { get; } = [];

        public OutgoingMessage? PutOff { get; init; }

        public bool IsHeld { get; init; }
    }
}
