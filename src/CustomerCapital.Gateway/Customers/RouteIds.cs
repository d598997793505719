using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

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
        if (context.GetEndpoint() is RouteEndpoint { RoutePattern.PathSegments: var segments })
        {
            foreach (var (at, segment) in segments.Index())
            {
                if (segment.Parts is [RoutePatternParameterPart { Name: var name }] && context.Request.RouteValues[name] is string id && id.Contains("%2f", StringComparison.OrdinalIgnoreCase))
                    context.Request.RouteValues[name] = AsSent(context, at) ?? id;
            }
        }

        return next(context);
    });

    /// <summary>A segment of the path below where the application is; null where the request line is of another form than the path.</summary>
    private static string? AsSent(HttpContext context, int segment)
    {
        var routed = context.Request.PathBase.Add(context.Request.Path).Value!.Split('/');
        var sent = (context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "").Split('?')[0].Split('/');
        return routed.Length == sent.Length ? Uri.UnescapeDataString(sent[context.Request.PathBase.Value!.Count(letter => letter == '/') + 1 + segment]) : null;
    }
}
