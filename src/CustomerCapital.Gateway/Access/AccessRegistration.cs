using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using CustomerCapital.Gateway.Access.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CustomerCapital.Gateway.Access;

/// <summary>Asks everybody who they are, and lets them do what they may.</summary>
public static class AccessRegistration
{
    private const string Selecting = "Selecting";

    /// <summary>Adds what that needs.</summary>
    internal static void AddAccess(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton<ISignIns, SignIns>();
        services.AddSingleton(provider => new VisitRing(version => provider.GetRequiredService<ICustomerCapital>().AskAsync(new ReadEndedVisits(version)), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IKeyGuesses>(provider => provider.GetRequiredService<GuessGuard>());
        services.AddSingleton<IKeyUses>(provider => provider.GetRequiredService<KeyUses>());
        if (options.Provider is { } people) services.AddPeople(people);
        services.AddKeys(options.Open, options.PagesScheme, options.Provider?.Audience is not null, provider =>
        {
            var capital = provider.GetRequiredService<ICustomerCapital>();
            return version => capital.AskAsync(new ReadKeys(version));
        });
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ScopeAnswers>();
        services.AddSingleton<IAuthorizationHandler, ScopeAuthorization>();
        services.AddSingleton<AuditLog>().AddHostedService(provider => provider.GetRequiredService<AuditLog>());
        services.AddSingleton<AuditTrail>().AddSingleton<GuessGuard>().AddSingleton<RequestRates>();
        services.AddSingleton<KeyUses>().AddHostedService(provider => provider.GetRequiredService<KeyUses>());
    }

    /// <summary>Adds what knows callers by their keys, and lets nobody through whom it does not know.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="open">Whether everybody is let through.</param>
    /// <param name="pagesScheme">The scheme of those who signed in on pages; null where there is none.</param>
    /// <param name="tokens">Whether tokens of an identity provider are taken besides.</param>
    /// <param name="read">Reads the keys.</param>
    public static void AddKeys(this IServiceCollection services, bool open, string? pagesScheme, bool tokens, Func<IServiceProvider, Func<long, Task<KeysRead>>> read)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IKeyUses, NoKeyUses>();
        services.TryAddSingleton<IKeyGuesses, NoKeyGuesses>();
        services.AddSingleton(provider => new KeyRing(read(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddAuthentication(open ? OpenHandler.Name : Selecting)
            .AddScheme<AuthenticationSchemeOptions, OpenHandler>(OpenHandler.Name, null)
            .AddScheme<AuthenticationSchemeOptions, KeyHandler>(KeyHandler.Name, null)
            .AddPolicyScheme(Selecting, null, selecting => selecting.ForwardDefaultSelector = context =>
                tokens && PeopleRegistration.BringsToken(context.Request) ? PeopleRegistration.Scheme
                : pagesScheme is null || context.Request.Headers.Authorization.Count > 0 || !IsForPages(context.Request) ? KeyHandler.Name : pagesScheme);
        // What nobody has said who may do it, nobody may do unknown.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    /// <summary>Asks who sends each request from here on, and lets on who may.</summary>
    internal static void UseAccess(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        foreach (var step in (Func<HttpContext, RequestDelegate, Task>[])
        [
            app.Services.GetRequiredService<RequestRates>().InvokeAsync, app.Services.GetRequiredService<GuessGuard>().InvokeAsync, app.Services.GetRequiredService<AuditTrail>().InvokeAsync,
        ]) app.Use(step);
    }

    /// <summary>Whether a browser may show who it is by a cookie alone: on pages, whose forms cannot be sent from elsewhere, and where nothing is changed.</summary>
    private static bool IsForPages(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || !IsOfApi(request);

    /// <summary>Whether a request is for programs: under <c>/v1</c>, or where an endpoint asks for a scope.</summary>
    internal static bool IsOfApi(HttpRequest request) =>
        request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase)
        // Where something has failed, the context no longer knows its endpoint.
        || (request.HttpContext.GetEndpoint() ?? request.HttpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint)?.Metadata.GetMetadata<ScopeMetadata>() is not null;
}

/// <summary>Is told when keys are used.</summary>
internal interface IKeyUses
{
    /// <summary>A key was used.</summary>
    void Note(string keyId, DateTimeOffset at);
}

/// <summary>Passes over when keys are used: for a process that serves nothing but its own metrics.</summary>
internal sealed class NoKeyUses : IKeyUses
{
    public void Note(string keyId, DateTimeOffset at)
    {
    }
}

/// <summary>Never asks the ledger once more: for a process that serves nothing but its own metrics.</summary>
internal sealed class NoKeyGuesses : IKeyGuesses
{
    public bool MayAsk(System.Net.IPAddress? from) => false;
}
