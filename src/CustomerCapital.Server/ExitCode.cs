namespace CustomerCapital.Server;

/// <summary>What the program tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Everything was done.</summary>
    public const int Done = 0;

    /// <summary>A fault of the program.</summary>
    public const int Fault = 1;

    /// <summary>The command line, a file or a database is not usable as named.</summary>
    public const int Usage = 2;

    /// <summary>Done in part: some rows or commands were rejected.</summary>
    public const int Rejected = 3;

    /// <summary>verify, audit verify, raffle verify or configuration diff found differences.</summary>
    public const int Differences = 4;

    /// <summary>Interrupted; what was accepted until then is kept, and running it again completes it.</summary>
    public const int Interrupted = 130;
}

/// <summary>The person at the command line must change something; the message says what.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The option at fault, without hyphens before its name; null where none is.</summary>
    public string? Option { get; init; }
}
