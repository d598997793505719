using System.Net.Http.Headers;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Client;

public sealed partial class GatewayClient
{
    private const string SegmentsPath = "v1/segments";

    /// <summary>The saved segments, by name.</summary>
    public async Task<IReadOnlyList<SavedSegment>> ListSegmentsAsync(CancellationToken cancellation = default) =>
        [.. (await GetAsync<SegmentListAnswer>(SegmentsPath, cancellation)).Segments.Select(segment => segment.ToSaved())];

    /// <summary>The segment that is saved under a name; null where there is none.</summary>
    public async Task<SavedSegment?> GetSegmentAsync(string name, CancellationToken cancellation = default) =>
        (await FindAsync<SegmentAnswer>(PathOf(name), ["segment_not_found"], cancellation))?.ToSaved();

    /// <summary>Saves a segment under a name. The same segment again changes nothing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="segment">Who belongs.</param>
    /// <param name="expectedVersion">The version that it was made from, 0 where none may be there; null to replace whichever is.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="GatewayException">It was not saved. Its code is <c>version_conflict</c> where another version is there; its faults say what is wrong with the segment.</exception>
    public async Task<SavedSegment> PutSegmentAsync(string name, Segment segment, long? expectedVersion = null, CancellationToken cancellation = default)
    {
        using var request = WithBody(HttpMethod.Put, PathOf(name), new SegmentBody(segment));
        if (expectedVersion is 0) request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        else if (expectedVersion is { } version) request.Headers.IfMatch.Add(new(ETagOf(version)));
        return (await AskAsync(request, JsonMediaType, ReadAsync<SegmentAnswer>, cancellation)).ToSaved();
    }

    /// <summary>Deletes a saved segment.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="expectedVersion">The version that was read; null for whichever is there.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="GatewayException">It was not deleted. Its code is <c>version_conflict</c> where another version is there, <c>segment_in_use</c> where other saved segments name it.</exception>
    public async Task<bool> DeleteSegmentAsync(string name, long? expectedVersion = null, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, PathOf(name));
        if (expectedVersion is { } version) request.Headers.IfMatch.Add(new(ETagOf(version)));
        try
        {
            return await AskAsync(request, null, (_, _) => Task.FromResult(true), cancellation);
        }
        catch (GatewayException none) when (none.Code == "segment_not_found")
        {
            return false;
        }
    }

    private static string PathOf(string segmentName) => $"{SegmentsPath}/{Uri.EscapeDataString(segmentName)}";
}

internal sealed record SegmentBody(Segment Segment);

internal sealed record SegmentAnswer(string Name, Segment Segment, long Version)
{
    public SavedSegment ToSaved() => new(Name, Segment, Version);
}

internal sealed record SegmentListAnswer(IReadOnlyList<SegmentAnswer> Segments);
