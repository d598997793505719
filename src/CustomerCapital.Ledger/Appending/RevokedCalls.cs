namespace CustomerCapital.Ledger.Appending;

/// <summary>How long a database keeps it that a call was revoked.</summary>
public static class RevokedCalls
{
    /// <summary>Long beyond what a process can have stood still for and still take part; what is older is forgotten, a few with each that comes.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    /// <summary>How many are forgotten at once, at most.</summary>
    public const int ForgottenAtOnce = 1_000;
}
