using Orleans.Storage;

namespace CustomerCapital.Grains.Tests.Schema;

/// <summary>Control state, as Orleans' provider reads and writes it by the scripts of a dialect.</summary>
public abstract class GrainStorageTests
{
    private const string Name = "campaign";

    /// <summary>What keeps a row where a state is cleared.</summary>
    protected abstract IGrainStorage Storage { get; }

    /// <summary>What leaves none.</summary>
    protected abstract IGrainStorage DeletingStorage { get; }

    [Fact]
    public async Task Read_of_what_nobody_wrote_is_a_new_state_without_version()
    {
        var state = await ReadAsync("nobody");

        Assert.Equal((false, null, null), (state.RecordExists, state.ETag, state.State!.Title));
    }

    [Fact]
    public async Task Write_keeps_plain_json_and_read_gives_it_back()
    {
        await WriteAsync("plain", "Spring: “20 % off”", null);

        var read = await ReadAsync("plain");
        Assert.Equal((true, "1", "Spring: “20 % off”"), (read.RecordExists, read.ETag, read.State!.Title));
        Assert.Equal(
            "{\"title\":\"Spring: “20 % off”\"}",
            await PayloadAsync("plain"));
    }

    [Fact]
    public async Task First_writes_of_eight_at_once_keep_one_and_are_conflicts_to_the_others()
    {
        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() => TryWriteAsync("first", $"writer {writer}", null))));

        var winner = Assert.Single(written, result => result.Conflict is null);
        Assert.Equal("1", winner.ETag);
        Assert.Equal(winner.Title, (await ReadAsync("first")).State!.Title);
        Assert.Equal(1L, await CountAsync("first"));
    }

    [Fact]
    public async Task Writes_of_eight_at_once_with_one_version_keep_one_and_are_conflicts_to_the_others()
    {
        await WriteAsync("later", "before", null);

        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() => TryWriteAsync("later", $"writer {writer}", "1"))));

        var winner = Assert.Single(written, result => result.Conflict is null);
        Assert.Equal("2", winner.ETag);
        Assert.Equal(winner.Title, (await ReadAsync("later")).State!.Title);
    }

    [Fact]
    public async Task Write_with_an_old_version_or_none_is_a_conflict_and_changes_nothing()
    {
        await WriteAsync("old", "one", null);
        await WriteAsync("old", "two", "1");

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync("old", "late", "1"));
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync("old", "later", null));
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync("never written", "one", "1"));

        var read = await ReadAsync("old");
        Assert.Equal(("2", "two"), (read.ETag, read.State!.Title));
    }

    [Fact]
    public async Task Clear_empties_the_state_and_keeps_its_version()
    {
        var state = await WriteAsync("cleared", "one", null);
        await WriteAsync("cleared", "two", "1");

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(Name, Id("cleared"), state));
        state = await ReadAsync("cleared");
        await Storage.ClearStateAsync(Name, Id("cleared"), state);

        var read = await ReadAsync("cleared");
        Assert.Equal((false, "3", null), (read.RecordExists, read.ETag, read.State!.Title));
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync("cleared", "late", null));
        Assert.Equal("4", (await WriteAsync("cleared", "again", read.ETag)).ETag);
    }

    [Fact]
    public async Task Clear_that_deletes_leaves_no_row()
    {
        var storage = DeletingStorage;
        var old = await WriteAsync("deleted", "one", null);
        await WriteAsync("deleted", "two", "1");

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync(Name, Id("deleted"), old));
        await storage.ClearStateAsync(Name, Id("deleted"), await ReadAsync("deleted"));

        Assert.Equal(0L, await CountAsync("deleted"));
        Assert.Equal("1", (await WriteAsync("deleted", "again", null)).ETag);
    }

    [Fact]
    public async Task Keys_of_every_kind_have_a_row_each()
    {
        GrainId[] ids =
        [
            GrainId.Create(GrainType.Create(Name), GrainIdKeyExtensions.CreateIntegerKey(5)), GrainId.Create(GrainType.Create(Name), GrainIdKeyExtensions.CreateIntegerKey(5, "x")),
            GrainId.Create(GrainType.Create(Name), GrainIdKeyExtensions.CreateIntegerKey(0, "x")), GrainId.Create(Name, "x"), GrainId.Create(Name, "X"), GrainId.Create(Name, "x "),
            GrainId.Create(Name, "5+"), GrainId.Create(GrainType.Create(Name), GrainIdKeyExtensions.CreateGuidKey(new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"))),
        ];

        foreach (var id in ids) await Storage.WriteStateAsync(Name, id, new GrainState<CampaignState>(new() { Title = id.ToString() }));

        foreach (var id in ids)
        {
            var read = new GrainState<CampaignState>(new());
            await Storage.ReadStateAsync(Name, id, read);
            Assert.Equal((id.ToString(), "1"), (read.State!.Title, read.ETag));
        }
    }

    private static GrainId Id(string key) => GrainId.Create(Name, key);

    /// <summary>A state as the database has it.</summary>
    protected abstract Task<string> PayloadAsync(string key);

    /// <summary>How many rows a state has.</summary>
    protected abstract Task<long> CountAsync(string key);

    private async Task<GrainState<CampaignState>> ReadAsync(string key)
    {
        var state = new GrainState<CampaignState>(new());
        await Storage.ReadStateAsync(Name, Id(key), state);
        return state;
    }

    private async Task<GrainState<CampaignState>> WriteAsync(string key, string title, string? version)
    {
        var state = new GrainState<CampaignState>(new() { Title = title }, version);
        await Storage.WriteStateAsync(Name, Id(key), state);
        return state;
    }

    private async Task<(string Title, string? ETag, InconsistentStateException? Conflict)> TryWriteAsync(string key, string title, string? version)
    {
        try
        {
            return (title, (await WriteAsync(key, title, version)).ETag, null);
        }
        catch (InconsistentStateException conflict)
        {
            return (title, null, conflict);
        }
    }

    private sealed class CampaignState
    {
        public string? Title { get; set; }
    }
}
