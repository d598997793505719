using System.Globalization;
using CustomerCapital.Engine.Access;
using CustomerCapital.Gateway.Access;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerCapital.Agents.Calls;

/// <summary>Asks operations of the gateway within this process: by the same code, with the same checks of who may ask what, and with the same answers as over HTTP.</summary>
internal sealed class Operations(EndpointDataSource endpoints, IAuthorizationService authorization)
{
    private readonly Lazy<Dictionary<string, RouteEndpoint>> _named = new(() => endpoints.Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is not null).ToDictionary(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName, StringComparer.Ordinal));

    /// <summary>The scope that an operation needs.</summary>
    /// <exception cref="InvalidOperationException">There is no such operation, or it asks for no scope, or it does not read.</exception>
    public Scope ScopeOf(string operation)
    {
        var scope = EndpointOf(operation).Metadata.GetMetadata<ScopeMetadata>() ?? throw new InvalidOperationException($"Operation {operation} asks for no scope.");
        return scope.Changes ? throw new InvalidOperationException($"Operation {operation} changes something, which no tool may.") : scope.Scope;
    }

    /// <summary>Asks an operation for whoever has sent a request.</summary>
    /// <param name="asking">The request within which is asked.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="answer">Takes the answer's JSON.</param>
    /// <exception cref="ProblemException">The operation refuses.</exception>
    public async Task AskAsync(HttpContext asking, OperationQuestion question, Stream answer)
    {
        var endpoint = EndpointOf(question.Operation);
        var response = new HeldResponse();
        await using var scope = asking.RequestServices.CreateAsyncScope();
        var context = ContextOf(asking, endpoint, question, response, answer, scope.ServiceProvider);
        try
        {
            var requirements = endpoint.Metadata.OfType<IAuthorizationRequirementData>().SelectMany(data => data.GetRequirements());
            if (await authorization.AuthorizeAsync(asking.User, context, requirements) is { Succeeded: false } refused)
                throw new ProblemException(Problem.Forbidden(refused.Failure.FailureReasons.FirstOrDefault()?.Message ?? "The caller may not ask this."));
            await endpoint.RequestDelegate!(context);
            await context.Response.CompleteAsync();
            if (response.StatusCode != StatusCodes.Status200OK) throw new ProblemException(Problem.OfStatus(response.StatusCode, "The question could not be answered."));
        }
        finally
        {
            await response.EndAsync();
        }
    }

    private static DefaultHttpContext ContextOf(HttpContext asking, RouteEndpoint endpoint, OperationQuestion question, HeldResponse response, Stream answer, IServiceProvider services)
    {
        var parameters = endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var route = new RouteValueDictionary(question.Values.Where(value => parameters.Contains(value.Key)).Select(value => KeyValuePair.Create(value.Key, (object?)value.Value)));
        var path = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => segment.Parts[0] switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart part => (string?)route[part.Name],
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart part => part.Content,
            var part => throw new NotSupportedException($"{endpoint.DisplayName} has {part} in its route, which no tool fills in."),
        }));
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = question.Body is null ? HttpMethods.Get : HttpMethods.Post, Scheme = asking.Request.Scheme, Path = path, RawTarget = path, Protocol = asking.Request.Protocol,
            QueryString = QueryString.Create(question.Values.Where(value => !parameters.Contains(value.Key)).Select(value => KeyValuePair.Create(value.Key, (string?)value.Value))).ToString(),
            Body = question.Body is null ? Stream.Null : new MemoryStream(question.Body),
        });
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        features.Set(asking.Features.Get<IHttpRequestLifetimeFeature>());
        features.Set(asking.Caller());
        var context = new DefaultHttpContext(features) { User = asking.User, RequestServices = services, TraceIdentifier = asking.TraceIdentifier };
        context.Request.Host = asking.Request.Host;
        context.Connection.RemoteIpAddress = asking.Connection.RemoteIpAddress;
        context.Request.RouteValues = route;
        context.SetEndpoint(endpoint);
        if (question.Body is null) return context;
        (context.Request.ContentType, context.Request.ContentLength) = ("application/json", question.Body.Length);
        return context;
    }

    private RouteEndpoint EndpointOf(string operation) => _named.Value.TryGetValue(operation, out var endpoint) ? endpoint : throw new InvalidOperationException($"There is no operation {operation} to answer agents.");

    /// <summary>An answer that is kept: what waits for its end is told of it.</summary>
    private sealed class HeldResponse : HttpResponseFeature
    {
        private readonly Stack<(Func<object, Task> Callback, object State)> _ended = [];

        public override void OnCompleted(Func<object, Task> callback, object state) => _ended.Push((callback, state));

        public async Task EndAsync()
        {
            while (_ended.TryPop(out var ended)) await ended.Callback(ended.State);
        }
    }
}

/// <summary>What an operation is asked.</summary>
/// <param name="Operation">Its name.</param>
/// <param name="Values">Parameters of its path and of its query.</param>
/// <param name="Body">Its body in JSON; null where it takes none.</param>
internal sealed record OperationQuestion(string Operation, IReadOnlyDictionary<string, string> Values, byte[]? Body = null);

/// <summary>Takes an answer up to a size.</summary>
/// <param name="limit">In bytes.</param>
internal sealed class AnswerBuffer(int limit) : MemoryStream
{
    // Whatever else writes comes by here.
    public override void Write(byte[] buffer, int offset, int count)
    {
        if (Length + count > limit) throw TooLarge(limit);
        base.Write(buffer, offset, count);
    }

    /// <summary>An answer has more bytes than an agent is sent.</summary>
    public static ProblemException TooLarge(int limit) => new(Problem.OfStatus(413, string.Create(CultureInfo.InvariantCulture, $"The answer has more than {limit:N0} bytes. Ask for less: fewer items by limit, or fewer months by from and through.")));
}
