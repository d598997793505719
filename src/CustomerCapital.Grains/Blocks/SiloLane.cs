using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Grains.Blocks;

/// <summary>The way to one silo: commands that wait for it go together in one message.</summary>
/// <remarks>
/// One message is under way at a time, and what comes meanwhile goes with the next: so a caller alone waits for nobody, and many share the cost of a message and of the
/// silo's commit. Callers who were answered together come again together as a rule: after a message of several the next waits until as many are there, for
/// <see cref="Soon"/> at most. A message with as many customers as it takes goes at once, and one that has been under way for <see cref="Slow"/> holds up no other.
/// Thread-safe.
/// </remarks>
/// <param name="send">Sends a message; its task does not fail, and is null where nothing came back.</param>
internal sealed class SiloLane(Func<CommandBlock, Task<OutcomeBlock?>> send)
{
    /// <summary>Customers in one message: enough that its own cost does not matter, and few enough that several are worked on at once.</summary>
    private const int Limit = 64;

    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(2);

    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private int _underWay;
    private int _returning;
    private TaskCompletionSource? _returned;

    /// <summary>Sends commands of customers, each with the id of its call.</summary>
    /// <returns>For each customer the outcomes; null where none came back, and the customer is to be called for them or for the reason.</returns>
    public Task<IReadOnlyList<CommandOutcome>?>[] Send(IReadOnlyList<(CustomerCommands Commands, Guid Call)> customers)
    {
        var entries = customers.Select(customer => new Waiting(customer.Commands, customer.Call)).ToList();
        lock (_lock)
        {
            foreach (var entry in entries) _waiting.Enqueue(entry);
            if (_waiting.Count >= _returning) _returned?.TrySetResult();
        }

        // Behind the work that waits for this process: other callers who are about to come then go together.
        ThreadPool.UnsafeQueueUserWorkItem(static lane => lane.SendWaiting(), this, preferLocal: false);
        return [.. entries.Select(entry => entry.Outcomes.Task)];
    }

    private void SendWaiting()
    {
        while (true)
        {
            var message = new List<Waiting>(Limit);
            lock (_lock)
            {
                if (_waiting.Count == 0 || (_underWay > 0 && _waiting.Count < Limit)) return;
                while (message.Count < Limit && _waiting.TryDequeue(out var next)) message.Add(next);
                _underWay++;
            }

            _ = SendAsync(message);
        }
    }

    private async Task SendAsync(List<Waiting> message)
    {
        var sent = send(new(message.ConvertAll(entry => entry.Customer), message.ConvertAll(entry => entry.Call)));
        var isInTime = await Task.WhenAny(sent, Task.Delay(Slow, TimeProvider.System)) == sent;
        if (isInTime)
        {
            await AnswerAsync();
            await ReturnAsync(message.Count);
        }

        lock (_lock) _underWay--;
        SendWaiting();
        if (!isInTime) await AnswerAsync();

        async Task AnswerAsync()
        {
            var outcomes = (await sent)?.Customers;
            for (var at = 0; at < message.Count; at++) message[at].Outcomes.SetResult(outcomes?[at]);
        }
    }

    /// <summary>Completes when as many customers wait as have just been answered, or soon.</summary>
    private Task ReturnAsync(int answered)
    {
        if (answered == 1) return Task.CompletedTask;
        lock (_lock)
        {
            if (_waiting.Count >= answered) return Task.CompletedTask;
            (_returning, _returned) = (answered, new(TaskCreationOptions.RunContinuationsAsynchronously));
            return Task.WhenAny(_returned.Task, Task.Delay(Soon, TimeProvider.System));
        }
    }

    private sealed record Waiting(CustomerCommands Customer, Guid Call)
    {
        public TaskCompletionSource<IReadOnlyList<CommandOutcome>?> Outcomes { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
