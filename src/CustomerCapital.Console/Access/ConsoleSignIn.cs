using System.Security.Cryptography;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerCapital.ConsolePages.Access;

/// <summary>People who have signed in on the console, with a key or at the identity provider: a cookie says who and in which visit, and each request asks whether both still hold.</summary>
public static class ConsoleSignIn
{
    /// <summary>Name of the authentication scheme.</summary>
    public const string Scheme = "Console";

    /// <summary>Where people sign in.</summary>
    public const string Path = ConsoleAddress.Root + "/sign-in";

    /// <summary>Where they sign out.</summary>
    public const string OutPath = ConsoleAddress.Root + "/sign-out";

    /// <summary>For so long somebody stays signed in with a key who asks for nothing.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    /// <summary>So long after signing in at the identity provider a person is asked for again, whatever happens: no longer are roles taken that the provider may have withdrawn.</summary>
    public static readonly TimeSpan PersonLasts = TimeSpan.FromHours(8);

    /// <summary>So much longer an ended visit is remembered than its cookies last: more than the clocks of gateways differ.</summary>
    private static readonly TimeSpan Allowance = TimeSpan.FromMinutes(10);

    internal static void AddConsoleSignIn(this IServiceCollection services) => services.AddAuthentication().AddCookie(Scheme, options =>
    {
        options.Cookie.Name = "cc-console";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Lasts;
        options.SlidingExpiration = true;
        options.LoginPath = Path;
        options.Events.OnValidatePrincipal = ValidateAsync;
    });

    /// <summary>Keeps that somebody has signed in with a key.</summary>
    internal static Task KeepAsync(HttpContext context, string keyId) => context.SignInAsync(Scheme, new SignedIn(NewVisit(context), keyId).ToPrincipal(Scheme));

    /// <summary>A visit that begins now.</summary>
    internal static Visit NewVisit(HttpContext context) => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), Now(context));

    /// <summary>Ends the visit of whoever sent a request, at every gateway and for every copy of the cookie, and takes the cookie from the browser.</summary>
    /// <returns>What the cookie said.</returns>
    /// <exception cref="EngineUnavailableException">Whether it has ended is not known: the cookie stays, so that it can be tried again.</exception>
    internal static async Task<AuthenticateResult> EndAsync(HttpContext context)
    {
        var known = await context.AuthenticateAsync(Scheme);
        if (known.Principal is { } principal && SignedIn.Of(principal) is { } signedIn)
            await context.RequestServices.GetRequiredService<ICustomerCapital>().AskAsync(new EndVisit(signedIn.Visit.VisitId, signedIn.Visit.BegunAt, Lasts + Allowance));
        await context.SignOutAsync(Scheme);
        return known;
    }

    private static DateTimeOffset Now(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var signIns = services.GetRequiredService<ISignIns>();
        if (SignedIn.Of(context.Principal!) is { } signedIn && await CallerOfAsync(signedIn, context.HttpContext, signIns) is { } caller && !await signIns.HasEndedAsync(signedIn.Visit)) context.HttpContext.Features.Set(caller);
        else context.RejectPrincipal();
    }

    private static async Task<Caller?> CallerOfAsync(SignedIn signedIn, HttpContext context, ISignIns signIns)
    {
        if (signedIn.KeyId is { } keyId) return await signIns.FindAsync(keyId, context.Connection.RemoteIpAddress);
        // Where the program is started without the provider, or with another, nobody vouches for those whom the provider has sent.
        var isVouchedFor = context.RequestServices.GetService<IdentityProvider>() is { ClientId: not null } provider && provider.Authority.AbsoluteUri == signedIn.Authority;
        return isVouchedFor && Now(context) < signedIn.Visit.BegunAt + PersonLasts ? IdentityProvider.CallerOf(signedIn.PersonId!, signedIn.Name!, signedIn.Roles) : null;
    }
}
