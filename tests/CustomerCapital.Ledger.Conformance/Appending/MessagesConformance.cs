using CustomerCapital.Domain.Referrals;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Outbox;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Conformance.Appending;

/// <summary>Outgoing messages: committed with an append, read in order, kept until they are delivered or given up.</summary>
public abstract class MessagesConformance<TSource> : LedgerConformance<TSource>
    where TSource : ILedgerSource, new()
{
    [Fact]
    public async Task ReadMessagesAsync_gives_what_an_append_sent()
    {
        var at = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(-9.5)).AddMicroseconds(891);
        await GivenAsync(
            new("bob"), new AcceptReferral { ReferralId = "r1", ReferrerId = "ada", OccurredAt = Start }, Purchase("p1", at: at));

        var message = Assert.Single(await Ledger.ReadMessagesAsync(10));
        var command = LedgerJson.DecodeCommand(message.Body);

        Assert.Equal("ada", message.To.AsActor());
        Assert.Equal(new CountConversion { ReferredCustomerId = "bob", Change = 1, ConvertedAt = at, OccurredAt = at }, command);
        Assert.Equal(at.Offset, command.OccurredAt!.Value.Offset);
        Assert.Equal((0, null), (message.Tries, message.TryAt));
    }

    [Fact]
    public async Task ReadMessagesAsync_gives_the_oldest_first_and_at_most_the_limit()
    {
        var ada = new Scribe("ada");
        for (var i = 0; i < 20; i++) await SendAsync(ada, $"a{i}", $"b{i}");

        var messages = await Ledger.ReadMessagesAsync(100);

        Assert.Equal(Enumerable.Range(0, 20).SelectMany(i => new[] { $"a{i}", $"b{i}" }), messages.Select(message => message.To.Key));
        Assert.Equal(messages.Select(message => message.MessageId).Distinct().Order(), messages.Select(message => message.MessageId));
        Assert.Equal(messages.Take(7), await Ledger.ReadMessagesAsync(7));
    }

    [Fact]
    public async Task Topics_are_told_apart_and_kept_whatever_they_mean_here()
    {
        OutgoingMessage[] sent = [new(new(1, "ada"), "{}"), new(new(9_000, "https://shop.example/hook"), "\"\u00fc\uD83D\uDE00\""), new(new(9_001, "ada"), "")];

        await Ledger.AppendAsync(Like(new Scribe("bob").Write(Purchase("p")), messages: sent));

        Assert.Equal(sent, (await Ledger.ReadMessagesAsync(10)).Select(message => message with { MessageId = 0 }));
    }

    [Fact]
    public async Task ReadMessagesAsync_page_by_page_gives_each_once_also_where_those_before_are_removed_or_stay()
    {
        var ada = new Scribe("ada");
        for (var i = 0; i < 10; i++) await SendAsync(ada, $"a{i}", $"b{i}");
        var whole = await Ledger.ReadMessagesAsync(100);
        var read = new List<OutgoingMessage>();

        while (await Ledger.ReadMessagesAsync(3, read.LastOrDefault()?.MessageId ?? 0) is { Count: > 0 } page)
        {
            read.AddRange(page);
            await DeliveredAsync(page[^1].MessageId);
        }

        Assert.Equal(whole, read);
        Assert.Equal(13, (await Ledger.ReadMessagesAsync(100)).Count);
        Assert.Empty(await Ledger.ReadMessagesAsync(100, whole[^1].MessageId));
    }

    [Fact]
    public async Task SettleMessagesAsync_removes_what_was_delivered_and_no_other_and_may_be_repeated()
    {
        await SendAsync(new("ada"), "a", "b", "c");
        var messages = await Ledger.ReadMessagesAsync(10);

        await DeliveredAsync(messages[0].MessageId, messages[2].MessageId);
        await DeliveredAsync(messages[0].MessageId);
        await DeliveredAsync();

        Assert.Equal([messages[1]], await Ledger.ReadMessagesAsync(10));
    }

    [Fact]
    public async Task SettleMessagesAsync_of_all_does_not_give_their_numbers_to_new_ones()
    {
        var ada = new Scribe("ada");
        await SendAsync(ada, "a", "b");
        var last = (await Ledger.ReadMessagesAsync(10))[^1];
        await DeliveredAsync([.. (await Ledger.ReadMessagesAsync(10)).Select(message => message.MessageId)]);

        await SendAsync(ada, "c");

        Assert.True(Assert.Single(await Ledger.ReadMessagesAsync(10)).MessageId > last.MessageId);
    }

    [Fact]
    public async Task SettleMessagesAsync_puts_messages_off_in_their_place()
    {
        await SendAsync(new("ada"), "a", "b", "c");
        var messages = await Ledger.ReadMessagesAsync(10);
        var putOff = messages[1] with { Tries = 3, TryAt = Start.AddMicroseconds(7) };

        await Ledger.SettleMessagesAsync(new() { PutOff = [putOff] });
        await Ledger.SettleMessagesAsync(new() { PutOff = [putOff with { MessageId = long.MaxValue / 1_000 }] });

        Assert.Equal([messages[0], putOff, messages[2]], await Ledger.ReadMessagesAsync(10));
    }

    [Fact]
    public async Task What_is_given_up_is_kept_apart_with_its_reason_until_it_is_replayed_behind_all_others()
    {
        await SendAsync(new("ada"), "a", "b", "c", "d");
        var messages = await Ledger.ReadMessagesAsync(10);
        DeadLetter[] dead = [new(messages[0], "It said: \u00ab\uD83D\uDE00\u00bb", Start), new(messages[2], "no", Start.AddMicroseconds(1))];

        await Ledger.SettleMessagesAsync(new() { Delivered = [messages[3].MessageId], PutOff = [messages[2] with { Tries = 19, TryAt = Start }] });
        await Ledger.SettleMessagesAsync(new() { Dead = dead });
        await Ledger.SettleMessagesAsync(new() { Dead = dead });

        Assert.Equal([messages[1]], await Ledger.ReadMessagesAsync(10));
        Assert.Equal([dead[0], dead[1] with { Message = messages[2] with { Tries = 19 } }], await Ledger.ReadDeadLettersAsync(10));
        Assert.Equal([dead[0]], await Ledger.ReadDeadLettersAsync(1));
        Assert.Equal([messages[2].MessageId], (await Ledger.ReadDeadLettersAsync(10, messages[0].MessageId)).Select(letter => letter.Message.MessageId));

        Assert.Equal(2, await Ledger.ReplayAsync([messages[2].MessageId, messages[0].MessageId, messages[1].MessageId]));
        Assert.Equal(0, await Ledger.ReplayAsync([messages[0].MessageId]));
        Assert.Equal(0, await Ledger.ReplayAsync([]));

        Assert.Empty(await Ledger.ReadDeadLettersAsync(10));
        var waiting = await Ledger.ReadMessagesAsync(10);
        Assert.Equal(["b", "a", "c"], waiting.Select(message => message.To.Key));
        Assert.Equal([messages[1].Body, messages[0].Body, messages[2].Body], waiting.Select(message => message.Body));
        Assert.All(waiting, message => Assert.Equal((0, null), (message.Tries, message.TryAt)));
    }

    private Task DeliveredAsync(params long[] ids) => Ledger.SettleMessagesAsync(new() { Delivered = ids });

    private async Task SendAsync(Scribe from, params string[] to)
    {
        var messages = to.Select(id => OutgoingMessage.Of(new(id, Purchase("told")))).ToList();
        await Ledger.AppendAsync(Like(from.Write(Purchase($"p{from.State.Sequence}")), messages: messages));
    }
}
