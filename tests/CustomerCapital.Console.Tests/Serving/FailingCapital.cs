using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;

namespace CustomerCapital.ConsolePages.Tests.Serving;

/// <summary>What of an engine cannot be reached.</summary>
[Flags]
public enum Outage
{
    None = 0,

    /// <summary>Questions are not answered.</summary>
    Questions = 1,

    /// <summary>Commands are not carried out.</summary>
    Commands = 2,
}

/// <summary>An engine that can be out of reach, and counts what was asked of it.</summary>
internal sealed class FailingCapital(ICustomerCapital engine) : ICustomerCapital
{
    /// <summary>What cannot be reached now.</summary>
    public Outage Outage { get; set; }

    public IPolicy Policy => engine.Policy;

    public DateTimeOffset Now => engine.Now;

    public ICustomer Customer(ActorId actor) => new FailingCustomer(this, engine.Customer(actor));

    public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<ActorCommand> commands) =>
        Outage.HasFlag(Outage.Commands) ? throw new EngineUnavailableException("out of reach") : engine.ExecuteAsync(customerId, commands);

    public Task<TAnswer> AskAsync<TAnswer>(Question<TAnswer> question, CancellationToken cancellation = default) =>
        Outage.HasFlag(Outage.Questions) ? throw new EngineUnavailableException("out of reach") : engine.AskAsync(question, cancellation);

    private sealed class FailingCustomer(FailingCapital capital, ICustomer customer) : ICustomer
    {
        public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(IReadOnlyList<ActorCommand> commands, Guid? call = null) =>
            capital.Outage.HasFlag(Outage.Commands) ? throw new EngineUnavailableException("out of reach") : customer.ExecuteAsync(commands, call);

        public Task ReviewAsync(long policyVersion = 0) => customer.ReviewAsync(policyVersion);

        public Task<ActorState?> GetAsync() => customer.GetAsync();

        public Task<IReadOnlyList<Entry>> EntriesAsync(long afterSequence, int limit) => customer.EntriesAsync(afterSequence, limit);

        public Task<int> RestoreAsync(IReadOnlyList<Entry> entries) => customer.RestoreAsync(entries);
    }
}
