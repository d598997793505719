using CustomerCapital.Domain.Referrals;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Encoding;
using static CustomerCapital.Ledger.Conformance.Scribe;

namespace CustomerCapital.Ledger.Conformance.Appending;

/// <summary>Outgoing messages: committed with an append, read in order, kept until they are removed.</summary>
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

        Assert.Equal("ada", message.CustomerId);
        Assert.Equal(new CountConversion { ReferredCustomerId = "bob", Change = 1, ConvertedAt = at, OccurredAt = at }, message.Command);
        Assert.Equal(at.Offset, message.Command.OccurredAt!.Value.Offset);
    }

    [Fact]
    public async Task ReadMessagesAsync_gives_the_oldest_first_and_at_most_the_limit()
    {
        var ada = new Scribe("ada");
        for (var i = 0; i < 20; i++) await SendAsync(ada, $"a{i}", $"b{i}");

        var messages = await Ledger.ReadMessagesAsync(100);

        Assert.Equal(Enumerable.Range(0, 20).SelectMany(i => new[] { $"a{i}", $"b{i}" }), messages.Select(message => message.CustomerId));
        Assert.Equal(messages.Select(message => message.MessageId).Distinct().Order(), messages.Select(message => message.MessageId));
        Assert.Equal(messages.Take(7).Select(Text), (await Ledger.ReadMessagesAsync(7)).Select(Text));
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
            await Ledger.RemoveMessagesAsync([page[^1].MessageId]);
        }

        Assert.Equal(whole.Select(Text), read.Select(Text));
        Assert.Equal(13, (await Ledger.ReadMessagesAsync(100)).Count);
        Assert.Empty(await Ledger.ReadMessagesAsync(100, whole[^1].MessageId));
    }

    [Fact]
    public async Task RemoveMessagesAsync_removes_those_and_no_others_and_may_be_repeated()
    {
        var ada = new Scribe("ada");
        await SendAsync(ada, "a", "b", "c");
        var messages = await Ledger.ReadMessagesAsync(10);

        await Ledger.RemoveMessagesAsync([messages[0].MessageId, messages[2].MessageId]);
        await Ledger.RemoveMessagesAsync([messages[0].MessageId]);
        await Ledger.RemoveMessagesAsync([]);

        Assert.Equal(Text(messages[1]), Text(Assert.Single(await Ledger.ReadMessagesAsync(10))));
    }

    [Fact]
    public async Task RemoveMessagesAsync_of_all_does_not_give_their_numbers_to_new_ones()
    {
        var ada = new Scribe("ada");
        await SendAsync(ada, "a", "b");
        var last = (await Ledger.ReadMessagesAsync(10))[^1];
        await Ledger.RemoveMessagesAsync([.. (await Ledger.ReadMessagesAsync(10)).Select(message => message.MessageId)]);

        await SendAsync(ada, "c");

        Assert.True(Assert.Single(await Ledger.ReadMessagesAsync(10)).MessageId > last.MessageId);
    }

    private async Task SendAsync(Scribe from, params string[] to)
    {
        var append = from.Write(Purchase($"p{from.State.Sequence}"));
        var messages = to.Select(id => new OutgoingMessage(id, Purchase("told"))).ToList();
        await Ledger.AppendAsync(new(append.ExpectedVersion, append.Entries, append.After, append.DueAt, append.Difference, messages));
    }

    private static (long, string, string) Text(OutgoingMessage message) => (message.MessageId, message.CustomerId, LedgerJson.Encode(message.Command));
}
