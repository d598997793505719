using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Grains.Blocks;
using CustomerCapital.Grains.Customers;

namespace CustomerCapital.Grains.Clients;

/// <summary>The ways to customers: straight to the line of one whose grain is active in this process, in a message to its silo otherwise.</summary>
/// <param name="grains">Where grains are called.</param>
/// <param name="calls">How they are called again.</param>
/// <param name="copied">How they are called again with commands.</param>
/// <param name="map">On which silo a customer is.</param>
/// <param name="blocks">Messages to silos.</param>
/// <param name="local">The customers of this process; null where it is no silo.</param>
internal sealed class ClusterCustomers(IGrainFactory grains, GrainCalls calls, CopiedCalls copied, SiloMap map, BlockCalls blocks, LocalCustomers? local)
{
    /// <summary>One customer, or another actor.</summary>
    public ICustomer Customer(ActorId actor) => new ClusterCustomer(this, actor);

    /// <summary>The state of a customer of this process as last committed; null when a call is needed to know it.</summary>
    public ActorState? Committed(ActorId actor) => local?.Find(actor)?.Committed;

    /// <summary>Carries out commands of many customers that concern nobody else.</summary>
    /// <param name="block">No customer twice.</param>
    public IReadOnlyList<Task<IReadOnlyList<CommandOutcome>>> Execute(IReadOnlyList<CustomerCommands> block)
    {
        var here = local is null ? null : Array.FindAll([.. Enumerable.Range(0, block.Count)], at => IsHere(block[at].CustomerId));
        if (here?.Length == block.Count) return local!.Execute(block, null, CallAsync);
        var answers = new Task<IReadOnlyList<CommandOutcome>>[block.Count];
        if (here is { Length: > 0 })
            foreach (var (answer, at) in local!.Execute(Array.ConvertAll(here, at => block[at]), null, CallAsync).Zip(here)) answers[at] = answer;
        var elsewhere = Enumerable.Range(0, block.Count).Where(at => answers[at] is null).ToLookup(at => CanTravel(block[at]));
        foreach (var at in elsewhere[false]) answers[at] = CallAsync(block[at], null);
        foreach (var (at, answer) in elsewhere[true].Zip(SendAll([.. elsewhere[true].Select(at => block[at])]))) answers[at] = answer;
        return answers;
    }

    private Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(CustomerCommands customer) =>
        local is not null && IsHere(customer.CustomerId) ? local.ExecuteAsync(customer, null, CallAsync)
        : CanTravel(customer) ? SendAll([customer])[0]
        : CallAsync(customer, null);

    /// <summary>Whether actors are in this process, or come to it when they are called.</summary>
    public bool AreHere(IEnumerable<ActorId> actors) => local is not null && actors.All(IsHere);

    private bool IsHere(ActorId actor) => map.Of(actor) is not { } silo || silo.Equals(local!.Silo) || local.Find(actor) is not null;

    /// <summary>Whether it may go with others: what is malformed may hold what cannot be written, and its outcome is known here.</summary>
    private static bool CanTravel(CustomerCommands customer) => !customer.Commands.Any(command => command.Faults().Any());

    private List<Task<IReadOnlyList<CommandOutcome>>> SendAll(CustomerCommands[] customers)
    {
        var ids = Array.ConvertAll(customers, _ => copied.NewCall());
        return blocks.Send(customers, ids).Select((sent, at) => AnswerAsync(sent, customers[at], ids[at])).ToList();
    }

    private async Task<IReadOnlyList<CommandOutcome>> AnswerAsync(Task<IReadOnlyList<CommandOutcome>?> sent, CustomerCommands customer, Guid call) =>
        await sent ?? await CallAsync(customer, call);

    /// <summary>Calls one customer's grain with what is not malformed.</summary>
    /// <param name="customer">The commands.</param>
    /// <param name="sent">The call of which a copy is on its way already; null for none.</param>
    private async Task<IReadOnlyList<CommandOutcome>> CallAsync(CustomerCommands customer, Guid? sent)
    {
        var faults = customer.Commands.Select(command => command.Faults().ToList()).ToList();
        var sound = customer.Commands.Where((_, at) => faults[at].Count == 0).ToArray();
        var done = new Queue<CommandOutcome>(
            sound.Length == 0 ? [] : await copied.RunAsync(customer.CustomerId, sound, (commands, call) => Grain(customer.CustomerId).ExecuteAsync(commands, call), sent));
        return [.. faults.Select(found => found.Count > 0 ? CommandOutcome.Malformed(found) : done.Dequeue())];
    }

    private ICustomerGrain Grain(ActorId actor) => grains.GetActorGrain(actor);

    /// <summary>One customer. Calls are made here, so that no caller names one.</summary>
    private sealed class ClusterCustomer(ClusterCustomers customers, ActorId actor) : ICustomer
    {
        public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(IReadOnlyList<ActorCommand> commands, Guid? call) => actor.Kind == ActorKind.Customer
            ? customers.ExecuteAsync(new(actor.Key, commands))
            : customers.RunAsync(actor, grain => grain.ExecuteAsync(commands, call));

        public Task ReviewAsync(long policyVersion) => customers.RunAsync(actor, grain => grain.ReviewAsync(policyVersion));

        public Task<ActorState?> GetAsync() => customers.RunAsync(actor, grain => grain.GetAsync());

        public Task<IReadOnlyList<Entry>> EntriesAsync(long afterSequence, int limit) => customers.RunAsync(actor, grain => grain.EntriesAsync(afterSequence, limit));

        public Task<int> RestoreAsync(IReadOnlyList<Entry> entries) => customers.RunAsync(actor, grain => grain.RestoreAsync(entries as Entry[] ?? [.. entries]));
    }

    private Task<T> RunAsync<T>(ActorId actor, Func<ICustomerGrain, Task<T>> call) => calls.RunAsync(() => call(Grain(actor)));

    private Task RunAsync(ActorId actor, Func<ICustomerGrain, Task> call) => calls.RunAsync(() => call(Grain(actor)));
}
