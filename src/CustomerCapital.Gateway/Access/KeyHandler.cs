using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using CustomerCapital.Engine.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CustomerCapital.Gateway.Access;

/// <summary>Knows callers by their keys: <c>Authorization: Bearer cckey_…</c>, or as the password of Basic, for programs and browsers that know nothing else.</summary>
internal sealed class KeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, KeyRing ring, IKeyUses uses, IKeyGuesses guesses, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string Name = "Key";

    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    /// <summary>How a caller can show who it is. Browsers ask people for a password where they are told of Basic, and only outside the API.</summary>
    public static StringValues ChallengeOf(HttpRequest request) => AccessRegistration.IsOfApi(request) ? new StringValues("Bearer") : new StringValues(["Bearer", "Basic realm=\"CustomerCapital\", charset=\"UTF-8\""]);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var sent = Request.Headers.Authorization.ToString();
        if (sent.Length == 0) return AuthenticateResult.NoResult();
        if (KeyOf(sent) is not { } text) return Failed("Authorization must be: Bearer and a key of this program.");
        // What is no whole key is known without asking anybody.
        if (AccessKey.HashOf(text) is not { } hash) return Failed("This program has no such key, or it is not whole.", isGuess: true);
        var found = (await ring.GetAsync()).Find(hash);
        // Of a key that was created a moment ago, what was read before knows nothing; who guesses is not worth a reading.
        if (found is null && guesses.MayAsk(Context.Connection.RemoteIpAddress)) found = (await ring.GetFreshAsync()).Find(hash);
        if (found is not var (key, caller)) return Failed("This program has no such key.", isGuess: true);
        var now = clock.GetUtcNow();
        if (key.RevokedAt is not null) return Failed($"Key '{key.KeyId}' was revoked.");
        if (!key.HoldsAt(now)) return Failed($"Key '{key.KeyId}' has expired.");
        if (!key.Terms.IsTakenFrom(Context.Connection.RemoteIpAddress)) return Failed($"Key '{key.KeyId}' is not taken from this network.");
        uses.Note(key.KeyId, now);
        return AuthenticateResult.Success(TicketOf(Context, caller, Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = ChallengeOf(Request);
        return Task.CompletedTask;
    }

    /// <summary>Tells the rest of a request who sent it.</summary>
    public static AuthenticationTicket TicketOf(HttpContext context, Caller caller, string scheme)
    {
        context.Features.Set(caller);
        return new(new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, caller.Id)], scheme)), scheme);
    }

    /// <summary>Says why, also to whoever answers: the framework tells it of successes alone.</summary>
    private AuthenticateResult Failed(string reason, bool isGuess = false)
    {
        Context.Features.Set(new AccessFailure(reason, isGuess));
        return AuthenticateResult.Fail(reason);
    }

    private static string? KeyOf(string sent)
    {
        if (sent.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return sent[Bearer.Length..].Trim();
        if (!sent.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) || sent.Length > 1_024) return null;
        var bytes = new byte[sent.Length];
        if (!Convert.TryFromBase64String(sent[Basic.Length..].Trim(), bytes, out var length)) return null;
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }
}

/// <summary>Why a key or a token was not taken, or gives nothing.</summary>
/// <param name="Reason">Why.</param>
/// <param name="IsGuess">Whether it may have been guessed.</param>
/// <param name="IsUnavailable">Whether it could not be looked at, so that the same may be taken later.</param>
internal sealed record AccessFailure(string Reason, bool IsGuess = false, bool IsUnavailable = false);

/// <summary>Knows who has brought too many keys that are none.</summary>
internal interface IKeyGuesses
{
    /// <summary>Whether the ledger is asked once more for a key that whoever comes from there has brought.</summary>
    bool MayAsk(System.Net.IPAddress? from);
}

/// <summary>Takes everybody for one who may do everything.</summary>
internal sealed class OpenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string Name = "Open";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.Success(KeyHandler.TicketOf(Context, Caller.Open, Scheme.Name)));
}
