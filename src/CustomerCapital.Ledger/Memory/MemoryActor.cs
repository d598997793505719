using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Ledger.Memory;

/// <summary>What is kept of an actor. Not thread-safe.</summary>
/// <param name="Place">Its number in the order in which actors came.</param>
internal sealed record MemoryActor(long Place)
{
    public byte[] StateUtf8 { get; set; } = [];

    public long Version { get; set; }

    /// <summary>Where an entry stands in the list.</summary>
    public int PlaceOf(long sequence) => Entries.FindIndex(kept => kept.Columns.Sequence == sequence);

    public Dictionary<string, EncodedPart> Parts { get; } = [];

    public Pieces Pieces { get; set; } = new();

    public CustomerScore? Score { get; set; }

    public BesideState Beside => new(Pieces, Score);

    public Dictionary<string, DateTimeOffset> Due { get; } = [];

    public List<MemoryEntry> Entries { get; } = [];

    public HashSet<string> NaturalIds { get; } = [];

    public ActorState State => LedgerJson.DecodeState(StateUtf8, [.. Parts.Values]);

    /// <summary>The pieces that the entries leave.</summary>
    public Pieces Recounted(ActorId id)
    {
        var history = new PieceHistory();
        foreach (var kept in Entries) history.Take(kept.Decode(id));
        return history.Pieces;
    }
}

/// <summary>An entry, with its event as JSON.</summary>
internal sealed record MemoryEntry(Entry Columns, byte[] Utf8)
{
    public Entry Decode(ActorId actor)
    {
        var body = LedgerJson.DecodeEntry(Utf8);
        return Columns with { Actor = actor, Event = body.Event, After = body.After, IsRepeated = body.IsRepeated };
    }
}
