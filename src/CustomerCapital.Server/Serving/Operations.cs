using CustomerCapital.Engine.Access;

namespace CustomerCapital.Server.Serving;

/// <summary>Who may look at how the cluster does: at metrics and the dashboard.</summary>
internal static class Operations
{
    /// <summary>Name of the policy.</summary>
    public const string Policy = "operations";

    public static void AddOperations(this IServiceCollection services) => services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy.RequireAssertion(context =>
        context.Resource is HttpContext http && http.Features.Get<Caller>() is { CustomerPrefix: null } caller && caller.May(Scope.OperationsRead)));
}
