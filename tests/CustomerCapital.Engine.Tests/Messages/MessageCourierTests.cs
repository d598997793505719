using System.Collections.Concurrent;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Messages;
using CustomerCapital.Engine.Tests.Hosting;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.Outbox;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Messages;

/// <summary>Which messages are delivered when, and what becomes of those that are not taken.</summary>
public sealed class MessageCourierTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Start);
    private readonly FaultyLedger _ledger = new(new InMemoryLedger());

    public ValueTask DisposeAsync() => _ledger.CloseAsync();

    [Fact]
    public async Task Message_that_is_not_taken_is_tried_again_after_twice_as_long_each_time_up_to_an_hour()
    {
        await using var host = await InProcessHost.StartAsync(_ledger, new(), _time);
        await SendAsync("ada");
        _ledger.UnreadableMessages.Add((await _ledger.ReadMessagesAsync(1))[0].MessageId);

        foreach (var seconds in new[] { 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 3_600, 3_600 })
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => host.Courier.DeliverAsync());
            _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(0, await host.Courier.DeliverAsync());
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    [Fact]
    public async Task Message_that_is_tried_in_vain_for_the_last_time_is_given_up_and_the_next_to_its_recipient_delivered_until_it_is_replayed()
    {
        await using var host = await InProcessHost.StartAsync(_ledger, new(), _time);
        await SendAsync("ada", "ada", "bob");
        var unreadable = (await _ledger.ReadMessagesAsync(1))[0].MessageId;
        _ledger.UnreadableMessages.Add(unreadable);

        for (var tries = 1; tries <= MessageCourier.TryLimit; tries++)
        {
            Assert.Equal(tries == 1 ? 3 : 2, (await _ledger.ReadMessagesAsync(10)).Count);
            Assert.Empty(await _ledger.ReadDeadLettersAsync(10));
            await Assert.ThrowsAsync<InvalidDataException>(() => host.Courier.DeliverAsync());
            _time.Advance(TimeSpan.FromHours(1));
        }

        var letter = Assert.Single(await _ledger.ReadDeadLettersAsync(10));
        Assert.Equal((unreadable, _time.GetUtcNow().AddHours(-1)), (letter.Message.MessageId, letter.DiedAt));
        Assert.StartsWith($"Customer 'ada': message {unreadable} cannot be read", letter.Reason, StringComparison.Ordinal);
        Assert.Empty(await _ledger.ReadMessagesAsync(10));
        Assert.Equal(1, (await host.Customer("ada").GetAsync())!.ConvertedReferrals);

        _ledger.UnreadableMessages.Clear();
        await _ledger.ReplayAsync([unreadable]);
        Assert.Equal(1, await host.Courier.DeliverAsync());
        Assert.Equal(2, (await host.Customer("ada").GetAsync())!.ConvertedReferrals);
    }

    [Fact]
    public async Task Try_in_which_the_ledger_fails_does_not_count()
    {
        await using var host = await InProcessHost.StartAsync(_ledger, new(), _time);
        await SendAsync("ada", "ada");
        _ledger.Fate = append => append.Actor == "ada" ? AppendFault.LostBeforeCommit : AppendFault.None;

        for (var i = 0; i < MessageCourier.TryLimit + 1; i++) await Assert.ThrowsAsync<EngineUnavailableException>(() => host.Courier.DeliverAsync());

        Assert.Equal([(0, null), (0, null)], (await _ledger.ReadMessagesAsync(10)).Select(message => (message.Tries, message.TryAt)));
        _ledger.Fate = _ => AppendFault.None;
        Assert.Equal(2, await host.Courier.DeliverAsync());
    }

    [Fact]
    public async Task Messages_to_one_recipient_keep_their_order_and_a_slow_one_keeps_nobody_else_waiting()
    {
        await SendAsync([.. Enumerable.Range(0, 600).Select(i => $"c{i % 30}"), .. Enumerable.Repeat("slow", 3)]);
        var (released, taken) = (new TaskCompletionSource(), new ConcurrentQueue<(ActorId To, string Friend)>());
        var courier = new MessageCourier(_ledger, async (id, command) =>
        {
            if (id == "slow") await released.Task;
            taken.Enqueue((id, ((CountConversion)command).ReferredCustomerId));
            return new(OutcomeStatus.Accepted, new("", null, 1, Start, default, false, 0, default, default));
        }, _time);

        var delivering = courier.DeliverAsync();
        while (taken.Count < 600) await Task.Delay(1);
        Assert.False(delivering.IsCompleted);
        released.SetResult();

        Assert.Equal(603, await delivering);
        foreach (var to in taken.GroupBy(one => one.To))
            Assert.Equal(to.Select(one => int.Parse(one.Friend[6..], null)).Order(), to.Select(one => int.Parse(one.Friend[6..], null)));
        Assert.Empty(await _ledger.ReadMessagesAsync(1));
    }

    /// <summary>Messages to these customers, one after the other, each of another friend's conversion.</summary>
    private async Task SendAsync(params string[] to)
    {
        var sender = ActorState.New("sender") with { Sequence = 1, AsOf = Start, KnownSince = Start };
        var messages = to.Select((id, at) => OutgoingMessage.Of(new(id, new CountConversion { ReferredCustomerId = $"friend{at}", Change = 1, ConvertedAt = Start, OccurredAt = Start })));
        await _ledger.AppendAsync(new(ActorState.New(sender.Id), [new(sender.Id, 1, Start, Start, new ConversionCounted("f", true, Start))], sender, new(), [.. messages], []));
    }
}
