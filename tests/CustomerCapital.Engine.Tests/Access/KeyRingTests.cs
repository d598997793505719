using CustomerCapital.Engine.Access;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Access;

public sealed class KeyRingTests
{
    private readonly FakeTimeProvider _time = new(new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero));
    private readonly List<TaskCompletionSource<KeysRead>> _readings = [];

    [Fact]
    public async Task What_was_read_holds_for_requests_that_begin_within_the_lease_of_the_begin_of_the_reading_and_for_none_later()
    {
        var ring = new KeyRing(_ => Task.FromResult(new KeysRead(_readings.Count + 1, Keys())), _time);
        var first = await ring.GetAsync();

        _time.Advance(KeyRing.Lease / 2 - TimeSpan.FromMilliseconds(1));
        Assert.Same(first, await ring.GetAsync());
        _readings.Add(new());
        _time.Advance(KeyRing.Lease / 2 + TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, (await ring.GetAsync()).Version);
    }

    [Fact]
    public async Task Reading_that_takes_longer_than_the_lease_serves_the_requests_that_wait_for_it_and_none_that_begins_long_after_it_began()
    {
        var ring = new KeyRing(_ => Begin(), _time);
        var waiting = ring.GetAsync().AsTask();
        var beside = ring.GetAsync().AsTask();
        Assert.Single(_readings);

        _time.Advance(KeyRing.Lease * 3);
        var later = ring.GetAsync().AsTask();
        Assert.Equal(2, _readings.Count);
        _readings[0].SetResult(new(1, Keys()));
        Assert.Equal((1, 1), ((await waiting).Version, (await beside).Version));
        Assert.False(later.IsCompleted);
        _readings[1].SetResult(new(2, Keys()));
        Assert.Equal(2, (await later).Version);
    }

    [Fact]
    public async Task Reading_that_began_earlier_and_ends_later_does_not_bring_back_what_was_revoked()
    {
        var ring = new KeyRing(_ => Begin(), _time);
        var early = ring.GetAsync().AsTask();
        _time.Advance(KeyRing.Lease * 2);
        var late = ring.GetAsync().AsTask();
        _readings[1].SetResult(new(2, Keys()));
        await late;
        _readings[0].SetResult(new(1, Keys()));
        await early;

        Assert.Equal(2, (await ring.GetAsync()).Version);
    }

    [Fact]
    public async Task Whoever_wants_what_is_there_now_gets_what_was_read_after_that_and_many_share_a_reading()
    {
        var ring = new KeyRing(_ => Begin(), _time);
        var first = ring.GetAsync().AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var fresh = Enumerable.Range(0, 50).Select(_ => ring.GetFreshAsync().AsTask()).ToArray();
        Assert.Single(_readings);
        _readings[0].SetResult(new(1, Keys()));
        await first;
        while (_readings.Count < 2) await Task.Yield();
        _readings[1].SetResult(new(2, Keys()));

        Assert.All(await Task.WhenAll(fresh), keys => Assert.Equal(2, keys.Version));
        Assert.Equal(2, _readings.Count);
    }

    [Fact]
    public async Task Failed_reading_is_its_waiters_failure_and_the_next_request_reads_anew()
    {
        var ring = new KeyRing(_ => Begin(), _time);
        var failing = ring.GetAsync().AsTask();
        _readings[0].SetException(new EngineUnavailableException("out of reach"));
        await Assert.ThrowsAsync<EngineUnavailableException>(() => failing);

        var next = ring.GetAsync().AsTask();
        _readings[1].SetResult(new(1, Keys()));
        Assert.Equal(1, (await next).Version);
    }

    [Fact]
    public async Task Machine_that_stood_still_while_its_clock_went_on_reads_anew()
    {
        var clock = new SuspendedClock(_time);
        var ring = new KeyRing(_ => Task.FromResult(new KeysRead(_readings.Count + 1, Keys())), clock);
        Assert.Equal(1, (await ring.GetAsync()).Version);

        _readings.Add(new());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        clock.Suspended = TimeSpan.FromHours(1);
        Assert.Equal(2, (await ring.GetAsync()).Version);
        // Nor does what was read hold under a clock that was set back.
        _readings.Add(new());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        clock.Suspended = TimeSpan.Zero;
        Assert.Equal(3, (await ring.GetAsync()).Version);
    }

    [Fact]
    public void Key_is_known_whole_and_in_no_other_spelling()
    {
        var secret = Enumerable.Range(0, AccessKey.SecretBytes).Select(number => (byte)(number * 7)).ToArray();
        var text = AccessKey.TextOf(secret);
        var hash = AccessKey.HashOf(text);
        Assert.NotNull(hash);
        var held = new KeysInForce(1, [new("till", new() { Scopes = [Scope.CommandsWrite] }, hash, default)]);
        Assert.Equal("key:till", Find(text)?.Caller.Id);
        for (var at = 0; at < text.Length; at++)
            foreach (var other in "aZ0_-=+ ")
                if (text[at] != other) Assert.Null(Find(text.Remove(at, 1).Insert(at, $"{other}")));
        Assert.Null(Find(text + " "));
        Assert.Null(Find(text.AsSpan(..^1)));
        Assert.Null(Find(""));
        Assert.Null(Find(AccessKey.TextOf(new byte[AccessKey.SecretBytes])));

        (AccessKey Key, Caller Caller)? Find(ReadOnlySpan<char> typed) => held.Find(AccessKey.HashOf(typed));
    }

    [Theory]
    [InlineData("203.0.113.7", true)]
    [InlineData("::ffff:203.0.113.7", true)]
    [InlineData("203.0.114.7", false)]
    [InlineData("2001:db8::1", true)]
    [InlineData("2001:db9::1", false)]
    public void Networks_are_those_from_which_a_key_is_taken(string address, bool taken) =>
        Assert.Equal(taken, new KeyTerms { Scopes = [Scope.CommandsWrite], Networks = ["203.0.113.0/24", "2001:db8::/32"] }.IsTakenFrom(System.Net.IPAddress.Parse(address)));

    [Fact]
    public void Names_of_scopes_are_read_back_and_every_scope_has_a_bit_of_its_own()
    {
        Assert.All(Scopes.All, scope => Assert.Equal(scope, Scopes.Of(Scopes.NameOf(scope))));
        Assert.Equal(Scopes.All.Count, Scopes.All.Select(scope => Scopes.BitsOf([scope])).Distinct().Count());
        Assert.Null(Scopes.Of("customers:READ"));
        Assert.All(Enum.GetValues<Role>(), role => Assert.NotEmpty(Roles.ScopesOf(role)));
        Assert.DoesNotContain(Scope.CampaignsApprove, Roles.ScopesOf(Role.CampaignManager));
        Assert.DoesNotContain(Scope.CampaignsWrite, Roles.ScopesOf(Role.Approver));
    }

    private static KeptKeys Keys() => KeptKeys.None;

    private Task<KeysRead> Begin()
    {
        _readings.Add(new(TaskCreationOptions.RunContinuationsAsynchronously));
        return _readings[^1].Task;
    }

    private sealed class SuspendedClock(FakeTimeProvider time) : TimeProvider
    {
        public TimeSpan Suspended { get; set; }

        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp() => time.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Suspended;
    }
}
