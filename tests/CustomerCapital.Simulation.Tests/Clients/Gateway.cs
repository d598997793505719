using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;
using CustomerCapital.Simulation.Tests.Engines;
using CustomerCapital.Simulation.Tests.Faults;
using CustomerCapital.Simulation.Tests.Scheduling;

namespace CustomerCapital.Simulation.Tests.Clients;

/// <summary>The way from the clients to the engines. In some worlds it makes some calls twice, as a gateway does that waits for its answer, and a copy may come long after the other was answered.</summary>
/// <remarks>
/// Its rule is that of the product's gateways. What can have been carried out by both copies, one of them late, is settled before the caller is answered: the call is revoked,
/// after which what was refused is asked once more, because the other copy may have been carried out until then. Where that fails, nobody knows.
/// </remarks>
internal sealed class Gateway(Random random, Journal journal, IReadOnlyList<Node> nodes, Mood mood, SimulatedTime time, Trace trace)
{
    private const int Tries = 3;

    private readonly List<Task> _standing = [];

    /// <summary>Any engine.</summary>
    public Node Node() => nodes[random.Next(nodes.Count)];

    /// <summary>Has commands of one customer carried out.</summary>
    /// <exception cref="EngineUnavailableException">Nothing is known of the outcome.</exception>
    /// <exception cref="EngineOverloadedException">Nothing was done.</exception>
    /// <exception cref="NodeDownException">Nothing is known of the outcome.</exception>
    public async Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(IReadOnlyList<Sent> commands)
    {
        var (customerId, contents) = (commands[0].CustomerId, commands.Select(sent => sent.Command).ToList());
        Guid? call = mood.Copies == 0 ? null : NewCall();
        if (!mood.Happens(mood.Copies)) return await OnceAsync(customerId, contents, call);

        trace.Add("copies", customerId, commands.Count);
        foreach (var sent in commands) sent.Copied = true;
        var copies = new[] { CopyAsync(), CopyAsync() };
        _standing.AddRange(copies);
        var outcomes = await FirstAsync([.. copies]);
        if (outcomes?.Zip(contents).All(pair => IsSettled(pair.First, pair.Second)) ?? false) return outcomes;
        if (!await RevokeAsync(customerId, contents, call!.Value))
        {
            journal.Loose.Add(customerId);
            throw new EngineUnavailableException("Whether another copy will be carried out is not known.");
        }

        if (outcomes is null) throw new EngineUnavailableException("No copy was answered.");
        var refused = Enumerable.Range(0, commands.Count).Where(at => outcomes[at].Status == OutcomeStatus.Refused).ToList();
        var again = refused.Count == 0 ? [] : await ExecuteAsync([.. refused.Select(at => commands[at])]);
        return [.. outcomes.Select((outcome, at) => refused.IndexOf(at) is >= 0 and var place ? again[place] : outcome)];

        async Task<IReadOnlyList<CommandOutcome>> CopyAsync()
        {
            await time.DelayAsync(mood.Standstill());
            return await Node().CallAsync(host => host.ExecuteAsync(customerId, contents, call));
        }
    }

    /// <summary>A call that is not answered may still wait in its engine, and is settled as copies are.</summary>
    private async Task<IReadOnlyList<CommandOutcome>> OnceAsync(string customerId, IReadOnlyList<ActorCommand> contents, Guid? call)
    {
        try
        {
            return await Node().CallAsync(host => host.ExecuteAsync(customerId, contents, call));
        }
        catch (Exception unanswered) when (unanswered is NodeDownException or EngineUnavailableException)
        {
            if (call is null || !await RevokeAsync(customerId, contents, call.Value)) journal.Loose.Add(customerId);
            throw;
        }
    }

    /// <summary>Completes when no copy is on its way any more.</summary>
    public async Task DrainAsync()
    {
        foreach (var copy in _standing) await ((Task)copy).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <summary>Whether a command's outcome stays the same, however late a copy is carried out.</summary>
    private static bool IsSettled(CommandOutcome outcome, ActorCommand command) => outcome.Status switch
    {
        OutcomeStatus.Accepted or OutcomeStatus.Duplicate or OutcomeStatus.Conflict => command.NaturalId is not null,
        OutcomeStatus.Malformed => true,
        _ => false,
    };

    /// <returns>Null where no copy is answered.</returns>
    private static async Task<IReadOnlyList<CommandOutcome>?> FirstAsync(List<Task<IReadOnlyList<CommandOutcome>>> copies)
    {
        while (copies.Count > 0)
        {
            var ended = await Task.WhenAny(copies);
            copies.Remove(ended);
            try
            {
                return await ended;
            }
            catch (Exception unanswered) when (unanswered is NodeDownException or EngineUnavailableException or EngineOverloadedException)
            {
                // Perhaps the other one is.
            }
        }

        return null;
    }

    /// <summary>Sees to it that no copy of a call is carried out any more, for everyone whom it concerns.</summary>
    /// <returns>False where that is not known.</returns>
    private async Task<bool> RevokeAsync(string customerId, IEnumerable<ActorCommand> commands, Guid call)
    {
        foreach (var concerned in commands.Select(command => command.OtherCustomerId).OfType<string>().Prepend(customerId).Distinct().ToList())
        {
            for (var tried = 1; !await TryRevokeAsync(concerned, call); tried++)
            {
                if (tried == Tries) return false;
                await time.DelayAsync(TimeSpan.FromMilliseconds(500));
            }
        }

        return true;
    }

    private async Task<bool> TryRevokeAsync(string customerId, Guid call)
    {
        try
        {
            await Node().RevokeAsync(customerId, call);
            return true;
        }
        catch (Exception unknown) when (unknown is NodeDownException or LedgerUnavailableException or LedgerOverloadedException)
        {
            trace.Add("not revoked", unknown.GetType().Name);
            return false;
        }
    }

    private Guid NewCall()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new(bytes);
    }
}
