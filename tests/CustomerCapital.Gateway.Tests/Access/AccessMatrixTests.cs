using System.Text.Json.Nodes;
using CustomerCapital.Engine.Access;
using CustomerCapital.Gateway.Tests.OpenApi;

namespace CustomerCapital.Gateway.Tests.Access;

/// <summary>Every operation of the description, with every kind of caller.</summary>
public sealed class AccessMatrixTests
{
    [Fact]
    public async Task Every_operation_is_open_to_who_has_its_scope_and_to_nobody_else()
    {
        await using var guarded = await GuardedServer.StartAsync();
        var expired = await guarded.KeyAsync("expired", new KeyTerms { Scopes = Scopes.All, ExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(-1) });
        var revoked = await guarded.KeyAsync("revoked", Scopes.All.ToArray());
        Assert.NotNull((await guarded.Server.Engine.AskAsync(new RevokeKey("revoked"))).Key);
        var (with, without) = (new Dictionary<Scope, string>(), new Dictionary<Scope, string>());
        foreach (var scope in Scopes.All)
        {
            with[scope] = await guarded.KeyAsync($"with-{scope}", scope);
            without[scope] = await guarded.KeyAsync($"without-{scope}", [.. Scopes.All.Where(other => other != scope)]);
        }

        var operations = await DescribedOperation.AllAsync(guarded.Server);
        Assert.True(operations.Count > 100);
        var (guardedCount, wrong) = (0, new List<string>());
        foreach (var operation in operations)
        {
            var needed = operation.Json["security"]!.AsArray().Single()!.AsObject();
            if (needed.Count == 0)
            {
                Assert.StartsWith("/health", operation.Path, StringComparison.Ordinal);
                continue;
            }

            guardedCount++;
            var scope = Scopes.Of((string)needed["key"]![0]!)!.Value;
            foreach (var (name, key, expected) in ((string, string?, int)[])[("no key", null, 401), ("expired", expired, 401), ("revoked", revoked, 401), ("unknown", "cckey_none", 401), ("without its scope", without[scope], 403), ("with its scope", with[scope], 200)])
            {
                var status = (await CallAsync(guarded, operation, key)).Status;
                // The guard of guesses answers further unknown keys with 429.
                var isRight = expected == 200 ? status is not (401 or 403) and < 500 : status == expected || (name == "unknown" && status == 429);
                if (!isRight && !(operation.Path == "/v1/commands" && name == "without its scope")) wrong.Add($"{operation.Id} {name}: {status}");
            }
        }

        Assert.True(guardedCount > 100);
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.All(guarded.Server.Complaints, complaint => Assert.Contains("Somebody guesses", complaint, StringComparison.Ordinal));
    }

    internal static Task<Answer> CallAsync(GuardedServer guarded, DescribedOperation operation, string? key)
    {
        // What deletes takes nothing away that others need.
        var path = operation.PathWithExamples;
        var body = operation.BodyMediaType switch
        {
            null => null,
            // Nobody gives what that one has not.
            _ when operation.Id == "createKey" => """{"scopes":["keys:write"]}""",
            "application/x-ndjson" => """{"customerId":"nora","command":{"type":"interaction","interactionId":"i","kind":"inquiry"}}""",
            _ => (operation.Body as JsonNode)?.ToJsonString() ?? "{}",
        };
        return guarded.SendAsync(new(operation.Method), path, key, body, operation.BodyMediaType ?? "application/json");
    }
}
