using System.Text.Json;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Engine.Access;

namespace CustomerCapital.ConsolePages.Access;

/// <summary>All keys of callers, without their texts.</summary>
public sealed class KeysTable : ITableSource
{
    public string Name => "keys";

    public Scope Needs => Scope.KeysRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask)
    {
        var speech = ask.Speech;
        var keys = await ask.Capital.ListKeysAsync(TimeProvider.System.GetUtcNow(), ask.Gone);
        return new(
            [
                new("key_id", speech["keys.id"]), new("title", speech["keys.name"]), new("status", speech["keys.status"]), new("scopes", speech["keys.scopes"]), new("customer_prefix", speech["keys.prefix"]),
                new("networks", speech["keys.networks"]), new("created_at", speech["keys.created"]), new("expires_at", speech["keys.expires"]), new("last_used_at", speech["keys.used"]), new("by", speech["keys.by"]),
            ],
            [.. keys.Select(key => new Row(
            [
                Cell.Of(key.KeyId), Cell.Of(key.Terms.Title), new(speech["keys." + JsonNamingPolicy.SnakeCaseLower.ConvertName(key.Status.ToString())], key.Status), Cell.Of(string.Join(", ", key.Terms.Scopes.Select(Scopes.NameOf))), Cell.Of(key.Terms.CustomerPrefix),
                Cell.Of(key.Terms.Networks.Count > 0 ? string.Join(", ", key.Terms.Networks) : null), Moment(speech, key.CreatedAt), Moment(speech, key.RevokedAt ?? key.Terms.ExpiresAt),
                Moment(speech, key.LastUsedAt), Cell.Of(key.By),
            ], key.Status == KeyStatus.Active ? null : "partial"))])
        { Call = "/v1/keys" };
    }

    private static Cell Moment(Speech speech, DateTimeOffset? at) => at is { } moment ? new(speech.Moment(moment), moment) : Cell.Of(null);
}
