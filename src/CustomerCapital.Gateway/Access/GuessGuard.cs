using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using CustomerCapital.Engine.Access;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.Gateway.Access;

/// <summary>Slows down who guesses keys or codes of vouchers: after so many misses further tries of that one are put off. Whoever brings a right key is never slowed by the wrong keys of others.</summary>
internal sealed partial class GuessGuard(AuditLog log, TimeProvider time, ILogger<GuessGuard> logger) : IKeyGuesses, IDisposable
{
    /// <summary>So many misses are taken at once.</summary>
    public const int Misses = 20;

    /// <summary>After that, one in so long a time.</summary>
    public static readonly TimeSpan Refill = TimeSpan.FromSeconds(6);

    private readonly PartitionedRateLimiter<string> _misses = PartitionedRateLimiter.Create<string, string>(who => RateLimitPartition.GetTokenBucketLimiter(who, _ => new()
    {
        TokenLimit = Misses,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = Refill,
        AutoReplenishment = true,
        QueueLimit = 0,
    }));

    private long _loggedAt;

    /// <summary>A key was brought that is none.</summary>
    /// <exception cref="ProblemException">Too many were: 429.</exception>
    public void MissAuthentication(HttpContext context)
    {
        if (!MayMiss(context.Connection.RemoteIpAddress)) throw Slowed("from " + NetworkOf(context.Connection.RemoteIpAddress));
    }

    /// <summary>A key was brought that is none: whether that is not yet too often.</summary>
    public bool MayMiss(IPAddress? from)
    {
        log.Count(new("unknown", "authentication") { Address = from?.ToString(), Status = 401 });
        return Take("from " + NetworkOf(from));
    }

    /// <inheritdoc/>
    public bool MayAsk(IPAddress? from) => _misses.GetStatistics("from " + NetworkOf(from)) is not { CurrentAvailablePermits: <= 0 };

    /// <summary>Lets a request on, and counts it where it asked for a voucher that there is not.</summary>
    /// <exception cref="ProblemException">Too many of the caller's did: 429.</exception>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<Caller>() is not { } caller || caller == Caller.Open)
        {
            await next(context);
            return;
        }

        if (AsksForCode(context)) TryCode(caller);
        try
        {
            await next(context);
        }
        catch (ProblemException problem) when (IsMiss(problem.Problem.Code))
        {
            MissCode(caller);
            throw;
        }
    }

    /// <summary>Whether a refusal tells that there is no such code. That a code is mistyped tells its check character alone, which everybody can compute.</summary>
    public static bool IsMiss(string? refusal) => refusal == "voucher_not_found";

    /// <summary>A command with codes of vouchers comes.</summary>
    /// <exception cref="ProblemException">Too many codes of the caller were none: 429.</exception>
    public void TryCode(Caller caller)
    {
        if (ProblemOf(caller) is { } slowed) throw new ProblemException(slowed);
    }

    /// <summary>Why a caller must not bring codes now; null where the caller may.</summary>
    public Problem? ProblemOf(Caller caller) => caller != Caller.Open && _misses.GetStatistics(caller.Id) is { CurrentAvailablePermits: <= 0 } ? Slowed(caller.Id).Problem : null;

    /// <summary>A code of a caller was none.</summary>
    public void MissCode(Caller caller)
    {
        if (caller != Caller.Open) Take(caller.Id);
    }

    private static bool AsksForCode(HttpContext context) =>
        context.Request.RouteValues.ContainsKey("code") || context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName == "previewPurchase";

    public void Dispose() => _misses.Dispose();

    private bool Take(string who)
    {
        using var lease = _misses.AttemptAcquire(who);
        return lease.IsAcquired;
    }

    private ProblemException Slowed(string who)
    {
        // Once in a while: whoever guesses must not fill a disk.
        var now = time.GetTimestamp();
        var before = Interlocked.Read(ref _loggedAt);
        if ((before == 0 || time.GetElapsedTime(before, now) > Refill) && Interlocked.CompareExchange(ref _loggedAt, now, before) == before) LogGuessing(who);
        return new(Problem.TooManyMisses(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Too many keys or codes were wrong; try again in {Refill.TotalSeconds:0} seconds.")));
    }

    /// <summary>Whoever has an address of version 6 has some 2^64 of them.</summary>
    private static string NetworkOf(IPAddress? address)
    {
        if (address is null) return "nowhere";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPNetwork(Masked(address), 64).ToString() : address.ToString();
    }

    private static IPAddress Masked(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new(bytes);
    }

    [LoggerMessage(2011, LogLevel.Warning, "Somebody guesses: {Who} was wrong so often that further tries wait")]
    private partial void LogGuessing(string who);
}
