using CustomerCapital.Domain.Customers;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Grains.Blocks;
using CustomerCapital.Grains.Customers;
using CustomerCapital.Grains.Referrals;

namespace CustomerCapital.Grains.Clients;

/// <summary>The engine as a client of the cluster has it.</summary>
/// <remarks>
/// Commands that come for one customer while a call to that customer is under way go together with the next, as one turn and one append.
/// A call that fails because a silo has gone is made again, which natural ids make harmless, as long as its caller waits.
/// </remarks>
public sealed class ClusterCapital : ICustomerCapital, IAsyncDisposable
{
    private readonly CustomerSlots _slots;
    private readonly CommandRouting _commands;
    private readonly Calls _calls;
    private readonly IRegisterGrain _registerGrain;
    private readonly GrainCalls _grainCalls;
    private readonly ClusterPolicy _policy;
    private readonly SiloMap _map;
    private readonly BlockCalls _blocks;

    private ClusterCapital(IGrainFactory grains, GrainCalls grainCalls, ClusterPolicy policy, SiloMap map, InProcessHostOptions limits, TimeSpan callWithin, TimeProvider time)
    {
        (_grainCalls, _policy, _map) = (grainCalls, policy, map);
        _calls = new(limits, time);
        _registerGrain = grains.GetGrain<IRegisterGrain>(ProgramKey.Value);
        _slots = new(id => new GrainCustomer(grains.GetGrain<ICustomerGrain>(id), grainCalls), EntriesAsync, time, limits, () => { });
        var referral = grains.GetGrain<IReferralGrain>(ProgramKey.Value);
        _commands = new(_slots.Customer, (referrerId, command) => grainCalls.RunAsync(() => referral.MakeAsync(referrerId, command)));
        _blocks = new(grains, map, 2 * callWithin, customer => _commands.ExecuteAsync(customer.CustomerId, customer.Commands));
        Reports = new ClusterReports(grains, grainCalls, policy, time);
        Register = new ClusterRegister(_registerGrain, grainCalls, time);

        Task<IReadOnlyList<Entry>> EntriesAsync(string customerId, long afterSequence, int limit) =>
            grainCalls.RunAsync(() => grains.GetGrain<ICustomerGrain>(customerId).EntriesAsync(afterSequence, limit));
    }

    /// <inheritdoc/>
    public ICustomerRegister Register { get; }

    /// <inheritdoc/>
    public IReports Reports { get; }

    /// <inheritdoc/>
    public IPolicy Policy => _policy;

    /// <summary>Connects to a cluster that serves.</summary>
    /// <param name="grains">Where its grains are called.</param>
    /// <param name="limits">How much is taken at once, and how long is waited.</param>
    /// <param name="callWithin">How long a call waits for a silo before another is made beside it.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="EngineUnavailableException">The cluster does not answer.</exception>
    public static async Task<ClusterCapital> ConnectAsync(IGrainFactory grains, InProcessHostOptions limits, TimeSpan callWithin, TimeProvider time)
    {
        var calls = new GrainCalls(limits.AnswerWithin, callWithin, time);
        return new(grains, calls, await ClusterPolicy.ConnectAsync(grains, calls), await SiloMap.ConnectAsync(grains, calls), limits, callWithin, time);
    }

    /// <inheritdoc/>
    public ICustomer Customer(string customerId) => new AdmittedCustomer(_slots.Customer(customerId), () => null, _calls);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<CustomerCommand> commands) =>
        CommandMeter.MeasureAsync(() => _calls.RunAsync(Math.Max(1, commands.Count), () => _commands.ExecuteAsync(customerId, commands)));

    /// <inheritdoc/>
    public IReadOnlyList<Task<IReadOnlyList<CommandOutcome>>> ExecuteBlock(IReadOnlyList<CustomerCommands> block)
    {
        var admitted = _calls.RunAsync(Math.Max(1, block.Sum(customer => customer.Commands.Count)), async () =>
        {
            var answers = _blocks.Execute(block);
            await ((Task)Task.WhenAll(answers)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return answers;
        });
        return [.. block.Select((_, at) => AnswerAsync(at))];

        async Task<IReadOnlyList<CommandOutcome>> AnswerAsync(int at) => await (await admitted)[at];
    }

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellation = default) => _grainCalls.RunAsync(_registerGrain.CheckAsync);

    /// <summary>Takes no more commands, and completes when those that were taken have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _calls.CloseAsync();
        await _policy.DisposeAsync();
        await _map.DisposeAsync();
    }
}
