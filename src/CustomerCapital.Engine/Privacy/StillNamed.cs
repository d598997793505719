using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Segments;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Engine.Privacy;

/// <summary>What staff have written that names an erased person, and that no program can change without changing what it means: rules of segments and campaigns, and titles.</summary>
internal static class StillNamed
{
    /// <summary>So many are kept by name.</summary>
    private const int Most = 100;

    /// <summary>Finds it. Titles of keys, which mean nothing to the program, are written anew.</summary>
    /// <param name="engine">What this process has of the engine.</param>
    /// <param name="values">The person.</param>
    /// <param name="unchanged">The histories that hold what the person is known by, and of which nothing was replaced.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<NamedIn>> FindAsync(EngineParts engine, PersonalValues values, IReadOnlyList<ActorId> unchanged, CancellationToken cancellation)
    {
        // Other customers' are theirs: a family has one address.
        var named = unchanged.Where(actor => actor.Kind is not (ActorKind.Customer or ActorKind.AuditLog)).Select(actor => Of(NameOf(actor.Kind), actor.Key)).ToList();
        var searched = values.SearchedFor;
        foreach (var segment in (await KeptSegments.ReadAsync(engine.Ledger, cancellation)).Saved.Saved)
            if (LedgerJson.Encode(new SavedSegments([segment])) is var json && searched.Any(text => json.Contains(text, StringComparison.OrdinalIgnoreCase))) named.Add(Of("segment", segment.Name));
        var keys = await KeptKeys.ChangeAsync(
            engine.Ledger,
            kept => kept.Keys.Where(key => key.Terms.Title is { } title && values.Replace(title) != title).ToList() is { Count: > 0 } titled
                ? titled.Aggregate(kept, (changed, key) => changed.With(key with { Terms = key.Terms with { Title = values.Replace(key.Terms.Title!) } })) : null,
            cancellation);
        named.AddRange(keys.Keys.Where(key => key.Terms.CustomerPrefix is { } prefix && (prefix == values.CustomerId || values.Replace(prefix) != prefix)).Select(key => Of("key", key.KeyId)));
        return [.. named.Distinct().OrderBy(one => one.Kind, StringComparer.Ordinal).ThenBy(one => one.Key, StringComparer.Ordinal).Take(Most)];

        NamedIn Of(string kind, string key) => new(kind, values.Replace(key));
    }

    private static string NameOf(ActorKind kind) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
