using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;

namespace CustomerCapital.Gateway.Tests.Limits;

/// <summary>An engine that carries out nothing before its gate is opened.</summary>
internal sealed class GatedCapital(ICustomerCapital engine) : ICustomerCapital
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _arrived;

    /// <summary>How many commands have arrived.</summary>
    public int Arrived => Volatile.Read(ref _arrived);

    public IPolicy Policy => engine.Policy;

    public DateTimeOffset Now => engine.Now;

    public void Open() => _gate.TrySetResult();

    /// <summary>Completes when so many commands have arrived.</summary>
    public async Task ArrivedAsync(int count)
    {
        while (Arrived < count) await Task.Yield();
    }

    public ICustomer Customer(ActorId actor) => engine.Customer(actor);

    public async Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<ActorCommand> commands)
    {
        Interlocked.Add(ref _arrived, commands.Count);
        await _gate.Task;
        return await engine.ExecuteAsync(customerId, commands);
    }

    public Task<TAnswer> AskAsync<TAnswer>(Question<TAnswer> question, CancellationToken cancellation = default) => engine.AskAsync(question, cancellation);
}
