using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.SignedLinks;
using CustomerCapital.Ledger.Memory;

namespace CustomerCapital.Engine.Tests.SignedLinks;

public sealed class LinkQuestionTests : IAsyncLifetime
{
    private readonly InMemoryLedger _ledger = new();
    private InProcessHost _host = null!;
    private int _keys;

    public async Task InitializeAsync() => _host = await StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task MakeLink_is_read_by_every_process_and_after_a_restart()
    {
        var link = await _host.AskAsync(new MakeLink(LinkKind.CustomerPage, "nora"));
        await using var other = await StartAsync();

        Assert.Equal(link, await other.AskAsync(new MakeLink(LinkKind.CustomerPage, "nora")));
        Assert.Equal("nora", (await other.AskAsync(new ReadLink(LinkKind.CustomerPage, link.Token))).Link!.CustomerId);
        Assert.StartsWith("/my/", link.Path, StringComparison.Ordinal);
        Assert.Equal(1, _keys);
    }

    [Fact]
    public async Task MakeLink_of_many_at_once_makes_links_that_all_hold()
    {
        var links = await Task.WhenAll(Enumerable.Range(1, 12).Select(number => _host.AskAsync(new MakeLink(LinkKind.Share, $"c{number}"))));

        var read = await Task.WhenAll(links.Select(link => _host.AskAsync(new ReadLink(LinkKind.Share, link.Token))));

        Assert.Equal(Enumerable.Range(1, 12).Select(number => $"c{number}"), read.Select(link => link.Link!.CustomerId));
        Assert.Equal(1, await _host.AskAsync(new ReadLinkKey()));
    }

    [Theory]
    [InlineData(LinkKind.CustomerPage, 30)]
    [InlineData(LinkKind.Survey, 60)]
    [InlineData(LinkKind.Unsubscribe, 1_095)]
    [InlineData(LinkKind.ConsentConfirmation, 30)]
    [InlineData(LinkKind.Share, null)]
    public async Task MakeLink_without_days_holds_as_long_as_its_kind_does(LinkKind kind, int? days)
    {
        var link = await _host.AskAsync(new MakeLink(kind, "nora", "a"));

        Assert.Equal(days is { } after ? new StandingClock().GetUtcNow().AddDays(after) : null, link.ExpiresAt);
    }

    [Fact]
    public async Task RotateLinkKey_asked_twice_makes_one_key_and_the_third_ends_links_of_the_first()
    {
        var link = await _host.AskAsync(new MakeLink(LinkKind.Survey, "nora", "autumn"));

        Assert.Equal(2, await _host.AskAsync(new RotateLinkKey(1)));
        Assert.Equal(2, await _host.AskAsync(new RotateLinkKey(1)));
        Assert.Equal(LinkStatus.Valid, (await _host.AskAsync(new ReadLink(LinkKind.Survey, link.Token))).Status);

        Assert.Equal(3, await _host.AskAsync(new RotateLinkKey(2)));
        Assert.Equal(LinkStatus.Invalid, (await _host.AskAsync(new ReadLink(LinkKind.Survey, link.Token))).Status);
        Assert.Equal(3, _keys);
    }

    [Fact]
    public async Task MakeLink_that_cannot_be_made_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _host.AskAsync(new MakeLink(LinkKind.Survey, "nora")));
        await Assert.ThrowsAsync<ArgumentException>(() => _host.AskAsync(new MakeLink(LinkKind.Share, "nora", Days: SignedLink.MostDays + 1)));
    }

    private Task<InProcessHost> StartAsync() => InProcessHost.StartAsync(_ledger, new(), new StandingClock(), newSeed: length => [.. Enumerable.Repeat((byte)Interlocked.Increment(ref _keys), length)]);

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);
    }
}
