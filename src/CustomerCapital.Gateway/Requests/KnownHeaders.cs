using System.Reflection;
using CustomerCapital.Domain.Program;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace CustomerCapital.Gateway.Requests;

/// <summary>Refuses headers that promise what an endpoint does not keep: a condition or an idempotency key that is passed over makes its sender feel safe for nothing.</summary>
internal static class KnownHeaders
{
    private static readonly string[] Promises = [IdempotencyKey.Header, EntityTag.IfMatchHeader, EntityTag.IfNoneMatchHeader];

    /// <summary>Lets a request through that only reads, or whose endpoint takes each of these headers that it has, once.</summary>
    /// <exception cref="ProblemException">It has another; the problem names it.</exception>
    public static ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return next(context);
        List<FieldFault>? faults = null;
        foreach (var header in Promises)
        {
            if (!request.Headers.TryGetValue(header, out var values)) continue;
            if (!IsTaken(context.HttpContext.GetEndpoint()!, header)) (faults ??= []).Add(new(header, $"Does not apply here and would be passed over; leave it out. {Instead(header)}"));
            else if (values.Count > 1) (faults ??= []).Add(new(header, "Must not stand twice."));
        }

        return faults is null ? next(context) : throw new ProblemException(Problem.Malformed(faults));
    }

    private static bool IsTaken(Endpoint endpoint, string header) => endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
        .Any(parameter => parameter.ParameterInfo.GetCustomAttribute<FromHeaderAttribute>()?.Name == header);

    private static string Instead(string header) => header == IdempotencyKey.Header
        ? "A line of a stream, and what is done to something that the address names, have an id of their own; questions change nothing."
        : "Customers and the policy have versions.";
}
