using System.Text.Json;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Engine.Segments;

/// <summary>The saved segments, as the ledger's control state holds them.</summary>
/// <param name="Saved">All of them.</param>
/// <param name="Version">Of the whole; 0 where none was ever saved. A change must name it.</param>
public sealed record KeptSegments(SavedSegments Saved, long Version)
{
    private const string Name = "segments";

    /// <summary>Reads them from the ledger itself: a copy of it that is behind could not tell what was just saved.</summary>
    /// <exception cref="EngineUnavailableException">A newer version of the program has saved what this one does not know.</exception>
    internal static async Task<KeptSegments> ReadAsync(ILedger ledger, CancellationToken cancellation)
    {
        if (await ledger.ReadControlAsync(Name, cancellation) is not { } kept) return new(SavedSegments.None, 0);
        try
        {
            return new(LedgerJson.DecodeSegments(kept.Json), kept.Version);
        }
        catch (JsonException newer)
        {
            throw new EngineUnavailableException($"The saved segments cannot be read by this version of the program; upgrade it. {newer.Message}", newer);
        }
    }

    /// <summary>Whether a segment asks for what was bought, and the ledger does not keep that. Nothing is read for any other segment.</summary>
    internal static async Task<bool> LacksBoughtAsync(ILedger ledger, Segment? segment, CancellationToken cancellation) =>
        segment is { AsksForBought: true } && !await ledger.KeepsBoughtAsync(cancellation);

    /// <summary>Keeps others in their place.</summary>
    internal async Task<SegmentChange> WriteAsync(ILedger ledger, SavedSegments next, CancellationToken cancellation)
    {
        try
        {
            await ledger.WriteControlAsync(Name, LedgerJson.Encode(next), Version, cancellation);
            return new(Version + 1);
        }
        catch (VersionConflictException)
        {
            return SegmentChange.OfOther;
        }
        catch (LedgerSchemaException outdated)
        {
            throw new EngineUnavailableException(outdated.Message, outdated);
        }
    }

    /// <summary>Takes over the saved segments of an export. Those that are here already stay as they are.</summary>
    /// <exception cref="RestoreConflictException">One of them is another here, or cannot be saved beside those that are here; nothing was changed.</exception>
    internal static async Task RestoreAsync(ILedger ledger, SavedSegments exported)
    {
        SegmentChange change;
        do
        {
            var kept = await ReadAsync(ledger, CancellationToken.None);
            var next = kept.Saved.WithAll(exported, kept.Version + 1, out var fault);
            if (fault is not null) throw new RestoreConflictException(fault);
            if (next == kept.Saved) return;
            change = await kept.WriteAsync(ledger, next, CancellationToken.None);
        }
        while (change.VersionConflict);
    }
}

/// <summary>What became of a change of the saved segments.</summary>
/// <param name="Version">The version of the whole, and of what was saved; null where nothing was changed.</param>
/// <param name="Faults">Why it cannot be saved, by field.</param>
/// <param name="Users">Names of the saved segments for whose sake it cannot be deleted.</param>
/// <param name="BoughtNotKept">Whether it cannot be saved because it asks for what was bought, which the ledger does not keep.</param>
public sealed record SegmentChange(long? Version, IReadOnlyList<FieldFault>? Faults = null, IReadOnlyList<string>? Users = null, bool BoughtNotKept = false)
{
    /// <summary>The saved segments have changed since they were read: read them again and decide anew.</summary>
    public static readonly SegmentChange OfOther = new((long?)null);

    /// <summary>Whether another change came first.</summary>
    public bool VersionConflict => Version is null && Faults is null && Users is null && !BoughtNotKept;
}

/// <summary>All saved segments.</summary>
public sealed record ReadSegments : Question<KeptSegments>
{
    public override Task<KeptSegments> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) => KeptSegments.ReadAsync(engine.Ledger, cancellation);
}

/// <summary>Saves a segment under a name, in place of the one that has it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Segment">Who belongs.</param>
/// <param name="Version">Of the saved segments from which the change was made. It must be named: a copy of the question that comes late then changes nothing.</param>
public sealed record PutSegment(string Name, Segment Segment, long Version) : Question<SegmentChange>
{
    public override async Task<SegmentChange> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var kept = await KeptSegments.ReadAsync(engine.Ledger, cancellation);
        if (kept.Version != Version) return SegmentChange.OfOther;
        if (kept.Saved.With(Name, Segment, Version + 1, out var faults) is not { } next) return new(null, faults);
        return await KeptSegments.LacksBoughtAsync(engine.Ledger, kept.Saved.Expand(Segment, out _), cancellation)
            ? new(null, BoughtNotKept: true) : await kept.WriteAsync(engine.Ledger, next, cancellation);
    }
}

/// <summary>Deletes a saved segment, unless another names it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Version">Of the saved segments from which the change was made, as of <see cref="PutSegment"/>.</param>
public sealed record DeleteSegment(string Name, long Version) : Question<SegmentChange>
{
    public override async Task<SegmentChange> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var kept = await KeptSegments.ReadAsync(engine.Ledger, cancellation);
        if (kept.Version != Version || kept.Saved.Find(Name) is null) return SegmentChange.OfOther;
        return kept.Saved.UsersOf(Name) is { Count: > 0 } users ? new(null, Users: users) : await kept.WriteAsync(engine.Ledger, kept.Saved.Without(Name), cancellation);
    }
}

/// <summary>A segment with the saved ones that it names put in their place, as they are now.</summary>
/// <param name="Segment">The segment.</param>
public sealed record ExpandSegment(Segment Segment) : Question<ExpandedSegment>
{
    public override async Task<ExpandedSegment> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if (!SavedSegments.AreNamedIn(Segment)) return new(Segment, [], await KeptSegments.LacksBoughtAsync(engine.Ledger, Segment, cancellation));
        var expanded = (await KeptSegments.ReadAsync(engine.Ledger, cancellation)).Saved.Expand(Segment, out var faults);
        return new(expanded, faults, await KeptSegments.LacksBoughtAsync(engine.Ledger, expanded, cancellation));
    }
}

/// <summary>What a segment comes to.</summary>
/// <param name="Segment">With all in its place; null where that is not possible.</param>
/// <param name="Faults">Why not.</param>
/// <param name="BoughtNotKept">Whether it asks for what was bought, which the ledger does not keep: see <see cref="BoughtNotKeptException"/>.</param>
public sealed record ExpandedSegment(Segment? Segment, IReadOnlyList<FieldFault> Faults, bool BoughtNotKept = false);
