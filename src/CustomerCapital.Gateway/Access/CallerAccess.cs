using CustomerCapital.Engine.Access;
using Microsoft.AspNetCore.Http;

namespace CustomerCapital.Gateway.Access;

/// <summary>Who sent a request.</summary>
public static class CallerAccess
{
    /// <summary>Who sent it.</summary>
    /// <exception cref="InvalidOperationException">It has not been asked who sent it.</exception>
    public static Caller Caller(this HttpContext context) => context.Features.Get<Caller>() ?? throw new InvalidOperationException($"Nobody has been asked who sent {context.Request.Path}.");
}
