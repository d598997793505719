using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CustomerCapital.Engine.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.Gateway.Tests.Access.People;

/// <summary>An OpenID Connect provider on a loopback port: description, keys, code flow with PKCE, tokens signed with RS256. Whoever comes is signed in at once, as the person that a test names.</summary>
internal sealed class OidcProvider : IAsyncDisposable
{
    public const string Audience = "loyalty-api";
    public const string ClientId = "loyalty-console";
    public const string ClientSecret = "s3cret-of-the-console";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Asked> _codes = [];

    private OidcProvider(WebApplication app)
    {
        _app = app;
        Key = NewKey("first");
        Published = [Key];
    }

    public Uri Authority { get; private set; } = null!;

    /// <summary>The key by which it signs.</summary>
    public SigningKey Key { get; private set; }

    /// <summary>The keys that it shows.</summary>
    public IReadOnlyList<SigningKey> Published { get; private set; }

    /// <summary>Whether it answers nobody.</summary>
    public bool IsDown { get; set; }

    /// <summary>The issuer that its description names; null for its own.</summary>
    public string? OtherIssuer { get; set; }

    /// <summary>Who comes to sign in: claims of the id token.</summary>
    public JsonObject Person { get; set; } = new() { ["sub"] = "maria" };

    /// <summary>Whether it turns away who comes.</summary>
    public bool Denies { get; set; }

    /// <summary>Where its description says that sessions are ended; null where it says nothing of that.</summary>
    public string? SignOutAddress { get; set; }

    /// <summary>Whose sessions were ended, and the ids of the programs that asked for it. Of a request without the id token of a person, the person is empty.</summary>
    public ConcurrentQueue<(string Person, string ClientId)> SignedOut { get; } = [];

    /// <summary>How often its description was read.</summary>
    public int Readings;

    public static async Task<OidcProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var provider = new OidcProvider(app);
        app.Use((context, next) =>
        {
            if (!provider.IsDown) return next(context);
            context.Abort();
            return Task.CompletedTask;
        });
        app.MapGet("/.well-known/openid-configuration", () =>
        {
            Interlocked.Increment(ref provider.Readings);
            var description = new JsonObject
            {
                ["issuer"] = provider.OtherIssuer ?? provider.Issuer, ["jwks_uri"] = provider.Issuer + "/keys", ["authorization_endpoint"] = provider.Issuer + "/authorize", ["token_endpoint"] = provider.Issuer + "/token",
                ["response_types_supported"] = new JsonArray("code"), ["subject_types_supported"] = new JsonArray("public"), ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            };
            if (provider.SignOutAddress is { } address) description["end_session_endpoint"] = address;
            return Results.Text(description.ToJsonString(), "application/json");
        });
        app.MapGet("/keys", () => Results.Text(new JsonObject { ["keys"] = new JsonArray([.. provider.Published.Select(key => key.Public)]) }.ToJsonString(), "application/json"));
        app.MapGet("/authorize", (Delegate)provider.Authorize);
        app.MapGet("/logout", (Delegate)provider.EndSession);
        app.MapPost("/token", (Delegate)provider.RedeemAsync);
        await app.StartAsync();
        provider.Authority = new(app.Urls.Single());
        return provider;
    }

    /// <summary>Its name as it writes it into tokens.</summary>
    public string Issuer => Authority.AbsoluteUri.TrimEnd('/');

    /// <summary>As a server knows it.</summary>
    public IdentityProvider Settings => new() { Authority = Authority, Name = "Staff accounts", Audience = Audience, ClientId = ClientId, ClientSecret = ClientSecret };

    /// <summary>A token of the API, good unless claims are set otherwise; a claim that is null is left out.</summary>
    public string Token(params (string Name, JsonNode? Value)[] claims) => Signed(Claims(claims), Key);

    /// <summary>The claims of a good token for the API, with some set otherwise.</summary>
    public JsonObject Claims(params (string Name, JsonNode? Value)[] claims)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var all = new JsonObject { ["iss"] = Issuer, ["aud"] = Audience, ["sub"] = "maria", ["iat"] = now, ["nbf"] = now - 5, ["exp"] = now + 300, ["roles"] = new JsonArray("viewer") };
        foreach (var (name, value) in claims)
            if (value is null) all.Remove(name);
            else all[name] = value;
        return all;
    }

    /// <summary>Signs with RS256.</summary>
    public static string Signed(JsonObject claims, SigningKey key)
    {
        var text = Text(new() { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = key.Id }, claims);
        return text + "." + Base64Url.EncodeToString(key.Pair.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    /// <summary>Header and claims, to be signed.</summary>
    public static string Text(JsonObject header, JsonObject claims) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.ToJsonString())) + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()));

    public static SigningKey NewKey(string id) => new(id, RSA.Create(2048));

    /// <summary>Signs with another key from here on, and shows that one alone.</summary>
    public void Rotate(string id)
    {
        Key = NewKey(id);
        Published = [Key];
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private IResult Authorize(HttpContext context)
    {
        var asked = context.Request.Query;
        if (asked["client_id"] != ClientId || asked["response_type"] != "code" || asked["code_challenge_method"] != "S256" || asked["scope"].ToString().Split(' ') is not ["openid", ..] || asked["nonce"] == "") return Results.BadRequest();
        var back = asked["redirect_uri"].ToString();
        if (Denies) return Results.Redirect(QueryHelpers.AddQueryString(back, new Dictionary<string, string?> { ["error"] = "access_denied", ["state"] = asked["state"] }));
        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _codes[code] = new(back, asked["code_challenge"].ToString(), asked["nonce"].ToString());
        return Results.Redirect(QueryHelpers.AddQueryString(back, new Dictionary<string, string?> { ["code"] = code, ["state"] = asked["state"] }));
    }

    private IResult EndSession(HttpContext context)
    {
        var asked = context.Request.Query;
        var hint = asked["id_token_hint"].ToString().Split('.');
        if (hint is [var header, var claims, var signature] && !Key.Pair.VerifyData(Encoding.ASCII.GetBytes(header + "." + claims), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)) return Results.BadRequest();
        SignedOut.Enqueue((hint.Length == 3 ? JsonNode.Parse(Base64Url.DecodeFromChars(hint[1]))!["sub"]!.GetValue<string>() : "", asked["client_id"].ToString()));
        return Results.Redirect(asked["post_logout_redirect_uri"].ToString());
    }

    private async Task<IResult> RedeemAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var isOurs = form["client_id"] == ClientId && form["client_secret"] == ClientSecret && form["grant_type"] == "authorization_code";
        // A code is redeemed once, by who can say the verifier whose hash came with the question.
        if (!isOurs || !_codes.TryRemove(form["code"].ToString(), out var asked) || form["redirect_uri"] != asked.Back
            || Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != asked.Challenge)
            return Results.Text("""{"error":"invalid_grant"}""", "application/json", statusCode: 400);
        var token = Token([("aud", ClientId), ("nonce", asked.Nonce), ("roles", null), .. Person.Select(claim => (claim.Key, claim.Value?.DeepClone()))]);
        return Results.Text(new JsonObject { ["id_token"] = token, ["access_token"] = "none-of-ours", ["token_type"] = "Bearer", ["expires_in"] = 300 }.ToJsonString(), "application/json");
    }

    private sealed record Asked(string Back, string Challenge, string Nonce);
}

/// <summary>A key by which a provider signs.</summary>
internal sealed record SigningKey(string Id, RSA Pair)
{
    /// <summary>What everybody may know of it.</summary>
    public JsonObject Public
    {
        get
        {
            var known = Pair.ExportParameters(false);
            return new() { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = Id, ["n"] = Base64Url.EncodeToString(known.Modulus), ["e"] = Base64Url.EncodeToString(known.Exponent) };
        }
    }
}
