using System.Security.Claims;
using System.Text.Json;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Access;

/// <summary>Who says who people are, by OpenID Connect: its tokens are taken in place of keys.</summary>
public sealed record IdentityProvider
{
    /// <summary>Name of the claim that says as what somebody works, where no other is set.</summary>
    public const string UsualRoleClaim = "roles";

    /// <summary>So much the clocks of this machine and of the provider may differ, where it is looked whether a token holds.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Begin of the id of every person; after it, the provider's subject.</summary>
    public const string CallerPrefix = "person:";

    /// <summary>Longest subject that is taken, so that the audit log has it whole.</summary>
    public static readonly int SubjectLimit = Text.ShortLimit - CallerPrefix.Length;

    /// <summary>Algorithms of signatures that are taken: those with a public key alone, since of a shared one everybody could sign who can check.</summary>
    public static readonly IReadOnlyList<string> Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>The issuer of its tokens, at which its description is found too: <c>https</c>, or <c>http</c> on this machine.</summary>
    public required Uri Authority { get; init; }

    /// <summary>What people read; by default the host of the authority.</summary>
    public required string Name { get; init; }

    /// <summary>The audience of the tokens that the API takes; null where it takes keys alone.</summary>
    public string? Audience { get; init; }

    /// <summary>The id under which the provider knows the console; null where people sign in with keys alone.</summary>
    public string? ClientId { get; init; }

    /// <summary>The secret to that; null where the provider asks for none.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>What the console asks the provider for.</summary>
    public IReadOnlyList<string> AskedFor { get; init; } = ["openid", "profile"];

    /// <summary>The claim that says as what somebody works. Of a claim within others, the names with dots between: <c>realm_access.roles</c>.</summary>
    public string RoleClaim { get; init; } = UsualRoleClaim;

    /// <summary>The roles by the claim's values.</summary>
    public IReadOnlyDictionary<string, Role> Roles { get; init; } = OwnNames;

    /// <summary>Roles by their own names, such as <c>campaign_manager</c>.</summary>
    public static IReadOnlyDictionary<string, Role> OwnNames { get; } = Enum.GetValues<Role>().ToDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>The name of a role.</summary>
    public static string NameOf(Role role) => JsonNamingPolicy.SnakeCaseLower.ConvertName(role.ToString());

    /// <summary>The roles that the claims of a token give, in their order; none where there is none of them.</summary>
    public IReadOnlyList<Role> RolesOf(IEnumerable<Claim> claims) =>
        [.. ValuesOf([.. claims]).Where(Roles.ContainsKey).Select(value => Roles[value]).Distinct().Order()];

    /// <summary>Who is meant by the claims of a token; null where they name nobody, or in more characters than are taken.</summary>
    /// <param name="claims">The claims of a token that was checked.</param>
    public static (string Id, string Name)? PersonOf(IReadOnlyCollection<Claim> claims)
    {
        if (ValueOf(claims, "sub") is not { } subject || subject.Length > SubjectLimit || Text.TextFaults("sub", subject).Any()) return null;
        var id = CallerPrefix + subject;
        // The name is for the page that the person sees; what is kept of a person is the id.
        var name = ((string[])["name", "preferred_username", "email"]).Select(claim => ValueOf(claims, claim)).FirstOrDefault(value => value is not null && !Text.TextFaults("name", value).Any());
        return (id, name ?? id);
    }

    /// <summary>A person with some roles.</summary>
    public static Caller CallerOf(string id, string name, IEnumerable<Role> roles) => new(id, name, Scopes.BitsOf(roles.SelectMany(Access.Roles.ScopesOf)));

    /// <summary>What to say to somebody whose token gives no role.</summary>
    public string NoRole => $"The claim '{RoleClaim}' of your token has none of the values that stand for a role here: {string.Join(", ", Roles.Keys.Order(StringComparer.Ordinal).Take(20))}.";

    private static string? ValueOf(IEnumerable<Claim> claims, string name) => claims.FirstOrDefault(claim => claim.Type == name)?.Value is { Length: > 0 } value ? value : null;

    /// <summary>The values of the claim of roles: of that very name, else within the claim that its name begins with.</summary>
    private IEnumerable<string> ValuesOf(IReadOnlyList<Claim> claims)
    {
        var direct = claims.Where(claim => claim.Type == RoleClaim).Select(claim => claim.Value).ToList();
        var names = RoleClaim.Split('.');
        if (direct.Count > 0 || names.Length == 1) return direct;
        return claims.Where(claim => claim.Type == names[0]).SelectMany(claim => Within(claim.Value, names[1..]));
    }

    private static IReadOnlyList<string> Within(string json, IEnumerable<string> names)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var at = document.RootElement;
            foreach (var name in names)
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at)) return [];
            return at.ValueKind switch
            {
                JsonValueKind.String => [at.GetString()!],
                JsonValueKind.Array => [.. at.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
                _ => [],
            };
        }
        catch (JsonException)
        {
            // A claim that has no others within it gives no role.
            return [];
        }
    }

    /// <remarks>Without the secret: what is printed ends in logs.</remarks>
    public override string ToString() => $"{nameof(IdentityProvider)} {{ {nameof(Authority)} = {Authority} }}";
}
