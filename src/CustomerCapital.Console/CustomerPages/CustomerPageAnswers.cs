using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine;
using CustomerCapital.Engine.SignedLinks;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.ConsolePages.CustomerPages;

/// <summary>What all answers of customers' pages have in common: a link that holds, what a browser may do with them, and a page in place of what could not be answered.</summary>
internal sealed partial class CustomerPageAnswers(RequestDelegate next, ICustomerCapital capital, IAntiforgery antiforgery, ILogger<CustomerPageAnswers> log)
{
    /// <summary>Nothing from elsewhere, nothing inline, no script at all, and around it only pages of this server and of the sites that the policy names.</summary>
    public static string ContentSecurityPolicy(PagesRule pages) =>
        $"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {string.Join(' ', pages.EmbeddedBy.Prepend("'self'"))}";

    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            if (context.Items.ContainsKey(ConsoleAnswers.Missing)) context.Response.StatusCode = StatusCodes.Status404NotFound;
            var headers = context.Response.Headers;
            ConsoleAnswers.StayHere(context);
            headers.ContentSecurityPolicy = ContentSecurityPolicy(CustomerVisit.RulesOf(capital));
            // It knows no list of sites, and what the policy of contents says holds in its place.
            headers.Remove("X-Frame-Options");
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["X-Robots-Tag"] = "noindex, nofollow";
            headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        if (context.Features.Get<IStatusCodePagesFeature>() is { } others) others.Enabled = false;
        try
        {
            // Where a grain of this process has answered, what comes next is its turn still: it would wait for keys of forms, which the same grain has to read.
            var read = await CustomerVisit.ReadAsync(context, capital).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            if (read != LinkStatus.Valid)
            {
                await AnswerAsync(context, 404, read == LinkStatus.Expired ? "expired" : "invalid");
                return;
            }

            // The page's own questions are answered by that grain too, so that the keys are read before it asks. Share links have no forms, and set no cookie.
            if (CustomerVisit.Of(context)!.Link.Kind != LinkKind.Share) antiforgery.GetAndStoreTokens(context);
            await next(context);
        }
        catch (Exception failure) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            var (status, key) = ConsoleAnswers.KindOf(failure);
            if (status == 500) LogFault(failure, context.Request.Method, SignedLinkRoot(context), context.TraceIdentifier);
            await AnswerAsync(context, status, key);
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0 }) await AnswerAsync(context, context.Response.StatusCode, ConsoleAnswers.KeyOf(context));
    }

    /// <summary>The address as a log may hold it: whoever has a link is taken for the customer.</summary>
    private static string SignedLinkRoot(HttpContext context) => "/" + (context.Request.Path.Value ?? "").Split('/').ElementAtOrDefault(1);

    private static async Task AnswerAsync(HttpContext context, int status, string key)
    {
        context.Response.Clear();
        if (status == 503) context.Response.Headers.RetryAfter = "1";
        await using var scope = context.RequestServices.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        await new RazorComponentResult<CustomerFailurePage>(new Dictionary<string, object?> { ["Key"] = key, ["Trace"] = context.TraceIdentifier }) { StatusCode = status }.ExecuteAsync(context);
    }

    [LoggerMessage(2202, LogLevel.Error, "{Method} {Path} failed, request {RequestId}")]
    private partial void LogFault(Exception failure, string method, string path, string requestId);
}
