using CustomerCapital.Engine.Access;

namespace CustomerCapital.Fuzz.Tests;

/// <summary>Somebody who sends requests.</summary>
/// <param name="Name">What the report calls the caller.</param>
/// <param name="Key">The text of the key; null for somebody without one.</param>
/// <param name="Scopes">What the key may do; nothing where it is none, or holds no more.</param>
/// <param name="Prefix">The customers that the key reaches; null for all of them.</param>
internal sealed record Caller(string Name, string? Key, IReadOnlyCollection<Scope> Scopes, string? Prefix = null)
{
    /// <summary>Whether the caller may use an operation at all.</summary>
    public bool May(Operation operation) => operation.Needs is not { } scope || Scopes.Contains(scope);
}
