using CustomerCapital.Domain.Privacy;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerCapital.Gateway.Access;

/// <summary>A caller must have a scope, and be one who may know of the customer, unless the endpoint looks at that itself.</summary>
internal sealed record ScopeRequirement(Scope Scope, bool LooksAtCustomers) : IAuthorizationRequirement;

/// <summary>Lets callers through who have the scope, and of whose customers the request is.</summary>
internal sealed class ScopeAuthorization : AuthorizationHandler<ScopeRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        var http = (HttpContext)context.Resource!;
        if (http.Features.Get<Caller>() is not { } caller) return;
        if (!caller.May(requirement.Scope) && !IsStream(http, caller)) context.Fail(new(this, $"The caller lacks the scope {Scopes.NameOf(requirement.Scope)}."));
        else if (!requirement.LooksAtCustomers && caller.CustomerPrefix is { } prefix && !await IsOfOneAsync(http, caller)) context.Fail(new(this, $"The caller's key is for customers alone whose ids begin with '{prefix}'; name one of them in the path."));
        else context.Succeed(requirement);
    }

    /// <summary>A stream is open to whoever may send any command; each of its lines is looked at.</summary>
    private static bool IsStream(HttpContext http, Caller caller) => http.Request.Path == Commands.CommandStreamApi.Path && OperationScopes.Commanding.Any(caller.May);

    private static async Task<bool> IsOfOneAsync(HttpContext http, Caller caller)
    {
        if (http.Request.Path == Commands.CommandStreamApi.Path) return true;
        return http.Request.Path.StartsWithSegments("/v1/customers", StringComparison.Ordinal) && http.Request.RouteValues.TryGetValue("id", out var id) && id is string customerId
            && await MayKnowAsync(caller, customerId, http.RequestServices.GetRequiredService<ICustomerCapital>());
    }

    /// <summary>Whether a caller may know of a customer, and of whom the id leads to, which while the customer is being erased is nobody.</summary>
    public static async Task<bool> MayKnowAsync(Caller caller, string customerId, ICustomerCapital capital) =>
        caller.MayKnow(customerId) && (caller.CustomerPrefix is null || await capital.AskAsync(new FindAlias(customerId)) is not { } into || ErasedId.Is(into) || caller.MayKnow(into));
}

/// <summary>Answers who is not let through: 401 where it is not known who it is, 403 where that one may not.</summary>
internal sealed class ScopeAnswers(GuessGuard guard, AuditLog log, GatewayOptions options) : IAuthorizationMiddlewareResultHandler
{
    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            await next(context);
            return;
        }

        var caller = context.Features.Get<Caller>();
        if (caller is not null) log.Count(new(caller.Id, "forbidden") { Address = context.Connection.RemoteIpAddress?.ToString(), Status = 403 });
        if (options.Pages is { } pages && context.Request.Path.StartsWithSegments(pages, StringComparison.OrdinalIgnoreCase))
        {
            // Pages speak to people: whoever reads them is led to where they sign in, or told on a page that this is not theirs.
            if (caller is not null) context.Response.StatusCode = StatusCodes.Status403Forbidden;
            else context.Response.Redirect(QueryHelpers.AddQueryString(pages + "/sign-in", "back", HttpMethods.IsGet(context.Request.Method) ? context.Request.Path + context.Request.QueryString : pages));
            return;
        }

        var failure = context.Features.Get<AccessFailure>();
        if (caller is not null) throw new ProblemException(Problem.Forbidden(failure?.Reason ?? authorizeResult.AuthorizationFailure?.FailureReasons.FirstOrDefault()?.Message ?? "The caller may not do this."));
        if (failure is { IsUnavailable: true }) throw new ProblemException(Problem.Unavailable(failure.Reason));
        if (failure is { IsGuess: true }) guard.MissAuthentication(context);
        throw new ProblemException(Problem.Unauthenticated(failure?.Reason ?? "This needs a key: send the header Authorization: Bearer, and the key after it."));
    }
}
