using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Engine.Hosting;

/// <summary>Gives an actor one caller at a time. What comes while a turn is on its way waits, and becomes the next turn together.</summary>
internal sealed class CustomerSlot(CustomerActor actor, int waitingLimit, Action messagesSent)
{
    private const int TurnLimit = 1_000;

    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private Dictionary<(string ErasureId, string CustomerId), Task<IReadOnlyList<CommandOutcome>>>? _forgetting;
    private int _waitingWeight;
    private bool _running;
    private bool _retired;
    private TaskCompletionSource? _ended;

    /// <summary>When it was last used, as a timestamp of the host's clock.</summary>
    public long LastUsed { get; set; }

    /// <summary>The state as last committed; null when a turn is needed to know it.</summary>
    public ActorState? Committed => actor.Committed;

    /// <summary>Queues commands.</summary>
    /// <returns>Null when the slot has been retired: take another.</returns>
    public Task<IReadOnlyList<CommandOutcome>>? ExecuteAsync(IReadOnlyList<ActorCommand> commands, long policyVersion = 0, Guid? call = null)
    {
        if (commands is [ForgetPerson forget] && CustomerActor.IsReadAhead(actor.Id)) return ForgetOnceAsync(forget, call);
        var waiting = new Waiting(commands, null, Math.Max(1, commands.Count)) { PolicyVersion = policyVersion, Call = call };
        return Enqueue(waiting) ? waiting.Outcomes.Task : null;
    }

    /// <summary>Forgets a person. Copies of a call that takes long join it: each would read all of the history.</summary>
    private Task<IReadOnlyList<CommandOutcome>> ForgetOnceAsync(ForgetPerson command, Guid? call)
    {
        var key = (command.ErasureId, command.CustomerId);
        lock (_lock)
        {
            _forgetting ??= [];
            if (_forgetting.TryGetValue(key, out var underWay)) return underWay;
            return _forgetting[key] = RunAsync();
        }

        async Task<IReadOnlyList<CommandOutcome>> RunAsync()
        {
            await Task.Yield(); // so that it is there before it ends
            try
            {
                return await ForgetAsync(command, call);
            }
            finally
            {
                lock (_lock) _forgetting!.Remove(key);
            }
        }
    }

    /// <summary>Reads the history before the turn that writes it anew: a long one would keep all others waiting for as long as that takes.</summary>
    private async Task<IReadOnlyList<CommandOutcome>> ForgetAsync(ForgetPerson command, Guid? call)
    {
        var ahead = await (GetAsync() ?? throw Retired()) is { } state ? await actor.ReadAheadAsync(command, state) : null;
        var waiting = new Waiting([command], null, 1) { Call = call, Ahead = ahead };
        return await (Enqueue(waiting) ? waiting.Outcomes.Task : throw Retired());

        EngineUnavailableException Retired() => new($"{actor.Id} has left the memory of this process meanwhile. Send the command again with the same id.");
    }

    /// <summary>The state: as last committed at once, or read in a turn of its own.</summary>
    /// <returns>Null when the slot has been retired: take another.</returns>
    public Task<ActorState?>? GetAsync() =>
        Committed is { Sequence: > 0 } known ? Task.FromResult<ActorState?>(known) : RunAsync(reading => reading.GetAsync(), weight: 1);

    /// <summary>Queues entries to be restored.</summary>
    /// <returns>Null when the slot has been retired: take another.</returns>
    public Task<int>? RestoreAsync(IReadOnlyList<Entry> entries) => RunAsync(restoring => restoring.RestoreAsync(entries), weight: entries.Count);

    /// <summary>Queues a purchase of this customer that is to commit together with its use of a voucher.</summary>
    /// <param name="use">The purchase.</param>
    /// <param name="takeAsync">Hands it to the voucher, and completes when something became of it; false where the voucher is not in this process.</param>
    /// <returns>Completes when that was tried: the purchase has its outcome, or nothing was done. Null when the slot has been retired: take another.</returns>
    public Task? UseAtOnceAsync(UseAtOnce use, Func<Task<bool>> takeAsync) => RunAsync(
        async customer =>
        {
            var isDone = await customer.UseAtOnceAsync(use, takeAsync);
            if (isDone && customer.HasSentMessages) messagesSent();
            return isDone;
        },
        weight: 1);

    /// <summary>Has the actor forget its state, because another has written; it is loaded again when it is needed.</summary>
    /// <returns>Null when the slot has been retired.</returns>
    public Task? ForgetAsync() => RunAsync(
        behind =>
        {
            behind.Forget();
            return Task.FromResult(true);
        },
        weight: 0);

    /// <summary>Queues a use of this voucher. Those that wait are one turn.</summary>
    /// <returns>Completes when something became of it, which the use itself says. Null when the slot has been retired: take another.</returns>
    public Task? TakeUseAsync(UseAtOnce use)
    {
        var waiting = new Waiting([], null, 1) { Use = use };
        return Enqueue(waiting) ? waiting.Outcomes.Task : null;
    }

    /// <summary>Queues work that needs the actor to itself.</summary>
    /// <param name="work">The work.</param>
    /// <param name="weight">As how many commands it counts while it waits.</param>
    /// <returns>Null when the slot has been retired: take another.</returns>
    private Task<T>? RunAsync<T>(Func<CustomerActor, Task<T>> work, int weight)
    {
        T result = default!;
        var waiting = new Waiting([], async alone => result = await work(alone), weight);
        return Enqueue(waiting) ? AnswerAsync() : null;

        async Task<T> AnswerAsync()
        {
            await waiting.Outcomes.Task;
            return result;
        }
    }

    /// <summary>Takes the slot out of use if nothing is going on in it.</summary>
    public bool TryRetire()
    {
        lock (_lock) return _retired = _retired || (!_running && _waiting.Count == 0);
    }

    /// <summary>Takes the slot out of use, and completes when what waits in it has been done.</summary>
    public Task RetireAsync()
    {
        lock (_lock)
        {
            _retired = true;
            if (!_running) return Task.CompletedTask;
            return (_ended ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private bool Enqueue(Waiting waiting)
    {
        lock (_lock)
        {
            if (_retired) return false;
            if (_waitingWeight + waiting.Weight > waitingLimit && _waitingWeight > 0)
                throw new EngineOverloadedException($"More than {waitingLimit} commands and reads wait for this customer; send this one later.");
            _waitingWeight += waiting.Weight;
            _waiting.Enqueue(waiting);
            if (_running) return true;
            _running = true;
        }

        // On the caller's own thread, up to the first wait: whoever wants many customers decided side by side calls from many.
        Gathering.Begin(() => _ = RunTurnsAsync());
        return true;
    }

    private async Task RunTurnsAsync()
    {
        while (NextTurn() is { } turn)
        {
            if (turn[0].Work is { } work) await RunAsync(turn[0], work);
            else if (turn[0].Use is not null) await TakeUsesAsync(turn);
            else await RunAsync(turn);
        }
    }

    /// <summary>What waits, as far as it fits one turn; null when nothing does, which ends the running.</summary>
    private List<Waiting>? NextTurn()
    {
        lock (_lock)
        {
            var turn = new List<Waiting>();
            var commands = 0;
            while (_waiting.TryPeek(out var next) && (turn.Count == 0 || (next.SharesTurnWith(turn[0]) && commands + next.Weight <= TurnLimit)))
            {
                turn.Add(_waiting.Dequeue());
                commands += next.Weight;
                _waitingWeight -= next.Weight;
            }

            _running = turn.Count > 0;
            if (!_running) _ended?.SetResult();
            return _running ? turn : null;
        }
    }

    private async Task RunAsync(List<Waiting> turn)
    {
        using var span = Spans.Begin("customer turn", turn.Select(waiting => waiting.Span));
        try
        {
            var commands = turn.Count == 1 ? turn[0].Commands : [.. turn.SelectMany(waiting => waiting.Commands)];
            var calls = turn.Exists(waiting => waiting.Call is not null) ? turn.ConvertAll(waiting => waiting.Call) : null;
            actor.Ahead = turn[0].Ahead;
            var outcomes = await actor.ExecuteAsync(commands, turn.Max(waiting => waiting.PolicyVersion), calls);
            if (actor.HasSentMessages) messagesSent();
            var taken = 0;
            foreach (var waiting in turn)
            {
                waiting.Outcomes.SetResult(turn.Count == 1 ? outcomes : [.. outcomes.Skip(taken).Take(waiting.Commands.Count)]);
                taken += waiting.Commands.Count;
            }
        }
        catch (SharedTurnException)
        {
            foreach (var waiting in turn) await RunAsync([waiting]);
        }
        catch (Exception failure)
        {
            foreach (var waiting in turn) waiting.Outcomes.TrySetException(failure);
        }
    }

    private async Task TakeUsesAsync(List<Waiting> turn)
    {
        using var span = Spans.Begin("voucher turn", turn.Select(waiting => waiting.Span));
        await actor.TakeUsesAsync(turn.ConvertAll(waiting => waiting.Use!));
        if (actor.HasSentMessages) messagesSent();
        foreach (var waiting in turn) waiting.Outcomes.SetResult([]);
    }

    private async Task RunAsync(Waiting waiting, Func<CustomerActor, Task> work)
    {
        try
        {
            await work(actor);
            waiting.Outcomes.SetResult([]);
        }
        catch (Exception failure)
        {
            waiting.Outcomes.SetException(failure);
        }
    }

    /// <param name="Commands">To carry out; none for a review, or for work of another kind.</param>
    /// <param name="Work">Work of another kind.</param>
    /// <param name="Weight">As how many commands it counts while it waits.</param>
    private sealed record Waiting(IReadOnlyList<ActorCommand> Commands, Func<CustomerActor, Task>? Work, int Weight)
    {
        /// <summary>The version of the policy that it must not be older than.</summary>
        public long PolicyVersion { get; init; }

        /// <summary>The call by which it comes; null where there are no copies of it.</summary>
        public Guid? Call { get; init; }

        /// <summary>A use of the voucher that this actor is; null for none.</summary>
        public UseAtOnce? Use { get; init; }

        /// <summary>What of the history was read for it before its turn; null for nothing.</summary>
        public RewrittenHistory? Ahead { get; init; }

        /// <summary>Whether it can be one turn with another.</summary>
        public bool SharesTurnWith(Waiting other) => !IsAlone && !other.IsAlone && Use is null == other.Use is null;

        private bool IsAlone { get; } = Work is not null || Commands.Any(CustomerActor.WritesHistory);

        /// <summary>The caller's span.</summary>
        public System.Diagnostics.ActivityContext? Span { get; } = Spans.Caller;

        public TaskCompletionSource<IReadOnlyList<CommandOutcome>> Outcomes { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
