using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CustomerCapital.Gateway.Customers;

/// <summary>Gives ids in routes the slashes that a caller has written as <c>%2F</c>, which servers leave encoded.</summary>
/// <remarks>
/// What the server hands on no longer tells <c>a%2Fb</c>, the id a/b, from <c>a%252Fb</c>, the id a%2Fb; so the id is read
/// again from the request line. The ids <c>.</c> and <c>..</c> cannot stand in a path, and are none.
/// </remarks>
internal static class RouteIds
{
    public static void UseSlashesInIds(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        foreach (var name in (ReadOnlySpan<string>)["id", "followUpId", "recordedId", "name", "code", "holdId", "keyId", "subscriptionId", "raffleId", "template", "householdId", "mergeId"])
            if (context.Request.RouteValues.TryGetValue(name, out var value) && value is string id && id.Contains("%2f", StringComparison.OrdinalIgnoreCase))
                context.Request.RouteValues[name] = AsSent(context, id);
        return next(context);
    });

    private static string AsSent(HttpContext context, string id)
    {
        var routed = context.Request.PathBase.Add(context.Request.Path).Value!.Split('/');
        var sent = (context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "").Split('?')[0].Split('/');
        var segment = Array.IndexOf(routed, id);
        return routed.Length == sent.Length && segment >= 0 ? Uri.UnescapeDataString(sent[segment]) : id;
    }
}
