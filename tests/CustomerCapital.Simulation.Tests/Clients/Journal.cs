using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Simulation.Tests.Clients;

/// <summary>What the clients know together: every command they sent, and what they were answered.</summary>
internal sealed class Journal
{
    private readonly Dictionary<(string, string), Sent> _byId = [];
    private readonly List<Sent> _sent = [];

    /// <summary>Every command with an id, in the order in which they were first sent.</summary>
    public IReadOnlyList<Sent> Commands => _sent;

    /// <summary>The content of each customer's last registration.</summary>
    public Dictionary<string, RegisterCustomer> Registrations { get; } = [];

    /// <summary>Between which entries of a customer's each command without an id was sent and answered.</summary>
    public List<Unnamed> Unnamed { get; } = [];

    /// <summary>Customers of whom a call may still be carried out that was never answered, whenever it comes.</summary>
    public HashSet<string> Loose { get; } = [];

    /// <summary>The highest sequence that a customer's receipts have named.</summary>
    public Dictionary<string, long> Sequences { get; } = [];

    /// <summary>Codes whose issue was acknowledged.</summary>
    public HashSet<string> Issued { get; } = [];

    /// <summary>Codes whose end was acknowledged.</summary>
    public HashSet<string> Ended { get; } = [];

    /// <summary>Policies that were acknowledged, by version.</summary>
    public Dictionary<int, ProgramPolicy> Policies { get; } = [];

    /// <summary>Whether a change of the policy ended so that nobody knows what came of it.</summary>
    public bool PolicyInDoubt { get; set; }

    /// <summary>Enters a command before it is first sent; null where its id was used before with other content.</summary>
    public Sent? Enter(string customerId, ActorCommand command)
    {
        var sent = new Sent(customerId, command);
        if (command.NaturalId is null) return sent;
        if (!_byId.TryAdd((customerId, command.NaturalId), sent)) return _byId[(customerId, command.NaturalId)] is { } known && known.Command == command ? known : null;
        _sent.Add(sent);
        return sent;
    }
}

/// <summary>A command without an id. No repeat of it can be told from a new one, so that it must not be carried out once it was answered.</summary>
/// <param name="CustomerId">Of whom.</param>
/// <param name="Command">What.</param>
/// <param name="After">How many entries there were when it was first sent.</param>
/// <param name="Through">How many there were when it was answered.</param>
internal sealed record Unnamed(string CustomerId, ActorCommand Command, int After, int Through);
