using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Privacy;

namespace CustomerCapital.Ledger.Encoding;

/// <summary>Takes a person out of entries and messages.</summary>
/// <param name="values">The person.</param>
/// <param name="isOwn">Whether they are the person's own.</param>
public sealed class EntryRedaction(PersonalValues values, bool isOwn)
{
    private static readonly JsonTypeInfo<ActorEvent> Events = (JsonTypeInfo<ActorEvent>)LedgerJson.Plain.GetTypeInfo(typeof(ActorEvent));
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Redaction _redaction = new(values, isOwn);

    /// <summary>The values by which an entry of the person's own history tells who the person is.</summary>
    public static IReadOnlyList<string> Find(Entry entry)
    {
        var found = new List<string>();
        Redaction.Find(JsonSerializer.SerializeToNode(entry.Event, Events), found);
        Redaction.AddAddresses(entry.NaturalId, found);
        Redaction.AddAddresses(entry.ConcernsId, found);
        return found;
    }

    /// <summary>An entry without what was said, noted and written, and without the hash of its content, by which whoever guesses a text could confirm it.</summary>
    /// <returns>Null where nothing changes.</returns>
    public static Entry? WithoutTexts(Entry entry)
    {
        var json = JsonSerializer.SerializeToNode(entry.Event, Events)!.AsObject();
        return Redaction.DropTexts(json) ? entry with { Event = json.Deserialize(Events)!, ContentHash = entry.ContentHash is null ? null : ContentHash.Erased } : null;
    }

    /// <summary>An entry without the person. The hash of its content is dropped where the content was about the person: it would tell what that was to whoever guesses it.</summary>
    /// <returns>Null where nothing changes.</returns>
    public Entry? Of(Entry entry)
    {
        var json = JsonSerializer.SerializeToNode(entry.Event, Events)!.AsObject();
        var changed = _redaction.Change(json);
        var happened = changed ? json.Deserialize(Events)! : entry.Event;
        var ids = entry.Event.Ids() is { } told && told == new NaturalIds(entry.NaturalId, entry.ConcernsId) ? happened.Ids()!.Value : new(Replaced(entry.NaturalId), Replaced(entry.ConcernsId));
        changed |= ids != new NaturalIds(entry.NaturalId, entry.ConcernsId);
        if (!changed && (!isOwn || entry.ContentHash is null)) return null;
        return entry with { Event = happened, NaturalId = ids.NaturalId, ConcernsId = ids.ConcernsId, ContentHash = entry.ContentHash is null ? null : ContentHash.Erased };
    }

    /// <summary>The command of a message without the person.</summary>
    /// <returns>Null where nothing changes.</returns>
    /// <exception cref="JsonException">It is no command.</exception>
    public string? Of(string command)
    {
        var json = JsonNode.Parse(command)!.AsObject();
        return _redaction.Change(json) ? json.ToJsonString(Relaxed) : null;
    }

    private string? Replaced(string? id) => id is null ? null : values.Replace(id);
}
