using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Gateway.Problems;

namespace CustomerCapital.Gateway.Requests;

/// <summary>The id of a command that stands beside the body, in the header <c>Idempotency-Key</c>.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    /// <summary>A command under the key that came with it; one that expects a version and has no id is given a new one. A key that says the same as the body's own id is taken.</summary>
    /// <param name="command">From the body.</param>
    /// <param name="key">As it came, in double quotes or without; null where none did.</param>
    /// <exception cref="ProblemException">It is no id, or the command has another: which of the two counts must not be guessed.</exception>
    public static ActorCommand Identify(ActorCommand command, string? key)
    {
        // A copy of a call that comes after its own change would be refused for the version that the change has made: with an id it is a repeat.
        if (key is null) return command is { MadeFromVersion: not null, NaturalId: null } ? command.Identified(Guid.CreateVersion7().ToString("n")) : command;
        var id = Unquoted(key);
        if (Text.IdFaults(Header, id).ToList() is { Count: > 0 } faults) throw new ProblemException(Problem.Malformed(faults));
        var identified = command.Identified(id);
        if (identified.NaturalId?.EndsWith(":" + id, StringComparison.Ordinal) is true) return identified;
        throw new ProblemException(Problem.Malformed([Contradicts]));
    }

    /// <summary>The id of a question whose body may have one.</summary>
    /// <param name="own">The body's own; null where there is none.</param>
    /// <param name="key">As it came, in double quotes or without; null where none did.</param>
    /// <returns>The id, empty where there is none; and what is wrong where the two are others.</returns>
    public static (string Id, FieldFault? Fault) Of(string? own, string? key)
    {
        key = key is null ? null : Unquoted(key);
        return (own ?? key ?? "", own is not null && key is not null && key != own ? Contradicts : null);
    }

    /// <summary>A key without the pair of double quotes around it; one quote alone is part of the id.</summary>
    private static string Unquoted(string key) => key is ['"', .. var quoted, '"'] ? quoted : key;

    private static FieldFault Contradicts => new(Header, "Is another id than the body's own, which counts; leave one of them out.");
}
