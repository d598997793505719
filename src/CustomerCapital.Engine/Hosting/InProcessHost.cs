using CustomerCapital.Domain.Customers;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.DueWork;
using CustomerCapital.Engine.Exporting;
using CustomerCapital.Engine.Messages;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Referrals;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine.Verification;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Partitioning;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.Engine.Hosting;

/// <summary>Runs the engine in this process: actors by need, due work and messages in the background.</summary>
public sealed partial class InProcessHost : ICustomerCapital, IAsyncDisposable
{
    private readonly ILedger _ledger;
    private readonly ILedger? _replica;
    private readonly PolicyActor _policy;
    private readonly CustomerSlots _slots;
    private readonly CommandRouting _commands;
    private readonly ReferralActor _referrals;
    private readonly MessageCourier _courier;
    private readonly TimeProvider _time;
    private readonly InProcessHostOptions _options;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Calls _calls;
    private readonly PunctualLedger _punctual;
    private readonly SemaphoreSlim _messagesSent = new(0, 1);
    private readonly List<Task> _background = [];
    private Task? _nextSent;

    private InProcessHost(ILedger ledger, ILedger? replica, PolicyActor policy, InProcessHostOptions options, TimeProvider time, ILogger logger)
    {
        (_ledger, _replica, _policy, _options, _time, _logger) = (ledger, replica, policy, options, time, logger);
        _calls = new(options, time);
        _punctual = new(ledger, options.AnswerWithin, time);
        _slots = new(id => new CustomerActor(id, ledger, policy, time), (id, after, limit) => EntryReading.ReadAsync(_punctual, id, after, limit), time, options, WakeCourier);
        _referrals = new(ledger, _slots.Customer, options.WaitingLimit);
        _commands = new(_slots.Customer, _referrals.MakeAsync);
        _courier = new(ledger, _slots.Customer);
        Sweeper = new(ledger, policy, _slots.Customer, time);
        Reports = new ReportActor(_punctual, policy, time);
        Register = new CustomerRegister(replica is null ? _punctual : new PunctualLedger(replica, options.AnswerWithin, time), policy, time);
    }

    /// <inheritdoc/>
    public ICustomerRegister Register { get; }

    /// <inheritdoc/>
    public IReports Reports { get; }

    /// <inheritdoc cref="ICustomerCapital.Policy"/>
    public PolicyActor Policy => _policy;

    IPolicy ICustomerCapital.Policy => _policy;

    /// <summary>Due work, for whoever does not wait for the background.</summary>
    public DueWorkSweeper Sweeper { get; }

    /// <summary>How many customers' actors are in memory.</summary>
    public int ActorCount => _slots.Count;

    /// <summary>How many commands of callers are in work, and how many wait to be; neither exceeds <see cref="InProcessHostOptions.CommandLimit"/>.</summary>
    public (long InWork, long InLine) CommandCount => (_calls.InWork, _calls.InLine);

    /// <summary>Completes the ledger's schema, loads the policy and starts the background work. The host owns the ledger from then on.</summary>
    /// <param name="ledger">Where everything is kept.</param>
    /// <param name="options">Its limits, and what it does by itself.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where failures of background work are told.</param>
    /// <param name="replica">A copy of the ledger that may be behind, from which lists and counts of customers are read; null to read them from the ledger itself. Owned too.</param>
    /// <exception cref="ArgumentException">An option is beyond its limits.</exception>
    public static async Task<InProcessHost> StartAsync(ILedger ledger, InProcessHostOptions options, TimeProvider time, ILogger logger, ILedger? replica = null)
    {
        OptionLimits.Check(options);
        await PartitionedLedger.RefusePartitionAsync(ledger);
        if (!options.ReadOnly) await ledger.MigrateAsync();
        var policy = await PolicyActor.LoadAsync(new PunctualLedger(ledger, options.AnswerWithin, time), options.TimeZone, options.ReadOnly);
        var host = new InProcessHost(ledger, replica, policy, options, time, logger);
        if (options is { BackgroundWork: true, ReadOnly: false }) host.StartBackground();
        return host;
    }

    /// <inheritdoc/>
    public ICustomer Customer(string customerId) => new AdmittedCustomer(_slots.Customer(customerId), () => _slots.Committed(customerId), _calls);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<CustomerCommand> commands) => ExecuteAsync(customerId, commands, null);

    /// <inheritdoc cref="ICommands.ExecuteAsync"/>
    /// <param name="customerId">Whose.</param>
    /// <param name="commands">What to carry out.</param>
    /// <param name="call">As in <see cref="ICustomer.ExecuteAsync"/>. A referral concerns two customers: the call is to be revoked for both.</param>
    public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<CustomerCommand> commands, Guid? call) =>
        CommandMeter.MeasureAsync(() => _calls.RunAsync(Math.Max(1, commands.Count), () => _commands.ExecuteAsync(customerId, commands, call)));

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellation = default) => _punctual.ReadControlAsync("policy", cancellation);

    /// <summary>Verifies the ledger.</summary>
    public LedgerVerifier Verifier() => new(_ledger, _policy.InForce);

    /// <summary>Reads the whole ledger.</summary>
    public LedgerExport Export() => new(_ledger, _policy.Program.Policy);

    /// <summary>Restores an export.</summary>
    public LedgerRestore Restore() => new(_slots.Customer, _policy.RestoreAsync);

    /// <summary>Delivers messages and does due work until neither is left.</summary>
    public async Task SettleAsync(CancellationToken cancellation = default)
    {
        await _courier.DeliverAsync(cancellation);
        while (await Sweeper.SweepAsync(cancellation) > 0) await _courier.DeliverAsync(cancellation);
    }

    /// <summary>Takes no more commands, lets what was accepted finish, and closes the ledger.</summary>
    public async ValueTask DisposeAsync()
    {
        await _calls.CloseAsync();
        await _stopping.CancelAsync();
        await Task.WhenAll(_background);
        await _ledger.DisposeAsync();
        if (_replica is not null) await _replica.DisposeAsync();
        _policy.Dispose();
        _referrals.Dispose();
        _messagesSent.Dispose();
        _stopping.Dispose();
    }

    private void StartBackground()
    {
        Start(() => EveryAsync(_options.SweepInterval, "due work", SweepAsync));
        Start(() => EveryAsync(TimeSpan.FromSeconds(10), "dropping idle actors", () =>
        {
            _slots.DropIdle();
            return Task.CompletedTask;
        }));
        Start(DeliverWhenSentAsync);

        void Start(Func<Task> work) =>
            _background.Add(Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _options.Scheduler).Unwrap());
    }

    private async Task EveryAsync(TimeSpan interval, string what, Func<Task> work)
    {
        using var timer = new PeriodicTimer(interval, _time);
        do
        {
            await AttemptAsync(what, work);
        }
        while (await TickAsync(timer));
    }

    private async Task SweepAsync()
    {
        await _policy.ConfirmAsync();
        await Sweeper.SweepAsync(_stopping.Token);
    }

    /// <summary>Messages left by a crash are delivered at the start; later ones as soon as they are sent, or with the next sweep where that failed.</summary>
    private async Task DeliverWhenSentAsync()
    {
        do
        {
            await AttemptAsync("delivering messages", () => _courier.DeliverAsync(_stopping.Token));
        }
        while (await MessagesSentAsync());
    }

    private async Task AttemptAsync(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            LogLeft(what);
        }
        catch (Exception failure)
        {
            LogFailed(failure, what);
        }
    }

    private async Task<bool> TickAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> MessagesSentAsync()
    {
        try
        {
            // A wait that the time ends is waited for again, so that it takes no wake from the next.
            _nextSent ??= SentAsync();
            await _nextSent.WaitAsync(TimeSpan.FromSeconds(10), _time, _stopping.Token);
            _nextSent = null;
            return true;
        }
        catch (TimeoutException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        // Awaited here, and not handed to WaitAsync as it is, the semaphore completes on the scheduler and not on the thread pool.
        async Task SentAsync() => await _messagesSent.WaitAsync();
    }

    private void WakeCourier()
    {
        try
        {
            _messagesSent.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already, and reads until nothing is left.
        }
    }
}
