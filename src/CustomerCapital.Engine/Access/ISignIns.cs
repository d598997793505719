using System.Net;

namespace CustomerCapital.Engine.Access;

/// <summary>Knows people who have signed in on pages: by their keys, or by what an identity provider has said of them.</summary>
public interface ISignIns
{
    /// <summary>Whether nobody is asked who they are.</summary>
    bool IsOpen { get; }

    /// <summary>Tries a key that somebody has typed.</summary>
    /// <param name="text">As it was typed.</param>
    /// <param name="from">The network address from which it came; null where that is not known.</param>
    /// <exception cref="EngineUnavailableException">The keys cannot be read.</exception>
    Task<SignIn> TryAsync(string text, IPAddress? from);

    /// <summary>Who has signed in with a key; null where it is not taken any more.</summary>
    /// <param name="keyId">The key's id.</param>
    /// <param name="from">The network address from which the request came; null where that is not known.</param>
    /// <exception cref="EngineUnavailableException">The keys cannot be read.</exception>
    Task<Caller?> FindAsync(string keyId, IPAddress? from);

    /// <summary>Whether a visit was ended by signing out, here or at another gateway.</summary>
    /// <exception cref="EngineUnavailableException">That cannot be read.</exception>
    ValueTask<bool> HasEndedAsync(Visit visit);

    /// <summary>Somebody came back from the identity provider with what it has not given: the audit log counts it.</summary>
    /// <param name="from">The network address from which it came; null where that is not known.</param>
    void Miss(IPAddress? from);
}

/// <summary>What became of a key that somebody has typed.</summary>
/// <param name="KeyId">Its id; null where it is not taken.</param>
/// <param name="IsSlowed">Whether so many were wrong that it was not even looked at.</param>
public readonly record struct SignIn(string? KeyId, bool IsSlowed = false);
