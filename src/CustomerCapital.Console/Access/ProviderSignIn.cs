using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace CustomerCapital.ConsolePages.Access;

/// <summary>People sign in at the identity provider, by OpenID Connect's code flow with PKCE, and come back with a code that this server redeems.</summary>
internal static partial class ProviderSignIn
{
    /// <summary>Name of the authentication scheme.</summary>
    public const string Scheme = "Provider";

    /// <summary>Leads to the provider. A link, and no form: a form may lead into the console alone.</summary>
    public const string Path = ConsoleSignIn.Path + "/provider";

    /// <summary>Where the provider sends people back.</summary>
    public const string CallbackPath = ConsoleSignIn.Path + "/callback";

    /// <summary>The value of the address of the sign-in page that says what became of it.</summary>
    public const string FailedName = "failed";

    /// <summary>Longest id token that the cookie keeps, in characters: the cookie stays below the 8 KiB to which proxies hold a header.</summary>
    private const int IdTokenLimit = 4_096;

    private const string IdToken = "id_token";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LoggedEvery = TimeSpan.FromSeconds(6);
    private static long _loggedAt;

    /// <summary>What can have become of it, as the address says it; nobody can put words of their own on the page.</summary>
    public static IReadOnlyList<string> Failures { get; } = ["unreachable", "norole", "refused", "stale"];

    /// <summary>Adds it where the provider knows the console.</summary>
    public static void AddProviderSignIn(this IServiceCollection services, IdentityProvider? provider)
    {
        if (provider?.ClientId is not { } clientId) return;
        services.AddAuthentication().AddOpenIdConnect(Scheme, options =>
        {
            options.SignInScheme = ConsoleSignIn.Scheme;
            options.ClientId = clientId;
            options.ClientSecret = provider.ClientSecret;
            options.ResponseType = OpenIdConnectResponseType.Code;
            // The provider leads back by an address, to which browsers send cookies that are not for requests from elsewhere otherwise.
            options.ResponseMode = OpenIdConnectResponseMode.Query;
            options.UsePkce = true;
            options.CallbackPath = CallbackPath;
            // Neither is served: LeadOutAsync leads to the provider, which leads back to the sign-in page, and a logout that the provider begins is not taken.
            (options.SignedOutCallbackPath, options.RemoteSignOutPath) = (default, default);
            options.MapInboundClaims = false;
            options.GetClaimsFromUserInfoEndpoint = false;
            options.SaveTokens = false;
            options.UseTokenLifetime = false;
            options.DisableTelemetry = true;
            options.Scope.Clear();
            foreach (var asked in provider.AskedFor) options.Scope.Add(asked);
            options.BackchannelTimeout = Patience;
            options.RemoteAuthenticationTimeout = TimeSpan.FromMinutes(10);
            options.TokenValidationParameters.ValidAlgorithms = IdentityProvider.Algorithms;
            options.TokenValidationParameters.ClockSkew = IdentityProvider.ClockSkew;
            foreach (var (cookie, name) in ((CookieBuilder, string)[])[(options.CorrelationCookie, "cc-sign-in."), (options.NonceCookie, "cc-nonce.")])
                (cookie.Name, cookie.HttpOnly, cookie.SameSite, cookie.SecurePolicy) = (name, true, SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
            options.Events = new() { OnTokenValidated = Begin, OnRemoteFailure = LeadBack, OnAccessDenied = LeadBackRefused };
        });
        services.AddOptions<OpenIdConnectOptions>(Scheme).Configure<IConfigurationManager<OpenIdConnectConfiguration>>((options, description) => options.ConfigurationManager = description);
    }

    /// <summary>Maps where people are led to the provider, where there is one that knows the console.</summary>
    public static void Map(IEndpointRouteBuilder pages, IdentityProvider? provider)
    {
        if (provider?.ClientId is null) return;
        pages.MapGet(Path[ConsoleAddress.Root.Length..], async ([FromQuery] string? back, HttpContext context) =>
        {
            var wanted = ConsoleAddress.IsOwn(back) && !back!.StartsWith(ConsoleSignIn.Path, StringComparison.Ordinal) ? back : ConsoleAddress.Root;
            try
            {
                await context.ChallengeAsync(Scheme, new() { RedirectUri = wanted });
            }
            catch (EngineUnavailableException)
            {
                context.Response.Redirect(ConsoleAddress.Of(ConsoleSignIn.Path, (FailedName, "unreachable"), ("back", wanted)));
            }
        }).AllowAnonymous();
    }

    /// <summary>Answers whoever has signed out here: leads on to where the provider ends its own session, where a person came from there and the provider has such a place.</summary>
    /// <remarks>By a page that leads on by itself, and no redirection: browsers hold where a form is redirected to <c>form-action</c> too, which lets forms lead into the console alone.</remarks>
    /// <param name="context">The request to sign out.</param>
    /// <param name="ended">What the cookie of the visit said.</param>
    public static async Task<IResult> LeadOutAsync(HttpContext context, AuthenticateResult ended)
    {
        var toSignIn = Results.LocalRedirect(ConsoleSignIn.Path);
        if (ended.Principal is not { } principal || SignedIn.Of(principal)?.PersonId is null || context.RequestServices.GetService<IdentityProvider>() is not { ClientId: { } clientId } provider) return toSignIn;
        try
        {
            var description = await context.RequestServices.GetRequiredService<IConfigurationManager<OpenIdConnectConfiguration>>().GetConfigurationAsync(context.RequestAborted);
            if (!Uri.TryCreate(description.EndSessionEndpoint, UriKind.Absolute, out var end) || !(end.Scheme == Uri.UriSchemeHttps || (end.Scheme == Uri.UriSchemeHttp && provider.Authority.Scheme == end.Scheme))) return toSignIn;
            return Say(provider, QueryHelpers.AddQueryString(end.AbsoluteUri, new Dictionary<string, string?>
            {
                ["client_id"] = clientId, ["post_logout_redirect_uri"] = UriHelper.BuildAbsolute(context.Request.Scheme, context.Request.Host, context.Request.PathBase, ConsoleSignIn.Path),
                [OpenIdConnectParameterNames.IdTokenHint] = ended.Properties?.GetTokenValue(IdToken),
            }));
        }
        catch (EngineUnavailableException)
        {
            return Say(provider, null);
        }
    }

    private static RazorComponentResult<SignedOutPage> Say(IdentityProvider provider, string? address) =>
        new(new Dictionary<string, object?> { [nameof(SignedOutPage.Provider)] = provider.Name, [nameof(SignedOutPage.Address)] = address });

    /// <summary>Begins the visit of a person whose token was checked: the cookie says who that is and as what that one works, and keeps the id token, by which the provider knows whose session to end.</summary>
    private static Task Begin(TokenValidatedContext context)
    {
        var provider = context.HttpContext.RequestServices.GetRequiredService<IdentityProvider>();
        var claims = context.Principal!.Claims.ToList();
        if (IdentityProvider.PersonOf(claims) is not var (id, name) || provider.RolesOf(claims) is not { Count: > 0 } roles)
        {
            Lead(context.Response, "norole", context.Properties);
            context.HandleResponse();
            return Task.CompletedTask;
        }

        var visit = ConsoleSignIn.NewVisit(context.HttpContext);
        context.Principal = SignedIn.OfPerson(visit, provider, id, name, roles).ToPrincipal(ConsoleSignIn.Scheme);
        var properties = context.Properties!;
        (properties.AllowRefresh, properties.IssuedUtc, properties.ExpiresUtc) = (false, visit.BegunAt, visit.BegunAt + ConsoleSignIn.PersonLasts);
        if (context.TokenEndpointResponse?.IdToken is { Length: <= IdTokenLimit } token) properties.StoreTokens([new() { Name = IdToken, Value = token }]);
        return Task.CompletedTask;
    }

    private static Task LeadBackRefused(AccessDeniedContext context)
    {
        Lead(context.Response, "refused", context.Properties);
        context.HandleResponse();
        return Task.CompletedTask;
    }

    private static Task LeadBack(RemoteFailureContext context)
    {
        var failure = context.Failure;
        var isUnreachable = failure is EngineUnavailableException or HttpRequestException or TaskCanceledException;
        if (!isUnreachable) context.HttpContext.RequestServices.GetRequiredService<ISignIns>().Miss(context.HttpContext.Connection.RemoteIpAddress);
        Complain(context.HttpContext, failure);
        Lead(context.Response, isUnreachable ? "unreachable" : "stale", context.Properties);
        context.HandleResponse();
        return Task.CompletedTask;
    }

    private static void Lead(HttpResponse response, string failed, AuthenticationProperties? properties) => response.Redirect(ConsoleAddress.Of(ConsoleSignIn.Path, (FailedName, failed), ("back", properties?.RedirectUri)));

    /// <summary>Says why, once in a while: anybody can come back with nonsense, and must not fill a disk.</summary>
    private static void Complain(HttpContext context, Exception? failure)
    {
        var now = TimeProvider.System.GetTimestamp();
        var before = Interlocked.Read(ref _loggedAt);
        if ((before != 0 && TimeProvider.System.GetElapsedTime(before, now) < LoggedEvery) || Interlocked.CompareExchange(ref _loggedAt, now, before) != before) return;
        LogFailed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ProviderSignIn).FullName!), failure?.Message);
    }

    [LoggerMessage(2202, LogLevel.Information, "Somebody came back from the identity provider and was not signed in: {Reason}")]
    private static partial void LogFailed(ILogger logger, string? reason);
}
