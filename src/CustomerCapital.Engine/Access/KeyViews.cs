using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Access;

/// <summary>A key, without its text.</summary>
/// <param name="KeyId">Its id.</param>
/// <param name="Status">Whether it is taken.</param>
/// <param name="Terms">What its holder may do.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="LastUsedAt">When it was last used, to the minute. Null if that was never, or less than a minute ago.</param>
/// <param name="RevokedAt">When it was revoked. Null if it was not.</param>
public sealed record KeyView(string KeyId, KeyStatus Status, KeyTerms Terms, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt)
{
    /// <summary>Who created it, as the audit log names callers: a key, or a person by the identity provider's subject. Null if that is not known.</summary>
    public string? By { get; init; }

    /// <summary>A key as it is kept.</summary>
    public static KeyView Of(AccessKey key, IReadOnlyDictionary<string, DateTimeOffset> uses, DateTimeOffset now) => new(
        key.KeyId, key.RevokedAt is not null ? KeyStatus.Revoked : key.HoldsAt(now) ? KeyStatus.Active : KeyStatus.Expired,
        key.Terms, key.CreatedAt, uses.TryGetValue(key.KeyId, out var used) ? used : null, key.RevokedAt) { By = key.By };
}

/// <summary>Lists keys.</summary>
public static class KeyViews
{
    /// <summary>All keys, without their texts, in the order of their ids.</summary>
    /// <param name="capital">The engine.</param>
    /// <param name="now">The moment at which it is looked whether they hold.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<KeyView>> ListKeysAsync(this ICustomerCapital capital, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var kept = (await capital.AskAsync(new ReadKeys(), cancellation)).Kept!;
        var uses = await capital.AskAsync(new NoteKeyUses(new Dictionary<string, DateTimeOffset>()), cancellation);
        return [.. kept.Keys.Select(key => KeyView.Of(key, uses, now))];
    }
}

/// <summary>All keys.</summary>
/// <param name="Keys">In the order of their ids.</param>
public sealed record KeyList(IReadOnlyList<KeyView> Keys);

/// <summary>A key that was just created.</summary>
/// <param name="Text">The key: what its holder sends after <c>Authorization: Bearer</c>. It is told this once.</param>
/// <param name="Key">The key, as it is listed.</param>
public sealed record CreatedKey(string Text, KeyView Key);

/// <summary>Whether a key is taken.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<KeyStatus>))]
public enum KeyStatus
{
    /// <summary>It is taken.</summary>
    Active = 1,

    /// <summary>Its time is over.</summary>
    Expired = 2,

    /// <summary>Somebody has revoked it.</summary>
    Revoked = 3,
}
