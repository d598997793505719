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

namespace CustomerCapital.Engine.Hosting;

/// <summary>Runs the engine without a server: actors by need, due work and messages when it is told to. For imports, restoring, reports, verifying, and the simulation.</summary>
public sealed class InProcessHost : ICustomerCapital, IAsyncDisposable
{
    private readonly ILedger _ledger;
    private readonly ILedger? _replica;
    private readonly PolicyActor _policy;
    private readonly CustomerSlots _slots;
    private readonly CommandRouting _commands;
    private readonly ReferralActor _referrals;
    private readonly Calls _calls;
    private readonly PunctualLedger _punctual;

    private InProcessHost(ILedger ledger, ILedger? replica, PolicyActor policy, InProcessHostOptions options, TimeProvider time)
    {
        (_ledger, _replica, _policy) = (ledger, replica, policy);
        _calls = new(options, time);
        _punctual = new(ledger, options.AnswerWithin, time);
        _slots = new(id => new CustomerActor(id, ledger, policy, time), (id, after, limit) => EntryReading.ReadAsync(_punctual, id, after, limit), time, options);
        _referrals = new(ledger, _slots.Customer, options.WaitingLimit);
        _commands = new(_slots.Customer, _referrals.MakeAsync);
        Courier = new(ledger, _slots.Customer);
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

    /// <summary>Due work.</summary>
    public DueWorkSweeper Sweeper { get; }

    /// <summary>Messages from customer to customer.</summary>
    public MessageCourier Courier { get; }

    /// <summary>How many customers' actors are in memory.</summary>
    public int ActorCount => _slots.Count;

    /// <summary>How many commands of callers are in work, and how many wait to be; neither exceeds <see cref="InProcessHostOptions.CommandLimit"/>.</summary>
    public (long InWork, long InLine) CommandCount => (_calls.InWork, _calls.InLine);

    /// <summary>Completes the ledger's schema and loads the policy. The host owns the ledger from then on.</summary>
    /// <param name="ledger">Where everything is kept.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="replica">A copy of the ledger that may be behind, from which lists and counts of customers are read; null to read them from the ledger itself. Owned too.</param>
    /// <exception cref="ArgumentException">An option is beyond its limits.</exception>
    public static async Task<InProcessHost> StartAsync(ILedger ledger, InProcessHostOptions options, TimeProvider time, ILedger? replica = null)
    {
        OptionLimits.Check(options);
        await PartitionedLedger.RefusePartitionAsync(ledger);
        if (!options.ReadOnly) await ledger.MigrateAsync();
        var policy = await PolicyActor.LoadAsync(new PunctualLedger(ledger, options.AnswerWithin, time), options.TimeZone, options.ReadOnly);
        return new(ledger, replica, policy, options, time);
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
        await Courier.DeliverAsync(cancellation);
        while (await Sweeper.SweepAsync(cancellation) > 0) await Courier.DeliverAsync(cancellation);
    }

    /// <summary>Takes no more commands, lets what was accepted finish, and closes the ledger.</summary>
    public async ValueTask DisposeAsync()
    {
        await _calls.CloseAsync();
        await _ledger.DisposeAsync();
        if (_replica is not null) await _replica.DisposeAsync();
        _policy.Dispose();
        _referrals.Dispose();
    }
}
