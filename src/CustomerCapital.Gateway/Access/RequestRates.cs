using System.Globalization;
using System.Threading.RateLimiting;
using CustomerCapital.Engine.Access;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Http;

namespace CustomerCapital.Gateway.Access;

/// <summary>Holds callers to the requests a second that their keys allow, with the headers of draft-ietf-httpapi-ratelimit-headers. A stream is one request.</summary>
internal sealed class RequestRates : IDisposable
{
    private const string Policy = "requests";

    private readonly PartitionedRateLimiter<Caller> _requests = PartitionedRateLimiter.Create<Caller, (string, double)>(caller =>
        RateLimitPartition.GetTokenBucketLimiter((caller.Id, caller.RequestsPerSecond!.Value), allowed =>
        {
            var (tokens, period) = Tokens(allowed.Item2);
            return new() { TokenLimit = tokens, TokensPerPeriod = tokens, ReplenishmentPeriod = period, AutoReplenishment = true, QueueLimit = 0 };
        }));

    /// <summary>Lets a request on where its caller has one left.</summary>
    /// <exception cref="ProblemException">None is left: 429.</exception>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<Caller>() is not { RequestsPerSecond: { } rate } caller) return next(context);
        using var lease = _requests.AttemptAcquire(caller);
        var (tokens, period) = Tokens(rate);
        var left = _requests.GetStatistics(caller)?.CurrentAvailablePermits ?? 0;
        context.Response.OnStarting(() =>
        {
            context.Response.Headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{Policy}\";q={tokens};w={Math.Max(1, period.TotalSeconds):0}");
            context.Response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{Policy}\";r={left};t={Math.Max(1, period.TotalSeconds):0}");
            return Task.CompletedTask;
        });
        return lease.IsAcquired ? next(context)
            : throw new ProblemException(Problem.Overloaded(string.Create(CultureInfo.InvariantCulture, $"This key may send {rate} requests a second; send this request later.")));
    }

    public void Dispose() => _requests.Dispose();

    /// <summary>As many at once as in a second; of less than one request a second, one.</summary>
    private static (int Tokens, TimeSpan Period) Tokens(double perSecond) =>
        perSecond >= 1 ? ((int)Math.Min(int.MaxValue, Math.Round(perSecond)), TimeSpan.FromSeconds(1)) : (1, TimeSpan.FromSeconds(1 / perSecond));
}
