using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Access;

/// <summary>Keys of callers: created, listed, revoked.</summary>
internal static class KeysApi
{
    private static readonly EndpointDescription Statuses = new()
    {
        Answers = new Dictionary<int, string>
        {
            [204] = "The key is revoked.",
            [403] = "The caller lacks the scope, or wants to give what the caller has not. Code `forbidden`.",
            [404] = "There was never such a key. Code `key_not_found`.",
            [409] = "A key has or had the id. Code `key_exists`. Or it is the last key that can make others. Code `last_key`.",
        },
    };

    public static void MapKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("Keys").WithMetadata(Statuses);
        keys.MapGet("/", ListAsync).WithName("listKeys").WithSummary("Lists all keys, without their texts.")
            .WithDescription("Keys are listed in the order of their ids, with those that have expired or were revoked. When a key was last used is known to the minute.").ProducesProblems();
        keys.MapGet("/{keyId}", GetAsync).WithName("getKey").WithSummary("Reads a key, without its text.")
            .WithDescription("When a key was last used is known to the minute.").ProducesProblems(400, 404);
        keys.MapPut("/{keyId}", CreateAsync).WithName("createKey").WithSummary("Creates a key.")
            .WithDescription(
                "The text of the key is in the answer, and is kept nowhere: whoever loses it revokes the key and creates another. A key is given no scope that the caller lacks, and a key that ends or is held to networks or a rate makes none. " +
                "A key cannot be changed. The id of a key that was revoked is not used again, as long as there is room for it.")
            .ProducesProblems(400, 409, 413, 415, 422).WithMetadata(new RefusalCodes("too_many_keys"));
        keys.MapDelete("/{keyId}", RevokeAsync).WithName("revokeKey").WithSummary("Revokes a key, for ever.")
            .WithDescription("Once this is answered, no gateway takes the key any more. That takes about a second. A key that was revoked is not revoked anew. The last key that can make others stays, unless people sign in: create another first, or revoke it in the database by `customercapital key revoke`.").ProducesProblems(400, 404, 409);
    }

    private static async Task<Ok<KeyList>> ListAsync(ICustomerCapital capital, TimeProvider clock, CancellationToken cancellation)
    {
        return TypedResults.Ok(new KeyList(await capital.ListKeysAsync(clock.GetUtcNow(), cancellation)));
    }

    private static async Task<Ok<KeyView>> GetAsync(ICustomerCapital capital, TimeProvider clock, string keyId, CancellationToken cancellation)
    {
        CheckId(keyId);
        var keys = await capital.ListKeysAsync(clock.GetUtcNow(), cancellation);
        return TypedResults.Ok(keys.FirstOrDefault(key => key.KeyId == keyId) ?? throw new ProblemException(Problem.KeyNotFound(keyId)));
    }

    private static async Task<Ok<CreatedKey>> CreateAsync(HttpContext context, ICustomerCapital capital, GatewayOptions options, TimeProvider clock, string keyId, Body<KeyTerms> body, CancellationToken cancellation)
    {
        CheckId(keyId);
        if (body.Value.Faults().ToList() is { Count: > 0 } faults) throw new ProblemException(Problem.Malformed(faults));
        if (body.Value.Scopes.Where(scope => !context.Caller().May(scope)).ToList() is { Count: > 0 } lacking)
            throw new ProblemException(Problem.Forbidden($"The caller lacks {string.Join(", ", lacking.Select(Scopes.NameOf))}, and cannot give it to others."));
        if (context.Caller().IsLimited) throw new ProblemException(Problem.Forbidden("The caller's key ends, or is held to networks or to a rate, and makes no other keys."));
        var text = AccessKey.TextOf(options.NewSecret(AccessKey.SecretBytes));
        var creation = await capital.AskAsync(new CreateKey(keyId, body.Value, AccessKey.HashOf(text)!, context.Caller().Id), cancellation);
        if (creation.Status != KeyCreationStatus.Created) throw new ProblemException(creation.Status == KeyCreationStatus.Exists ? Problem.KeyExists(keyId) : Problem.TooManyKeys());
        AuditNote.Changed(context, null, body.Value);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new CreatedKey(text, KeyView.Of(creation.Key!, new Dictionary<string, DateTimeOffset>(), clock.GetUtcNow())));
    }

    private static async Task<NoContent> RevokeAsync(ICustomerCapital capital, GatewayOptions options, string keyId, CancellationToken cancellation)
    {
        CheckId(keyId);
        var revocation = await capital.AskAsync(new RevokeKey(keyId, SparesLast: !options.Open && options.Provider is null), cancellation);
        if (revocation.IsLast) throw new ProblemException(Problem.LastKey(keyId));
        return revocation.Key is not null ? TypedResults.NoContent() : throw new ProblemException(Problem.KeyNotFound(keyId));
    }

    private static void CheckId(string keyId)
    {
        if (KeptKeys.IdFaults(keyId).ToList() is { Count: > 0 } faults) throw new ProblemException(Problem.Malformed(faults));
    }
}
