using System.Globalization;
using System.Security.Claims;
using CustomerCapital.Engine.Access;

namespace CustomerCapital.ConsolePages.Access;

/// <summary>Who has signed in, as the cookie says it.</summary>
/// <param name="Visit">The visit.</param>
/// <param name="KeyId">The key with which that was; null where it was at the identity provider.</param>
internal sealed record SignedIn(Visit Visit, string? KeyId)
{
    private const string VisitClaim = "visit";
    private const string BegunClaim = "begun";
    private const string KeyClaim = "key";
    private const string AuthorityClaim = "authority";
    private const string PersonClaim = "person";
    private const string NameClaim = "name";
    private const string RoleClaim = "role";

    /// <summary>The identity provider that vouches for the person.</summary>
    public string? Authority { get; private init; }

    /// <summary>The id of the person, as a caller.</summary>
    public string? PersonId { get; private init; }

    /// <summary>What people read.</summary>
    public string? Name { get; private init; }

    /// <summary>As what the person works.</summary>
    public IReadOnlyList<Role> Roles { get; private init; } = [];

    /// <summary>A person for whom an identity provider vouches.</summary>
    public static SignedIn OfPerson(Visit visit, IdentityProvider provider, string personId, string name, IReadOnlyList<Role> roles) =>
        new(visit, (string?)null) { Authority = provider.Authority.AbsoluteUri, PersonId = personId, Name = name, Roles = roles };

    /// <summary>What a cookie says; null where it is none of this version's.</summary>
    public static SignedIn? Of(ClaimsPrincipal principal)
    {
        if (principal.FindFirstValue(VisitClaim) is not { } visitId || !long.TryParse(principal.FindFirstValue(BegunClaim), NumberStyles.None, CultureInfo.InvariantCulture, out var begun)) return null;
        var visit = new Visit(visitId, DateTimeOffset.FromUnixTimeMilliseconds(begun));
        if (principal.FindFirstValue(KeyClaim) is { } keyId) return new(visit, keyId);
        if (principal.FindFirstValue(PersonClaim) is not { } personId || principal.FindFirstValue(NameClaim) is not { } name || principal.FindFirstValue(AuthorityClaim) is not { } authority) return null;
        return new(visit, (string?)null)
        {
            Authority = authority, PersonId = personId, Name = name,
            Roles = [.. principal.FindAll(RoleClaim).Select(claim => IdentityProvider.OwnNames.TryGetValue(claim.Value, out var role) ? role : default).Where(role => role != default)],
        };
    }

    /// <summary>As a cookie keeps it.</summary>
    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        List<Claim> claims = [new(VisitClaim, Visit.VisitId), new(BegunClaim, Visit.BegunAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture))];
        if (KeyId is not null) claims.AddRange([new(ClaimTypes.NameIdentifier, "key:" + KeyId), new(KeyClaim, KeyId)]);
        else claims.AddRange([new(ClaimTypes.NameIdentifier, PersonId!), new(PersonClaim, PersonId!), new(NameClaim, Name!), new(AuthorityClaim, Authority!), .. Roles.Select(role => new Claim(RoleClaim, IdentityProvider.NameOf(role)))]);
        return new(new ClaimsIdentity(claims, scheme));
    }
}
