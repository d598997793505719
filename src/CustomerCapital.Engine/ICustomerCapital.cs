using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;

namespace CustomerCapital.Engine;

/// <summary>The whole engine, wherever it runs: in this process or across a cluster.</summary>
public interface ICustomerCapital : ICommands
{
    /// <summary>A customer, or another actor, known or not yet.</summary>
    ICustomer Customer(ActorId actor);

    /// <summary>The program's rules.</summary>
    IPolicy Policy { get; }

    /// <summary>The engine's time, from which a segment counts days back.</summary>
    DateTimeOffset Now { get; }

    /// <summary>The month that is not over yet.</summary>
    Month RunningMonth => Policy.Program.Calendar.MonthOf(Now);

    /// <summary>Asks what concerns more than one customer: reports, lists, whether the ledger answers.</summary>
    /// <exception cref="EngineUnavailableException">There was no answer in time: ask again.</exception>
    Task<TAnswer> AskAsync<TAnswer>(Question<TAnswer> question, CancellationToken cancellation = default);
}
