using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Ledger.Memory;

namespace CustomerCapital.Engine.Tests.Reports;

/// <summary>The report on value, of many channels and of large sums.</summary>
public sealed class ValueReportTests : IAsyncDisposable
{
    private readonly InMemoryLedger _ledger = new();

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task ValueAsync_of_more_channels_than_are_shown_adds_up_the_smallest()
    {
        var counters = new Counters();
        for (var i = 0; i < 20_000; i++)
        {
            var large = i % 25 == 0;
            counters.Add(new(RegisterCapability.Channel, 0, 0, $"utm-{i:00000}"), new(large ? 2 : 1, 3, 10_000, 5_000));
            counters.Add(new(RegisterCapability.ChannelBuyers, 0, 0, $"utm-{i:00000}"), new(1));
        }

        var report = await ReportAsync(counters);

        Assert.Equal(1_000, report.Channels.Count);
        Assert.Equal(800, report.Channels.Count(channel => channel.Customers == 2));
        Assert.Equal(report.Channels.Select(channel => channel.Channel).Order(StringComparer.Ordinal), report.Channels.Select(channel => channel.Channel));
        Assert.Equal(new OtherChannels(19_000, 19_000, 19_000, 57_000, Money.Round(19_000), Money.Round(9_500), Money.Round(9_500)), report.Others);
        Assert.Equal(Money.Round(10_000), report.HistoricValue);
        Assert.Equal(new OtherChannels(19_990, 20_780, 19_990, 59_970, Money.Round(19_990), Money.Round(9_995), Money.Round(9_995)), report.Showing(10).Others);
        Assert.Equal(10, report.Showing(10).Channels.Count);
    }

    [Fact]
    public async Task ValueAsync_of_no_more_channels_than_are_shown_names_all_of_them()
    {
        var counters = new Counters();
        for (var i = 0; i < ReportValue.ChannelLimit; i++) counters.Add(new(RegisterCapability.Channel, 0, 0, $"{i:0000}"), new(1));

        var report = await ReportAsync(counters);

        Assert.Equal((ReportValue.ChannelLimit, null), (report.Channels.Count, report.Others));
    }

    [Fact]
    public async Task ValueAsync_of_channels_that_together_leave_64_bits_of_ten_thousandths_is_exact()
    {
        var counters = new Counters();
        foreach (var name in new[] { "fair", "web" }) counters.Add(new(RegisterCapability.Channel, 0, 0, name), new(1, 1, long.MaxValue));

        Assert.Equal("1844674407370955.1614", (await ReportAsync(counters)).HistoricValue.ToString());
    }

    private async Task<ValueReport> ReportAsync(Counters counters)
    {
        var ada = ActorState.New("ada") with { Sequence = 1, AsOf = Start, KnownSince = Start };
        await _ledger.AppendAsync(new(ActorState.New("ada"), [new("ada", 1, Start, Start, new CustomerRegistered(Profile.Unknown, null, Money.Zero))], ada, counters, [], []));
        using var policy = await PolicyActor.LoadAsync(_ledger);
        using var engine = new EngineParts(_ledger, null, policy, _ => throw new NotSupportedException("A report visits no customer."), new(), TimeProvider.System);
        return await new ReportValue().AnswerAsync(engine);
    }
}
