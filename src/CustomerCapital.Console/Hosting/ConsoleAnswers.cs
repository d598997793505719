using CustomerCapital.ConsolePages.Layout;
using CustomerCapital.Engine;
using CustomerCapital.Ledger;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.ConsolePages.Hosting;

/// <summary>What all answers of the console have in common: what a browser may do with them, and a page in place of what could not be answered.</summary>
internal sealed partial class ConsoleAnswers(RequestDelegate next, ILogger<ConsoleAnswers> log)
{
    /// <summary>Nothing from elsewhere, nothing inline, and no page of others around it.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>An item of a request for something that is not there, of which the page says so. The status is set last: the framework takes the body from a page that has set 404.</summary>
    public static readonly object Missing = new();

    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            if (context.Items.ContainsKey(Missing)) context.Response.StatusCode = StatusCodes.Status404NotFound;
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            StayHere(context);
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            if (string.IsNullOrEmpty(headers.CacheControl) || headers.CacheControl.ToString().StartsWith("no-cache", StringComparison.Ordinal)) headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        if (context.Features.Get<IStatusCodePagesFeature>() is { } others) others.Enabled = false;
        if (!context.Request.Path.StartsWithSegments(ConsoleAddress.Root, StringComparison.Ordinal, out var rest))
        {
            // Cookies belong to the one spelling of the path.
            context.Request.Path.StartsWithSegments(ConsoleAddress.Root, StringComparison.OrdinalIgnoreCase, out rest);
            context.Response.Redirect(ConsoleAddress.Root + rest.ToUriComponent() + context.Request.QueryString.ToUriComponent(), permanent: true, preserveMethod: true);
            return;
        }

        try
        {
            await next(context);
        }
        catch (Exception failure) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            var (status, key) = KindOf(failure);
            if (status == 500) LogFault(failure, context.Request.Method, context.Request.Path, context.TraceIdentifier);
            await AnswerAsync(context, status, key);
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0 })
            await AnswerAsync(context, context.Response.StatusCode, KeyOf(context));
    }

    /// <summary>Leads on within the address by which the browser came, which a proxy knows and this server may not.</summary>
    internal static void StayHere(HttpContext context)
    {
        if (Uri.TryCreate(context.Response.Headers.Location, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            && address.Authority.Equals(new Uri($"{address.Scheme}://{context.Request.Host}").Authority, StringComparison.OrdinalIgnoreCase))
            context.Response.Headers.Location = address.PathAndQuery + address.Fragment;
    }

    /// <summary>The status of a failure, and the key of its words.</summary>
    public static (int Status, string Key) KindOf(Exception failure) => failure switch
    {
        AntiforgeryValidationException => (400, "stale"),
        // A cookie that is none of ours: the framework reads it as none, and then wants one.
        ArgumentNullException { ParamName: "cookieToken" } => (400, "stale"),
        BadHttpRequestException bad => (bad.StatusCode, "bad"),
        EngineOverloadedException or LedgerOverloadedException => (503, "overloaded"),
        EngineUnavailableException or LedgerUnavailableException or LedgerSchemaException => (503, "unavailable"),
        ActorUnreadableException => (503, "unreadable"),
        BoughtNotKeptException => (422, "bought"),
        _ => (500, "fault"),
    };

    /// <summary>A form of ours that the page no longer has was done already, or what it changes is gone.</summary>
    public static string KeyOf(HttpContext context) => context.Response.StatusCode switch
    {
        403 => "forbidden",
        404 => "missing",
        400 when context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: true } => "gone",
        400 when context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false } => "stale",
        _ => "bad",
    };

    private static async Task AnswerAsync(HttpContext context, int status, string key)
    {
        context.Response.Clear();
        if (status == 503) context.Response.Headers.RetryAfter = "1";
        // The services of the request belong to the page that failed.
        await using var scope = context.RequestServices.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        await new RazorComponentResult<FailurePage>(new Dictionary<string, object?> { ["Key"] = key, ["Status"] = status, ["Trace"] = context.TraceIdentifier }) { StatusCode = status }.ExecuteAsync(context);
    }

    [LoggerMessage(2201, LogLevel.Error, "{Method} {Path} failed, request {RequestId}")]
    private partial void LogFault(Exception failure, string method, string path, string requestId);
}
