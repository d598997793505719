namespace CustomerCapital.Cluster;

/// <summary>What the program tells its caller; the same as of <c>customercapital</c>.</summary>
internal static class ExitCode
{
    /// <summary>Everything was done.</summary>
    public const int Done = 0;

    /// <summary>A fault of the program.</summary>
    public const int Fault = 1;

    /// <summary>A setting or a database is not usable as named.</summary>
    public const int Usage = 2;
}

/// <summary>The person who set the program up must change something; the message says what.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
