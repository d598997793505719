using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;

namespace CustomerCapital.Server.Tests.Importing;

/// <summary>An engine that carries out so many calls, then answers those after them, up to a number, with a failure; and tells when it first did.</summary>
internal sealed class InterruptedCapital(ICustomerCapital engine, int calls, int failures, Func<Exception> failure) : ICustomerCapital
{
    private readonly TaskCompletionSource _interrupted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    /// <summary>Completes with the first failure.</summary>
    public Task Interrupted => _interrupted.Task;

    public IPolicy Policy => engine.Policy;

    public DateTimeOffset Now => engine.Now;

    public ICustomer Customer(ActorId actor) => engine.Customer(actor);

    public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<ActorCommand> commands)
    {
        var call = Interlocked.Increment(ref _calls);
        if (call <= calls || call > calls + (long)failures) return engine.ExecuteAsync(customerId, commands);
        _interrupted.TrySetResult();
        return Task.FromException<IReadOnlyList<CommandOutcome>>(failure());
    }

    public Task<TAnswer> AskAsync<TAnswer>(Question<TAnswer> question, CancellationToken cancellation = default) => engine.AskAsync(question, cancellation);
}
