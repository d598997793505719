using CustomerCapital.Engine;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Health;

/// <summary>Whether the process lives, and whether it can serve.</summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags("Health").AllowAnonymous();
        health.MapGet("/live", () => TypedResults.Ok(new HealthView("live"))).WithName("getLiveness").WithSummary("Tells that the process runs.")
            .WithDescription("The answer is 200 as long as there is one.");
        health.MapGet("/ready", ReadyAsync).WithName("getReadiness").WithSummary("Tells whether the server can serve.")
            .WithDescription("The answer is 200 while the ledger can be read, else 503.").ProducesProblems();
    }

    private static async Task<Ok<HealthView>> ReadyAsync(ICustomerCapital capital, CancellationToken cancellation)
    {
        await capital.AskAsync(new ReadPolicy(), cancellation);
        return TypedResults.Ok(new HealthView("ready"));
    }
}

/// <summary>State of the process.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
public sealed record HealthView(string Status);
