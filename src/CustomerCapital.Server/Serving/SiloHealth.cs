using CustomerCapital.Engine;
using CustomerCapital.Ledger;

namespace CustomerCapital.Server.Serving;

/// <summary>Whether a silo lives, and whether it is one of the cluster's that can serve.</summary>
internal static class SiloHealth
{
    public static void MapSiloHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" })).AllowAnonymous();
        app.MapGet("/health/ready", async (EngineParts engine, ILocalSiloDetails silo, ISiloStatusOracle members, CancellationToken cancellation) =>
        {
            if (members.CurrentStatus != SiloStatus.Active) return Results.Json(new { status = members.CurrentStatus.ToString(), silo = silo.SiloAddress.ToString() }, statusCode: 503);
            try
            {
                await engine.Ledger.ReadControlAsync("policy", cancellation);
                return Results.Json(new { status = "ready", silo = silo.SiloAddress.ToString(), silos = members.GetApproximateSiloStatuses(onlyActive: true).Count });
            }
            catch (LedgerUnavailableException unavailable)
            {
                return Results.Json(new { status = "ledger unavailable", detail = unavailable.Message }, statusCode: 503);
            }
        }).AllowAnonymous();
    }
}
