using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using CustomerCapital.Domain.Subscriptions;
using CustomerCapital.Engine.Deliveries;

namespace CustomerCapital.Engine.Subscriptions;

/// <summary>Sends webhooks over HTTP. Thread-safe.</summary>
public sealed class WebhookSender : IDisposable
{
    /// <summary>How long a receiver may take, all in all.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _time;
    private readonly ConditionalWeakTable<SubscriptionRules, WebhookTarget> _targets = [];

    /// <param name="networks">Where webhooks may be sent.</param>
    /// <param name="resolve">Looks the addresses of a host up.</param>
    /// <param name="time">The machine's clock, by which receivers judge a timestamp.</param>
    public WebhookSender(PublicNetworks networks, Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider time)
    {
        (Networks, _time) = (networks, time);
        // Redirects are not followed, nothing is kept between requests, and a name is looked up again every two minutes.
        _http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ActivityHeadersPropagator = null, ConnectTimeout = TimeSpan.FromSeconds(5), MaxConnectionsPerServer = 256,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), MaxResponseHeadersLength = 16, MaxResponseDrainSize = 64 << 10, ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            ConnectCallback = (context, cancellation) => networks.ConnectAsync(context.DnsEndPoint, resolve, cancellation),
        });
    }

    /// <summary>Where webhooks may be sent.</summary>
    public PublicNetworks Networks { get; }

    /// <summary>What is wrong with an address here, besides the rules that hold everywhere; null for nothing.</summary>
    public string? FaultOf(string url) => new Uri(url) is { Scheme: "http" } plain && !Networks.IsAllowed(plain.Host)
        ? $"Must begin with https://, as '{plain.Host}' is none of the hosts that the server was started with (--webhook-hosts)." : null;

    /// <summary>Sends a message once.</summary>
    /// <param name="subscription">Where to, and with which secrets.</param>
    /// <param name="message">What.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What became of it, and whether the receiver says that it is gone for ever (410).</returns>
    public async Task<(DeliveryResult Result, bool IsGone)> SendAsync(Subscription subscription, WebhookMessage message, CancellationToken cancellation)
    {
        var target = _targets.GetValue(subscription.Rules, rules => new(new(rules.Url), FaultOf(rules.Url)));
        if (target.Fault is { } fault) return (DeliveryResult.Failed(fault), false);
        var now = _time.GetUtcNow();
        var timestamp = now.ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ByteArrayContent(message.Body) { Headers = { ContentType = JsonType } } };
        request.Headers.TryAddWithoutValidation("User-Agent", "CustomerCapital-Webhooks");
        request.Headers.TryAddWithoutValidation("webhook-id", message.Id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", message.Sign(subscription.SigningAt(now), timestamp));
        using var limit = new CancellationTokenSource(Timeout, _time);
        await using var given = cancellation.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), limit);
        try
        {
            using var response = await _http.SendAsync(request, limit.Token);
            return (ResultOf(response, now), response.StatusCode == HttpStatusCode.Gone);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (DeliveryResult.Failed(FormattableString.Invariant($"No answer within {Timeout.TotalSeconds:0} seconds.")), false);
        }
        catch (HttpRequestException failed)
        {
            return (DeliveryResult.Failed(ReasonOf(failed)), false);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Where a subscription is sent to, read once rather than for each message.</summary>
    /// <param name="Url">The address.</param>
    /// <param name="Fault">Why nothing is sent there. Null where something is.</param>
    private sealed record WebhookTarget(Uri Url, string? Fault);

    private static string ReasonOf(HttpRequestException failed) => failed switch
    {
        { InnerException: NotPublicException inside } => inside.Message,
        { HttpRequestError: HttpRequestError.NameResolutionError } => "The host's name is not known.",
        { HttpRequestError: HttpRequestError.ConnectionError } => "No connection to the host.",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => $"No secure connection to the host: {failed.GetBaseException().Message}",
        _ => failed.GetBaseException().Message,
    };

    private static DeliveryResult ResultOf(HttpResponseMessage response, DateTimeOffset now)
    {
        var status = (int)response.StatusCode;
        if (status is >= 200 and < 300) return DeliveryResult.Taken;
        var reason = status is >= 300 and < 400 ? FormattableString.Invariant($"Answered {status}; redirects are not followed.") : FormattableString.Invariant($"Answered {status}.");
        return DeliveryResult.Failed(reason, status is 429 or 503 ? RetryAfter(response.Headers.RetryAfter, now) : null);
    }

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? asked, DateTimeOffset now) =>
        (asked?.Delta ?? asked?.Date - now) is { } wait && wait > TimeSpan.Zero ? wait : null;
}
