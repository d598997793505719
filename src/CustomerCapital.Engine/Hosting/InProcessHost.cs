using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.DueWork;
using CustomerCapital.Engine.Exporting;
using CustomerCapital.Engine.Messages;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Referrals;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine.Verification;
using CustomerCapital.Ledger;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.Engine.Hosting;

/// <summary>Runs the engine in this process: actors by need, due work and messages in the background.</summary>
public sealed partial class InProcessHost : ICustomerCapital, IAsyncDisposable
{
    private readonly ILedger _ledger;
    private readonly PolicyActor _policy;
    private readonly CustomerSlots _slots;
    private readonly ReferralActor _referrals;
    private readonly MessageCourier _courier;
    private readonly TimeProvider _time;
    private readonly InProcessHostOptions _options;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly OpenCalls _calls = new();
    private readonly SemaphoreSlim _messagesSent = new(0, 1);
    private readonly List<Task> _background = [];

    private InProcessHost(ILedger ledger, PolicyActor policy, InProcessHostOptions options, TimeProvider time, ILogger logger)
    {
        (_ledger, _policy, _options, _time, _logger) = (ledger, policy, options, time, logger);
        _slots = new(ledger, policy, time, options, WakeCourier);
        _referrals = new(ledger, Customer);
        _courier = new(ledger, Customer);
        Sweeper = new(ledger, policy, Customer, time);
        Reports = new ReportActor(ledger, policy, time);
        Register = new CustomerRegister(ledger, policy, time);
    }

    /// <inheritdoc/>
    public ICustomerRegister Register { get; }

    /// <inheritdoc/>
    public IReports Reports { get; }

    /// <inheritdoc/>
    public IPolicy Policy => _policy;

    /// <summary>Due work, for whoever does not wait for the background.</summary>
    public DueWorkSweeper Sweeper { get; }

    /// <summary>How many customers' actors are in memory.</summary>
    public int ActorCount => _slots.Count;

    /// <summary>Completes the ledger's schema, loads the policy and starts the background work. The host owns the ledger from then on.</summary>
    public static async Task<InProcessHost> StartAsync(ILedger ledger, InProcessHostOptions options, TimeProvider time, ILogger logger)
    {
        if (!options.ReadOnly) await ledger.MigrateAsync();
        var policy = await PolicyActor.LoadAsync(ledger, options.TimeZone, options.ReadOnly);
        var host = new InProcessHost(ledger, policy, options, time, logger);
        if (options is { BackgroundWork: true, ReadOnly: false }) host.StartBackground();
        return host;
    }

    /// <inheritdoc/>
    public ICustomer Customer(string customerId) => _slots.Customer(customerId);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<CustomerCommand> commands)
    {
        if (!_calls.TryEnter()) throw new EngineUnavailableException("The engine is stopping; send the command again with the same id.");
        try
        {
            return await CarryOutAsync(customerId, commands);
        }
        finally
        {
            _calls.Leave();
        }
    }

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellation = default) => _ledger.ReadControlAsync("policy", cancellation);

    /// <summary>Verifies the ledger.</summary>
    public LedgerVerifier Verifier() => new(_ledger, _policy.Program);

    /// <summary>Reads the whole ledger.</summary>
    public LedgerExport Export() => new(_ledger, _policy.Program.Policy);

    /// <summary>Restores an export.</summary>
    public LedgerRestore Restore() => new(Customer, _policy.RestoreAsync);

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
        _policy.Dispose();
        _referrals.Dispose();
        _messagesSent.Dispose();
        _stopping.Dispose();
    }

    private async Task<IReadOnlyList<CommandOutcome>> CarryOutAsync(string customerId, IReadOnlyList<CustomerCommand> commands)
    {
        if (Text.IdFaults("customerId", customerId).ToList() is { Count: > 0 } faults) return [.. commands.Select(_ => CommandOutcome.Malformed(faults))];
        if (!commands.Any(command => command is MakeReferral or AcceptReferral or CountConversion)) return await Customer(customerId).ExecuteAsync(commands);
        var outcomes = new List<CommandOutcome>(commands.Count);
        foreach (var command in commands)
        {
            outcomes.Add(command switch
            {
                MakeReferral referral => await _referrals.MakeAsync(customerId, referral),
                AcceptReferral or CountConversion => CommandOutcome.Malformed([new("type", "This command is the engine's own; send a referral.")]),
                _ => (await Customer(customerId).ExecuteAsync([command]))[0],
            });
        }

        return outcomes;
    }

    private void StartBackground()
    {
        _background.Add(Task.Run(() => EveryAsync(_options.SweepInterval, "due work", () => Sweeper.SweepAsync(_stopping.Token))));
        _background.Add(Task.Run(() => EveryAsync(TimeSpan.FromSeconds(10), "dropping idle actors", () =>
        {
            _slots.DropIdle();
            return Task.CompletedTask;
        })));
        _background.Add(Task.Run(DeliverWhenSentAsync));
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
            await _messagesSent.WaitAsync(TimeSpan.FromSeconds(10), _stopping.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
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
