using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Grains.Clients;

namespace CustomerCapital.Server.Serving;

/// <summary>The cluster as the gateway's endpoints have it: unavailable until the process is connected. Stopping it finishes what was taken.</summary>
internal sealed class LateCapital : ICustomerCapital, IHostedService
{
    private ClusterCapital? _connected;

    public IPolicy Policy => Connected.Policy;

    public DateTimeOffset Now => Connected.Now;

    private ClusterCapital Connected => Volatile.Read(ref _connected) ?? throw NotConnected();

    public void Connect(ClusterCapital capital) => Volatile.Write(ref _connected, capital);

    public ICustomer Customer(ActorId actor) => Connected.Customer(actor);

    public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<ActorCommand> commands) => Connected.ExecuteAsync(customerId, commands);

    public IReadOnlyList<Task<IReadOnlyList<CommandOutcome>>> ExecuteBlock(IReadOnlyList<CustomerCommands> block) =>
        Volatile.Read(ref _connected)?.ExecuteBlock(block) ?? [.. block.Select(_ => Task.FromException<IReadOnlyList<CommandOutcome>>(NotConnected()))];

    public Task<TAnswer> AskAsync<TAnswer>(Question<TAnswer> question, CancellationToken cancellation = default) => Connected.AskAsync(question, cancellation);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _connected) is { } connected) await connected.DisposeAsync().AsTask().WaitAsync(cancellationToken);
    }

    private static EngineUnavailableException NotConnected() => new("This gateway is not connected to the cluster yet; send the request again.");
}
