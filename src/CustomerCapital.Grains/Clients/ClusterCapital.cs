using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Clock;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Households;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Vouchers;
using CustomerCapital.Grains.Blocks;
using CustomerCapital.Grains.Customers;

namespace CustomerCapital.Grains.Clients;

/// <summary>The engine as a client of the cluster has it.</summary>
/// <remarks>A call that fails because a silo has gone is made again, which natural ids make harmless, as long as its caller waits.</remarks>
public sealed class ClusterCapital : ICustomerCapital, IAsyncDisposable
{
    private readonly ClusterQuestions _questions;
    private readonly ClusterCustomers _customers;
    private readonly CommandRouting _commands;
    private readonly Calls _calls;
    private readonly ClusterPolicy _policy;
    private readonly SiloMap _map;
    private readonly TimeProvider _time;

    private ClusterCapital(
        IGrainFactory grains, GrainCalls grainCalls, ClusterQuestions questions, ClusterPolicy policy, SiloMap map,
        EngineOptions limits, TimeSpan callWithin, TimeProvider time, LocalCustomers? local)
    {
        (_questions, _policy, _map, _time, _calls) = (questions, policy, map, new ProgramTime(() => policy.Program.Policy.Clock, time), new(limits, time));
        var copied = new CopiedCalls(questions, grainCalls);
        _customers = new(grains, grainCalls, copied, map, new(grains, map, 2 * callWithin), local);
        _commands = new(_customers.Customer, async (customerId, command, _) =>
        {
            Guid? sent = null;
            if (local is not null && CommandRouting.QuestionOf(customerId, command, copied.NewCall()) is WithUses redemption && _customers.AreHere(redemption.Actors))
            {
                if (await AnswerHereAsync(redemption with { AreHere = true }, local) is { } answered) return answered;
                sent = redemption.Call;
            }

            return (await copied.RunAsync(customerId, [command], async (commands, call) =>
                [(await questions.AskOnceAsync(CommandRouting.QuestionOf(customerId, commands[0], call))).As<CommandOutcome>()], sent))[0];
        });
    }

    /// <inheritdoc/>
    public IPolicy Policy => _policy;

    /// <inheritdoc/>
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Connects to a cluster that serves.</summary>
    /// <param name="grains">Where its grains are called.</param>
    /// <param name="partitions">Among how many databases the ledger divides its customers.</param>
    /// <param name="limits">How much is taken at once, and how long is waited.</param>
    /// <param name="callWithin">How long a call waits for a silo before another is made beside it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="local">The customers of this process; null where it is no silo.</param>
    /// <exception cref="EngineUnavailableException">The cluster does not answer.</exception>
    public static async Task<ClusterCapital> ConnectAsync(
        IGrainFactory grains, int partitions, EngineOptions limits, TimeSpan callWithin, TimeProvider time, LocalCustomers? local = null)
    {
        var calls = new GrainCalls(limits.AnswerWithin, callWithin, time);
        var questions = new ClusterQuestions(grains, calls);
        var policy = await ClusterPolicy.ConnectAsync(questions, calls, local?.Engine.Policy);
        return new(grains, calls, questions, policy, await SiloMap.ConnectAsync(grains, calls, partitions), limits, callWithin, time, local);
    }

    /// <inheritdoc/>
    public ICustomer Customer(ActorId actor) =>
        FollowedCustomer.Of(new AdmittedCustomer(_customers.Customer(actor), () => _customers.Committed(actor), _calls), actor, Customer, key => AskAsync(new FindAlias(key)));

    /// <inheritdoc/>
    public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<ActorCommand> commands) =>
        CommandMeter.MeasureAsync(() => _calls.RunAsync(Math.Max(1, commands.Count), () => FollowAsync(customerId, commands)));

    /// <inheritdoc/>
    /// <remarks>A block is let in as a whole, and its customers' commands are measured one customer at a time.</remarks>
    public IReadOnlyList<Task<IReadOnlyList<CommandOutcome>>> ExecuteBlock(IReadOnlyList<CustomerCommands> block)
    {
        var admitted = _calls.RunAsync(Math.Max(1, block.Sum(customer => customer.Commands.Count)), async () =>
        {
            var answers = Execute(block);
            await ((Task)Task.WhenAll(answers)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return answers;
        });
        return [.. block.Select((_, at) => CommandMeter.MeasureAsync(async () => await (await admitted)[at]))];
    }

    /// <inheritdoc/>
    public Task<TAnswer> AskAsync<TAnswer>(Question<TAnswer> question, CancellationToken cancellation = default) => _questions.AskAsync(question);

    /// <summary>Takes no more commands, and completes when those that were taken have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _calls.CloseAsync();
        await _policy.DisposeAsync();
        await _map.DisposeAsync();
    }

    /// <summary>Redeems vouchers whose customer and codes this process has. Nothing can be lost on the way, so that no copy of the call is made meanwhile.</summary>
    /// <returns>Null where one of them has moved to another process meanwhile, so that nothing is known of the outcome.</returns>
    private static async Task<CommandOutcome?> AnswerHereAsync(WithUses redemption, LocalCustomers local)
    {
        try
        {
            return await redemption.AnswerAsync(local.Engine);
        }
        catch (Exception lost) when (GrainCalls.IsOfCluster(lost))
        {
            return null;
        }
    }

    private Task<IReadOnlyList<CommandOutcome>>[] Execute(IReadOnlyList<CustomerCommands> block)
    {
        var answers = new Task<IReadOnlyList<CommandOutcome>>[block.Count];
        var plain = new List<int>(block.Count);
        for (var at = 0; at < block.Count; at++)
        {
            if (CommandRouting.IsPlain(block[at])) plain.Add(at);
            else answers[at] = FollowAsync(block[at].CustomerId, block[at].Commands);
        }

        foreach (var (place, answer) in _customers.Execute(plain.ConvertAll(at => block[at])).Index())
            answers[plain[place]] = FollowAsync(block[plain[place]].CustomerId, block[plain[place]].Commands, () => answer);
        return answers;
    }

    /// <summary>Carries out commands where the customer's id leads.</summary>
    private Task<IReadOnlyList<CommandOutcome>> FollowAsync(string customerId, IReadOnlyList<ActorCommand> commands) =>
        FollowAsync(customerId, commands, () => _commands.ExecuteAsync(customerId, commands));

    private Task<IReadOnlyList<CommandOutcome>> FollowAsync(string customerId, IReadOnlyList<ActorCommand> commands, Func<Task<IReadOnlyList<CommandOutcome>>> execute) =>
        FollowedCustomer.FollowAsync(commands, execute, FollowAsync, (household, command) => AskAsync(new SpendOfHousehold(household, customerId, command)));
}
