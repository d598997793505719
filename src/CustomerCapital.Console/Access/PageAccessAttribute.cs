using CustomerCapital.Engine.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace CustomerCapital.ConsolePages.Access;

/// <summary>Who may see a page, and who may send its forms.</summary>
/// <param name="read">The scope to see it.</param>
/// <param name="write">The scopes of which its forms need one at least; none where it has no forms.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PageAccessAttribute(Scope read, params Scope[] write) : Attribute, IAuthorizationRequirementData, IAuthorizationRequirement
{
    /// <summary>The scope to see it.</summary>
    public Scope Read => read;

    /// <summary>The scopes of which its forms need one at least.</summary>
    public IReadOnlyList<Scope> Write => write;

    /// <summary>Whether somebody may see it.</summary>
    public bool MayBeSeenBy(Caller caller) => caller is { CustomerPrefix: null } && caller.May(read);

    /// <summary>Whether somebody may send its forms.</summary>
    public bool MayBeSentBy(Caller caller) => MayBeSeenBy(caller) && write.Any(caller.May);

    /// <inheritdoc/>
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
}

/// <summary>Lets through who may see a page, or send its forms.</summary>
internal sealed class PageAuthorization : AuthorizationHandler<PageAccessAttribute>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PageAccessAttribute requirement)
    {
        if (context.Resource is HttpContext http && http.Features.Get<Caller>() is { } caller
            && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) ? requirement.MayBeSeenBy(caller) : requirement.MayBeSentBy(caller)))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
