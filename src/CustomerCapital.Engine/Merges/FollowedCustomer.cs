using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Merges;

/// <summary>A customer by whichever id: where the id leads to another, that one is called instead.</summary>
/// <param name="inner">The customer of that very id.</param>
/// <param name="id">The id.</param>
/// <param name="other">Another customer, by whichever id.</param>
/// <param name="leadsTo">To whom an id leads; null where it leads nowhere.</param>
public sealed class FollowedCustomer(ICustomer inner, ActorId id, Func<ActorId, ICustomer> other, Func<string, Task<string?>> leadsTo) : ICustomer
{
    /// <summary>An actor, which is followed where it is a customer.</summary>
    /// <inheritdoc cref="FollowedCustomer(ICustomer, ActorId, Func{ActorId, ICustomer}, Func{string, Task{string}})"/>
    public static ICustomer Of(ICustomer inner, ActorId id, Func<ActorId, ICustomer> other, Func<string, Task<string?>> leadsTo) =>
        id.Kind == ActorKind.Customer ? new FollowedCustomer(inner, id, other, leadsTo) : inner;

    /// <summary>Carries out commands, and those that belong to another customer, to whom the id leads, there.</summary>
    /// <param name="commands">What to carry out.</param>
    /// <param name="execute">Carries them out by the id.</param>
    /// <param name="elsewhere">Carries them out by another id.</param>
    /// <param name="pooled">Carries out a command that spends what others of the household have; null where that is done elsewhere.</param>
    public static async Task<IReadOnlyList<CommandOutcome>> FollowAsync(
        IReadOnlyList<ActorCommand> commands, Func<Task<IReadOnlyList<CommandOutcome>>> execute, Func<string, IReadOnlyList<ActorCommand>, Task<IReadOnlyList<CommandOutcome>>> elsewhere,
        Func<string, ActorCommand, Task<CommandOutcome>>? pooled = null)
    {
        var outcomes = await execute();
        if (!outcomes.Any(outcome => outcome.MergedInto is not null || outcome.Lacks is not null)) return outcomes;
        var (followed, household) = (outcomes.ToArray(), (string?)null);
        for (var at = 0; pooled is not null && at < followed.Length; at++)
        {
            if (followed[at].Lacks is { } lack) followed[at] = await pooled(household = lack.HouseholdId, commands[at]);
            // It may rest on one before it that was carried out only now, as a return rests on its purchase.
            else if (household is not null && followed[at] is { Status: OutcomeStatus.Refused, MergedInto: null }) followed[at] = await pooled(household, commands[at]);
        }

        foreach (var group in Enumerable.Range(0, followed.Length).Where(at => followed[at].MergedInto is not null).GroupBy(at => followed[at].MergedInto!).ToList())
            foreach (var (at, outcome) in group.Zip(await elsewhere(group.Key, [.. group.Select(at => commands[at])]))) followed[at] = outcome;
        return followed;
    }

    public Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(IReadOnlyList<ActorCommand> commands, Guid? call) =>
        FollowAsync(commands, () => inner.ExecuteAsync(commands, call), (into, left) => other(into).ExecuteAsync(left, call));

    public Task ReviewAsync(long policyVersion) => inner.ReviewAsync(policyVersion);

    public async Task<ActorState?> GetAsync() => await inner.GetAsync() ?? (await leadsTo(id.Key) is { } into ? await other(into).GetAsync() : null);

    public async Task<IReadOnlyList<Entry>> EntriesAsync(long afterSequence, int limit) =>
        await inner.EntriesAsync(afterSequence, limit) is { Count: > 0 } entries ? entries : await leadsTo(id.Key) is { } into ? await other(into).EntriesAsync(afterSequence, limit) : [];

    public Task<int> RestoreAsync(IReadOnlyList<Entry> entries) => inner.RestoreAsync(entries);
}
