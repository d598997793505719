using System.Net;
using CustomerCapital.Engine.Access;
using CustomerCapital.Server.Settings;

namespace CustomerCapital.Server.Serving;

/// <summary>The identity provider by which people sign in.</summary>
internal static class OidcSettings
{
    /// <summary>That of the settings; null where there is none.</summary>
    /// <exception cref="UsageException">One is missing, or does not fit the others.</exception>
    public static IdentityProvider? Of(ServerSettings settings)
    {
        if (settings.OidcAuthority is not { } text)
        {
            var alone = settings.OidcAudience is not null ? "--oidc-audience" : settings.OidcClientId is not null ? "--oidc-client-id" : settings.OidcClientSecret is not null ? "the secret of the console" : null;
            return alone is null ? null : throw new UsageException($"{alone}: say with --oidc-authority whose that is");
        }

        if (settings.Open) throw new UsageException("--oidc-authority: with --open nobody is asked who that is; leave out one of the two");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var authority) || authority.Query.Length > 0 || authority.Fragment.Length > 0 || !(authority.Scheme == Uri.UriSchemeHttps || (authority.Scheme == Uri.UriSchemeHttp && IsLoopback(authority))))
            throw new UsageException($"--oidc-authority {text}: write it like https://login.example/realm, as the provider writes the issuer of its tokens; http is for this machine alone");
        if (settings is { OidcAudience: null, OidcClientId: null }) throw new UsageException("--oidc-authority: say with --oidc-audience for whom tokens of the API are, with --oidc-client-id how the provider knows the console, or both");
        if (settings is { OidcClientSecret: not null, OidcClientId: null }) throw new UsageException("--oidc-client-id: a secret is there without the id to which it belongs");
        return new()
        {
            Authority = authority, Name = settings.OidcName ?? authority.Host, Audience = settings.OidcAudience, ClientId = settings.OidcClientId, ClientSecret = settings.OidcClientSecret,
            RoleClaim = settings.OidcRoleClaim, Roles = settings.OidcRoles.Length == 0 ? IdentityProvider.OwnNames : RolesOf(settings.OidcRoles),
            AskedFor = [.. ((string[])["openid", "profile"]).Union(settings.OidcScopes)],
        };
    }

    private static bool IsLoopback(Uri url) => url.IsLoopback || (IPAddress.TryParse(url.Host, out var address) && IPAddress.IsLoopback(address));

    private static Dictionary<string, Role> RolesOf(string[] given)
    {
        var roles = new Dictionary<string, Role>(StringComparer.Ordinal);
        foreach (var text in given)
        {
            // The value may have such signs of its own, as names of groups in directories do.
            var at = text.LastIndexOf('=');
            if (at < 1 || !IdentityProvider.OwnNames.TryGetValue(text[(at + 1)..].Trim(), out var role))
                throw new UsageException($"--oidc-roles {text}: write VALUE=ROLE, with one of {string.Join(", ", IdentityProvider.OwnNames.Keys)}");
            if (!roles.TryAdd(text[..at].Trim(), role)) throw new UsageException($"--oidc-roles {text}: the value is there twice; a value stands for one role");
        }

        return roles;
    }
}
