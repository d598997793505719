using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace CustomerCapital.Gateway.Access.People;

/// <summary>Knows people by tokens of an identity provider: <c>Authorization: Bearer</c>, and what is no key of this program.</summary>
internal static class PeopleRegistration
{
    /// <summary>Name of the scheme.</summary>
    public const string Scheme = "Person";

    private const string Bearer = "Bearer ";

    /// <summary>Adds what that needs; what the provider says of itself is there for pages too.</summary>
    public static void AddPeople(this IServiceCollection services, IdentityProvider provider)
    {
        services.AddSingleton(provider);
        services.AddSingleton<ProviderDescription>().AddSingleton<IConfigurationManager<OpenIdConnectConfiguration>>(services => services.GetRequiredService<ProviderDescription>());
        if (provider.Audience is not { } audience) return;
        services.AddAuthentication().AddJwtBearer(Scheme, options =>
        {
            options.MapInboundClaims = false;
            options.SaveToken = false;
            // It was read again before (OnMessageReceived).
            options.RefreshOnIssuerKeyNotFound = false;
            options.TokenValidationParameters = new()
            {
                ValidAlgorithms = IdentityProvider.Algorithms, ValidAudience = audience, ClockSkew = IdentityProvider.ClockSkew,
                RequireSignedTokens = true, RequireExpirationTime = true, ValidateIssuer = true, ValidateAudience = true, ValidateLifetime = true, ValidateIssuerSigningKey = true,
            };
            options.Events = new() { OnMessageReceived = PrepareAsync, OnTokenValidated = Know, OnAuthenticationFailed = Explain };
        });
        services.AddOptions<JwtBearerOptions>(Scheme).Configure<ProviderDescription>((options, description) => options.ConfigurationManager = description);
    }

    /// <summary>Whether a request brings a token, and no key: known by its first characters, so that keys cost what they did.</summary>
    public static bool BringsToken(HttpRequest request)
    {
        var sent = request.Headers.Authorization.ToString();
        return sent.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && !sent.AsSpan(Bearer.Length).TrimStart().StartsWith(AccessKey.Prefix, StringComparison.Ordinal);
    }

    private static async Task PrepareAsync(MessageReceivedContext context)
    {
        var sent = context.Request.Headers.Authorization.ToString()[Bearer.Length..].Trim();
        var provider = context.HttpContext.RequestServices.GetRequiredService<IdentityProvider>();
        if (!IsToken(sent, out var keyId))
        {
            Fail(context, new($"This is neither a key of this program nor a token of {provider.Authority}.", IsGuess: true));
            return;
        }

        try
        {
            await context.HttpContext.RequestServices.GetRequiredService<ProviderDescription>().GetAsync(keyId);
            context.Token = sent;
        }
        catch (EngineUnavailableException unreachable)
        {
            Fail(context, new(unreachable.Message, IsUnavailable: true));
        }
    }

    private static bool IsToken(string text, out string? keyId)
    {
        keyId = null;
        try
        {
            var token = new JsonWebToken(text);
            keyId = token.TryGetHeaderValue<string>(JwtHeaderParameterNames.Kid, out var named) ? named : null;
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static Task Know(TokenValidatedContext context)
    {
        var provider = context.HttpContext.RequestServices.GetRequiredService<IdentityProvider>();
        var claims = context.Principal!.Claims.ToList();
        if (IdentityProvider.PersonOf(claims) is not var (id, name))
        {
            Fail(context, new($"The token names nobody: its claim 'sub' must have 1 to {IdentityProvider.SubjectLimit} characters."));
            return Task.CompletedTask;
        }

        var roles = provider.RolesOf(claims);
        var ticket = KeyHandler.TicketOf(context.HttpContext, IdentityProvider.CallerOf(id, name, roles), Scheme);
        // Whoever has no role is known all the same: may do nothing, and is told why.
        if (roles.Count == 0) context.HttpContext.Features.Set(new AccessFailure(provider.NoRole));
        context.Principal = ticket.Principal;
        context.Success();
        return Task.CompletedTask;
    }

    private static Task Explain(AuthenticationFailedContext context)
    {
        var provider = context.HttpContext.RequestServices.GetRequiredService<IdentityProvider>();
        Fail(context, context.Exception switch
        {
            SecurityTokenExpiredException => new("The token has expired."),
            SecurityTokenNoExpirationException => new("The token says not until when it holds."),
            SecurityTokenNotYetValidException => new("The token does not hold yet."),
            SecurityTokenInvalidAudienceException => new($"The token is not for the audience '{provider.Audience}'."),
            SecurityTokenInvalidIssuerException => new($"The token is not from {provider.Authority}."),
            // Whoever can sign has a token of the provider; whoever cannot may be trying.
            _ => new($"The token is not signed with a key of {provider.Authority} by one of {string.Join(", ", IdentityProvider.Algorithms)}.", IsGuess: true),
        });
        return Task.CompletedTask;
    }

    private static void Fail(ResultContext<JwtBearerOptions> context, AccessFailure failure)
    {
        context.HttpContext.Features.Set(failure);
        context.Fail(failure.Reason);
    }
}
