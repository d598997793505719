using CustomerCapital.Domain.Actors;
using System.Security.Cryptography;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Grains.Clients;

/// <summary>Calls with commands, of which a copy may come long after another was answered, because it stood in a silo that stood still.</summary>
/// <remarks>
/// Where a call was made more than once, what a late copy could still change is settled before the caller is answered: the call is revoked in the ledger, and what was
/// refused is asked once more, because a copy may have been carried out until then. An id of the caller's own settles what was carried out under the id.
/// </remarks>
internal sealed class CopiedCalls(ClusterQuestions questions, GrainCalls calls)
{
    private readonly byte[] _process = RandomNumberGenerator.GetBytes(8);
    private long _number;

    /// <summary>The id of a new call: a beginning that no other process has, and a number. Thread-safe.</summary>
    public Guid NewCall()
    {
        Span<byte> id = stackalloc byte[16];
        _process.CopyTo(id);
        BitConverter.TryWriteBytes(id[8..], Interlocked.Increment(ref _number));
        return new(id);
    }

    /// <summary>Makes a call, again where it is not answered, until its outcome is settled.</summary>
    /// <param name="customerId">Whose commands they are.</param>
    /// <param name="commands">The commands.</param>
    /// <param name="make">Makes a copy of the call of an id.</param>
    /// <param name="sent">The call of which one copy is on its way already; null for none.</param>
    /// <exception cref="EngineUnavailableException">Nothing is known of the outcome.</exception>
    public async Task<IReadOnlyList<CommandOutcome>> RunAsync(
        string customerId, IReadOnlyList<ActorCommand> commands, Func<IReadOnlyList<ActorCommand>, Guid, Task<IReadOnlyList<CommandOutcome>>> make, Guid? sent = null)
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
        foreach (var concerned in commands.Select(command => command.OtherCustomerId).OfType<string>().Prepend(customerId).Distinct())
            await questions.AskAsync(new RevokeCall(concerned, call));
        var refused = Enumerable.Range(0, commands.Count).Where(at => outcomes[at].Status == OutcomeStatus.Refused).ToList();
        if (refused.Count == 0) return outcomes;
        var again = await RunAsync(customerId, refused.ConvertAll(at => commands[at]).ToArray(), make);
        return [.. outcomes.Select((outcome, at) => refused.IndexOf(at) is >= 0 and var place ? again[place] : outcome)];
    }

    /// <summary>Whether a command's outcome stays the same, however late a copy is carried out.</summary>
    private static bool IsSettled(CommandOutcome outcome, ActorCommand command) => outcome.Status switch
    {
        OutcomeStatus.Accepted or OutcomeStatus.Duplicate or OutcomeStatus.Conflict => command.NaturalId is not null,
        OutcomeStatus.Malformed => true,
        _ => false,
    };
}
