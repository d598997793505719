namespace CustomerCapital.Engine.Access;

/// <summary>Who asks, and what that one may do.</summary>
/// <param name="Id">As the audit log names the caller: <c>key:</c> and the key's id, <c>person:</c> and a subject, or <c>open</c> where nobody is asked who they are.</param>
/// <param name="Name">What people read.</param>
/// <param name="Scopes">As bits: <see cref="Access.Scopes.BitsOf"/>.</param>
public sealed record Caller(string Id, string Name, long Scopes)
{
    /// <summary>Whoever comes, where nobody is asked who they are.</summary>
    public static readonly Caller Open = new("open", "open", Access.Scopes.BitsOf(Access.Scopes.All));

    /// <summary>The customers of whom the caller may know have ids that begin with this; null for all customers.</summary>
    public string? CustomerPrefix { get; init; }

    /// <summary>Whether the caller's key ends, or is held to networks or to a rate: such a key must not make one that is not.</summary>
    public bool IsLimited { get; init; }

    /// <summary>Requests a second that the caller may send; null for as many as there is room for.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>Whether the caller may do something.</summary>
    public bool May(Scope scope) => (Scopes & (1L << (int)scope)) != 0;

    /// <summary>Whether the caller may know of a customer.</summary>
    public bool MayKnow(string customerId) => CustomerPrefix is null || customerId.StartsWith(CustomerPrefix, StringComparison.Ordinal);
}

/// <summary>A request has erased a customer, whom the audit log names by the id in place of the customer's.</summary>
/// <param name="ErasedId">That id.</param>
public sealed record ErasedInRequest(string ErasedId);

/// <summary>The audit log could not say that a request has begun: it must not change anything.</summary>
/// <param name="Reason">Why.</param>
public sealed record UnwrittenAudit(string Reason);
