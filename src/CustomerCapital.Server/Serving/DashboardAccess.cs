using CustomerCapital.Server.Settings;
using Orleans.Dashboard;

namespace CustomerCapital.Server.Serving;

/// <summary>Orleans' dashboard, for who may look at how the cluster does.</summary>
internal static class DashboardAccess
{
    private const string Path = "/dashboard";

    /// <summary>Maps it where that is wanted. Browsers are asked for a key as a password.</summary>
    public static void MapDashboard(this WebApplication app, ServerSettings settings)
    {
        if (!settings.Dashboard) return;
        app.MapOrleansDashboard(Path).RequireAuthorization(Operations.Policy).WithMetadata(new ExcludeFromDescriptionAttribute());
    }
}
