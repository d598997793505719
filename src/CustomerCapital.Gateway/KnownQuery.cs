using CustomerCapital.Domain.Program;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace CustomerCapital.Gateway;

/// <summary>Refuses query parameters that an endpoint does not have: a misspelt filter must not answer with everybody.</summary>
internal static class KnownQuery
{
    /// <summary>Lets a request through if it asks for nothing unknown.</summary>
    /// <exception cref="ProblemException">It does; the problem names what and lists what there is.</exception>
    public static ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        if (request.Query.Count == 0) return next(context);
        var known = context.HttpContext.GetEndpoint()!.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .Where(parameter => parameter.ParameterInfo.ParameterType == typeof(string) && !request.RouteValues.ContainsKey(parameter.Name) && !parameter.ParameterInfo.IsDefined(typeof(FromHeaderAttribute), false))
            .Select(parameter => parameter.Name)
            .Concat(context.HttpContext.GetEndpoint()!.Metadata.GetMetadata<EndpointDescription>()?.Query.Select(parameter => parameter.Name) ?? [])
            .Order(StringComparer.Ordinal)
            .ToList();
        var there = known.Count == 0 ? "there are none" : $"there are {string.Join(", ", known)}";
        var faults = request.Query.Keys
            .Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase))
            .Select(name => new FieldFault(name, $"Is not a parameter here; {there}."))
            .ToList();
        return faults.Count == 0 ? next(context) : throw new ProblemException(Problem.Malformed(faults));
    }
}
