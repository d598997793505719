using CustomerCapital.Engine;
using CustomerCapital.Engine.Merges;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerCapital.Gateway.Requests;

/// <summary>Reads of what a customer's history holds: by an id that leads to another customer they are answered of that one.</summary>
internal static class FollowedIds
{
    private const string Customer = "/v1/customers/{id}/";

    /// <summary>What is read by the id as it is; the rest goes by the customer's actor, which is followed.</summary>
    private static readonly HashSet<string> Read = new(StringComparer.Ordinal) { "purchases", "returns", "interactions", "feedback", "survey-invitations", "referrals", "follow-ups", "needs", "value", "consents", "messages", "campaigns" };

    /// <summary>The filter of an endpoint.</summary>
    public static EndpointFilterDelegate Create(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var place = Array.FindIndex(context.MethodInfo.GetParameters(), parameter => parameter.Name == "id" && parameter.ParameterType == typeof(string));
        return place < 0 ? next : invocation => invocation.Arguments[place] is string id && IsRead(invocation.HttpContext) ? FollowAsync(invocation, place, id, next) : next(invocation);
    }

    private static bool IsRead(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) && (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } pattern && pattern.StartsWith(Customer, StringComparison.Ordinal)
        && Read.Contains(pattern[Customer.Length..].Split('/')[0]);

    private static async ValueTask<object?> FollowAsync(EndpointFilterInvocationContext invocation, int place, string id, EndpointFilterDelegate next)
    {
        var http = invocation.HttpContext;
        if (await http.RequestServices.GetRequiredService<ICustomerCapital>().AskAsync(new FindAlias(id), http.RequestAborted) is { } into) invocation.Arguments[place] = into;
        return await next(invocation);
    }
}
