using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Grains.Customers;

namespace CustomerCapital.Grains.Clients;

/// <summary>Calls with commands, of which a copy may come long after another was answered, because it stood in a silo that stood still.</summary>
/// <remarks>
/// Where a call was made more than once, what a late copy could still change is settled before the caller is answered: the call is revoked in the ledger, and what was
/// refused is asked once more, because a copy may have been carried out until then. An id of the caller's own settles what was carried out under the id.
/// </remarks>
internal sealed class CopiedCalls(IGrainFactory grains, GrainCalls calls)
{
    private readonly IRegisterGrain _register = grains.GetGrain<IRegisterGrain>(ProgramKey.Value);
    private readonly CallIds _ids = new();

    /// <summary>The id of a new call.</summary>
    public Guid NewCall() => _ids.Next();

    /// <summary>Makes a call, again where it is not answered, until its outcome is settled.</summary>
    /// <param name="customerId">Whose commands they are.</param>
    /// <param name="commands">The commands.</param>
    /// <param name="make">Makes a copy of the call of an id.</param>
    /// <param name="sent">The call of which one copy is on its way already; null for none.</param>
    /// <exception cref="EngineUnavailableException">Nothing is known of the outcome.</exception>
    public async Task<IReadOnlyList<CommandOutcome>> RunAsync(
        string customerId, IReadOnlyList<CustomerCommand> commands, Func<IReadOnlyList<CustomerCommand>, Guid, Task<IReadOnlyList<CommandOutcome>>> make, Guid? sent = null)
    {
        var call = sent ?? NewCall();
        var copies = sent is null ? 0 : 1;
        IReadOnlyList<CommandOutcome> outcomes;
        try
        {
            outcomes = await calls.RunAsync(() =>
            {
                Interlocked.Increment(ref copies);
                return make(commands, call);
            });
        }
        catch (EngineOverloadedException full) when (Volatile.Read(ref copies) > 1)
        {
            throw new EngineUnavailableException($"{full.Message} Another copy of the call may be carried out; send the command again with the same id.", full);
        }

        if (Volatile.Read(ref copies) == 1 || outcomes.Zip(commands).All(pair => IsSettled(pair.First, pair.Second))) return outcomes;
        foreach (var concerned in commands.OfType<MakeReferral>().Select(referral => referral.ReferredCustomerId).Prepend(customerId).Distinct())
            await calls.RunAsync(() => _register.RevokeAsync(concerned, call));
        var refused = Enumerable.Range(0, commands.Count).Where(at => outcomes[at].Status == OutcomeStatus.Refused).ToList();
        if (refused.Count == 0) return outcomes;
        var again = await RunAsync(customerId, refused.ConvertAll(at => commands[at]).ToArray(), make);
        return [.. outcomes.Select((outcome, at) => refused.IndexOf(at) is >= 0 and var place ? again[place] : outcome)];
    }

    /// <summary>Whether a command's outcome stays the same, however late a copy is carried out.</summary>
    private static bool IsSettled(CommandOutcome outcome, CustomerCommand command) => outcome.Status switch
    {
        OutcomeStatus.Accepted or OutcomeStatus.Duplicate or OutcomeStatus.Conflict => command.NaturalId is not null,
        OutcomeStatus.Malformed => true,
        _ => false,
    };
}
