using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Exporting;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Segments;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Segments;

public sealed class SavedSegmentsTests
{
    private static readonly Segment Regulars = Of("""{"field":"orders","operator":"atLeast","value":2}""");
    private static readonly Segment Others = Of("""{"not":{"segment":"regulars"}}""");

    private readonly FakeTimeProvider _time = new(Start);

    [Fact]
    public async Task Export_holds_saved_segments_and_restoring_it_twice_takes_them_over_once()
    {
        await using var host = await GivenAsync();
        var lines = await ExportAsync(host);
        await using var another = await InProcessHost.StartAsync(new InMemoryLedger(), new(), _time);

        foreach (var _ in (int[])[1, 2]) await RestoreAsync(another, lines);

        var kept = await another.AskAsync(new ReadSegments());
        Assert.Equal([("others", Others, 1L), ("regulars", Regulars, 1L)], kept.Saved.Saved.Select(saved => (saved.Name, saved.Segment, saved.Version)));
        Assert.Equal(1, kept.Version);
    }

    [Fact]
    public async Task Restoring_into_a_ledger_where_a_name_means_something_else_is_refused_and_changes_nothing()
    {
        await using var host = await GivenAsync();
        var lines = await ExportAsync(host);
        await using var another = await InProcessHost.StartAsync(new InMemoryLedger(), new(), _time);
        await another.AskAsync(new PutSegment("others", Regulars, 0));

        var refused = await Assert.ThrowsAsync<RestoreConflictException>(() => RestoreAsync(another, lines));

        Assert.Equal("The saved segment 'others' is another here; delete it, or save it under another name.", refused.Message);
        Assert.Equal(["others"], (await another.AskAsync(new ReadSegments())).Saved.Saved.Select(saved => saved.Name));
    }

    [Fact]
    public async Task Copy_of_a_change_that_comes_late_changes_nothing()
    {
        await using var host = await GivenAsync();
        await host.AskAsync(new DeleteSegment("others", 2));

        Assert.True((await host.AskAsync(new PutSegment("others", Others, 1))).VersionConflict);
        Assert.True((await host.AskAsync(new DeleteSegment("regulars", 2))).VersionConflict);

        Assert.Equal(["regulars"], (await host.AskAsync(new ReadSegments())).Saved.Saved.Select(saved => saved.Name));
    }

    [Fact]
    public async Task Segments_that_a_newer_version_has_saved_are_unavailable_and_stay_as_they_are()
    {
        await using var ledger = new InMemoryLedger();
        await using var host = await InProcessHost.StartAsync(ledger, new(), _time);
        const string newer = """{"saved":[{"name":"a","segment":{"field":"shoeSize","operator":"equals","value":44},"version":1}]}""";
        await ledger.WriteControlAsync("segments", newer, 0);

        var unavailable = await Assert.ThrowsAsync<EngineUnavailableException>(() => host.AskAsync(new PutSegment("b", Regulars, 1)));

        Assert.StartsWith("The saved segments cannot be read by this version of the program; upgrade it.", unavailable.Message, StringComparison.Ordinal);
        Assert.Equal(newer, (await ledger.ReadControlAsync("segments"))!.Json);
    }

    private async Task<InProcessHost> GivenAsync()
    {
        var host = await InProcessHost.StartAsync(new InMemoryLedger(), new(), _time);
        Assert.Equal(1, (await host.AskAsync(new PutSegment("regulars", Regulars, 0))).Version);
        Assert.Equal(2, (await host.AskAsync(new PutSegment("others", Others, 1))).Version);
        return host;
    }

    private static async Task<List<byte[]>> ExportAsync(InProcessHost host)
    {
        var lines = new List<byte[]>();
        await foreach (var line in host.Export().ReadAsync()) lines.Add(line.ToUtf8());
        Assert.All(lines, line => Assert.True(ExportLine.IsOne(line)));
        return lines;
    }

    private static async Task RestoreAsync(InProcessHost host, IEnumerable<byte[]> lines)
    {
        var restore = host.Restore();
        foreach (var line in lines) await restore.TakeAsync(ExportLine.Parse(line));
        await restore.CompleteAsync();
    }

    private static Segment Of(string json) => SegmentJson.Read(json, out _)!;
}
