using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Engine.Feed;

/// <summary>A page of the feed of all entries.</summary>
/// <param name="Entries">
/// In the order in which they were recorded in each database, those of one customer in the order of the history. The page
/// is empty only if nothing else is recorded yet.
/// </param>
/// <param name="NextAfter">The <c>after</c> of the next page, now or later. Also given with an empty page.</param>
public sealed record EntryFeed(IReadOnlyList<FeedEntry> Entries, string NextAfter)
{
    /// <summary>How a page is read by those who follow the feed; fields that are not known are passed over.</summary>
    public static JsonTypeInfo<EntryFeed> Json { get; } = (JsonTypeInfo<EntryFeed>)new JsonSerializerOptions
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(Capabilities.Json, FeedJsonContext.Default),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        AllowOutOfOrderMetadataProperties = true,
    }.GetTypeInfo(typeof(EntryFeed));
}

/// <summary>An entry of the feed: whose it is, and what the history says.</summary>
/// <param name="Actor">Whose history the entry is in.</param>
/// <param name="Sequence">Number of the entry in that history: 1, 2, 3 … without a gap.</param>
/// <param name="OccurredAt">When it happened, with an offset.</param>
/// <param name="RecordedAt">When the engine recorded it.</param>
/// <param name="Event">What happened.</param>
/// <param name="NaturalId">
/// The id under which the command took effect once. Null if the entry follows from another entry.
/// </param>
/// <param name="ConcernsId">
/// Natural id of the earlier entry that this one corrects. Null if this one corrects none.
/// </param>
/// <param name="ContentHash">Hash of the command's content. A repeat has the same hash, a conflict has another.</param>
/// <param name="After">
/// The customer's figures just after the entry. Null if the entry follows from another entry.
/// </param>
public sealed record FeedEntry(
    FeedActor Actor, long Sequence, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt, ActorEvent Event, string? NaturalId, string? ConcernsId, string? ContentHash, Account? After)
{
    /// <summary>An entry as the ledger keeps it.</summary>
    public static FeedEntry Of(Entry entry) => new(
        FeedActor.Of(entry.Actor), entry.Sequence, entry.OccurredAt, entry.RecordedAt, entry.Event.Published(), entry.NaturalId, entry.ConcernsId, entry.ContentHash, entry.After);
}

/// <summary>Whose an entry is.</summary>
/// <param name="Kind">What it is: <c>customer</c>. There may be further kinds later.</param>
/// <param name="Key">Its id among those of its kind; of a customer the caller's id.</param>
public sealed record FeedActor(string Kind, string Key)
{
    /// <summary>The actor of an id.</summary>
    public static FeedActor Of(ActorId actor) => new(JsonNamingPolicy.SnakeCaseLower.ConvertName(actor.Kind.ToString()), actor.Key);

    /// <summary>The id of the actor.</summary>
    /// <exception cref="ArgumentException">This version knows no such kind.</exception>
    public ActorId ToId() => new(Enum.Parse<ActorKind>(Kind.Replace("_", "", StringComparison.Ordinal), ignoreCase: true), Key);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EntryFeed))]
internal sealed partial class FeedJsonContext : JsonSerializerContext;
