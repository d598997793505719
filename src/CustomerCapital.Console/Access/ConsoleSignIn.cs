using System.Security.Claims;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.Engine.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerCapital.ConsolePages.Access;

/// <summary>People who have signed in on the console with a key: a cookie says with which, and each request asks whether it is still taken.</summary>
public static class ConsoleSignIn
{
    /// <summary>Name of the authentication scheme.</summary>
    public const string Scheme = "Console";

    /// <summary>Where people sign in.</summary>
    public const string Path = ConsoleAddress.Root + "/sign-in";

    /// <summary>Where they sign out.</summary>
    public const string OutPath = ConsoleAddress.Root + "/sign-out";

    /// <summary>For so long somebody stays signed in who asks for nothing.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    internal static void AddConsoleSignIn(this IServiceCollection services) => services.AddAuthentication().AddCookie(Scheme, options =>
    {
        options.Cookie.Name = "cc-console";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Lasts;
        options.SlidingExpiration = true;
        options.LoginPath = Path;
        options.Events.OnValidatePrincipal = async context =>
        {
            var keyId = context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier);
            if (keyId is not null && await context.HttpContext.RequestServices.GetRequiredService<ISignIns>().FindAsync(keyId, context.HttpContext.Connection.RemoteIpAddress) is { } caller)
                context.HttpContext.Features.Set(caller);
            else context.RejectPrincipal();
        };
    });

    /// <summary>Keeps that somebody has signed in.</summary>
    internal static Task KeepAsync(HttpContext context, string keyId) =>
        context.SignInAsync(Scheme, new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, keyId)], Scheme)));
}
