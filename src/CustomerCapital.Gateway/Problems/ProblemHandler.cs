using CustomerCapital.Engine;
using CustomerCapital.Gateway.Access;
using CustomerCapital.Gateway.Commands;
using CustomerCapital.Gateway.Requests;
using CustomerCapital.Ledger;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.Gateway.Problems;

/// <summary>Answers every failure with a problem; only faults of this program are logged as errors.</summary>
public sealed partial class ProblemHandler(ILogger<ProblemHandler> logger) : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException or IOException and not BadHttpRequestException && httpContext.RequestAborted.IsCancellationRequested) return true;
        var problem = Of(exception);
        if (problem.Status == 500) LogFault(exception, httpContext.Request.Method, httpContext.Request.Path, httpContext.TraceIdentifier);
        await WriteAsync(httpContext, problem);
        return true;
    }

    /// <summary>The problem that a failure is to whoever asked; one of status 500 is a fault of this program.</summary>
    public static Problem Of(Exception exception) => exception switch
    {
        ProblemException known => known.Problem,
        BadHttpRequestException { StatusCode: 413 } => TooLarge(),
        BadHttpRequestException bad => Problem.OfStatus(bad.StatusCode, bad.Message),
        EngineOverloadedException overloaded => Problem.Overloaded(overloaded.Message),
        LedgerOverloadedException overloaded => Problem.Overloaded(overloaded.Message),
        EngineUnavailableException unavailable => Problem.Unavailable(unavailable.Message),
        LedgerSchemaException outdated => Problem.Unavailable(outdated.Message),
        LedgerUnavailableException unavailable => Problem.Unavailable(unavailable.Message),
        BoughtNotKeptException => Problem.BoughtNotKept(),
        ActorUnreadableException unreadable => Problem.CustomerUnreadable(unreadable.Message),
        _ => Problem.Fault(),
    };

    /// <summary>Gives statuses that no endpoint has answered, such as 404 and 405, a body.</summary>
    internal static Task WriteForStatusAsync(StatusCodeContext context)
    {
        var (http, status) = (context.HttpContext, context.HttpContext.Response.StatusCode);
        var detail = status switch
        {
            404 => $"There is nothing at {http.Request.Path}; /openapi/v1.json lists what there is.",
            405 => $"{http.Request.Path} does not take {http.Request.Method}; it takes {http.Response.Headers.Allow}.",
            413 => TooLarge().Detail,
            415 => Problem.UnsupportedMediaType(http.Request.Path == CommandStreamApi.Path ? CommandStreamApi.MediaType : "application/json").Detail,
            _ => "The request could not be answered.",
        };
        return WriteAsync(http, Problem.OfStatus(status, detail));
    }

    private static Problem TooLarge() => Problem.OfStatus(413, $"A body has at most {GatewayRegistration.BodyLimit:N0} bytes; send many commands as lines to /v1/commands.");

    private static async Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status;
        // The handler of exceptions has taken all headers off.
        context.Response.Headers[RequestIds.Header] = context.TraceIdentifier;
        if (problem.Status == 401) context.Response.Headers.WWWAuthenticate = KeyHandler.ChallengeOf(context.Request);
        if (problem.Status is 429 or 503) context.Response.Headers.RetryAfter = problem.Code == Problem.TooManyMissesCode ? $"{GuessGuard.Refill.TotalSeconds:0}" : "1";
        await context.Response.WriteAsJsonAsync(problem with { RequestId = context.TraceIdentifier }, GatewayJson.Of<Problem>(), Problem.MediaType);
    }

    [LoggerMessage(2001, LogLevel.Error, "{Method} {Path} failed, request {RequestId}")]
    private partial void LogFault(Exception exception, string method, string path, string requestId);
}
