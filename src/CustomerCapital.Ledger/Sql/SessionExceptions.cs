namespace CustomerCapital.Ledger.Sql;

/// <summary>What befell a session that is no error of the server's.</summary>
public abstract class SessionException(string message, Exception inner) : Exception(message, inner);

/// <summary>The session ended, or gave no answer, while it committed: whether it did is not known.</summary>
public sealed class CommitInDoubtException(Exception inner) : SessionException("The session ended while it committed.", inner);

/// <summary>Another session has made the same row since this one looked for it.</summary>
public sealed class RowMadeByOtherException(Exception inner) : SessionException("Another session has made the same row.", inner);

/// <summary>The session had ended when it was to be used.</summary>
public sealed class SessionEndedException(Exception inner) : SessionException("the session has ended", inner);

/// <summary>All sessions that the pool may hold are at work.</summary>
public sealed class SessionsAllBusyException(Exception inner)
    : SessionException("all sessions that the connection string allows (Max Pool Size) are at work; try again later.", inner);
