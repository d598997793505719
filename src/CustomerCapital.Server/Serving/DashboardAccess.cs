using System.Security.Cryptography;
using System.Text;
using CustomerCapital.Server.Settings;
using Orleans.Dashboard;

namespace CustomerCapital.Server.Serving;

/// <summary>Orleans' dashboard, for who knows its password.</summary>
internal static class DashboardAccess
{
    private const string Path = "/dashboard";

    /// <summary>Maps it where a password is set.</summary>
    public static void MapDashboard(this WebApplication app, ServerSettings settings)
    {
        if (settings.DashboardToken is not { } token) return;
        var expected = SHA256.HashData(Encoding.UTF8.GetBytes($"dashboard:{token}"));
        app.MapOrleansDashboard(Path).AddEndpointFilter(async (context, next) =>
        {
            if (IsKnown(context.HttpContext.Request.Headers.Authorization.ToString(), expected)) return await next(context);
            context.HttpContext.Response.Headers.WWWAuthenticate = "Basic realm=\"dashboard\", charset=\"UTF-8\"";
            return Results.StatusCode(401);
        });
    }

    /// <summary>Compares hashes of equal length, so that the time it takes tells nothing.</summary>
    private static bool IsKnown(string authorization, byte[] expected)
    {
        const string scheme = "Basic ";
        if (!authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var given = new byte[authorization.Length];
        return Convert.TryFromBase64String(authorization[scheme.Length..], given, out var length)
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(given.AsSpan(0, length)), expected);
    }
}
