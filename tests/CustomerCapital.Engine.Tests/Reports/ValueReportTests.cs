using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;

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
        Assert.Equal(new OtherChannels(19_000, 19_000, 19_000, 57_000, Money.Round(19_000), Money.Round(9_500), default, Money.Round(9_500)), report.Others);
        Assert.Equal(Money.Round(10_000), report.HistoricValue);
        Assert.Equal(new OtherChannels(19_990, 20_780, 19_990, 59_970, Money.Round(19_990), Money.Round(9_995), default, Money.Round(9_995)), report.Showing(10).Others);
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

    /// <remarks>4, 40 and 400 customers with one order a month each, of whom half stay: those who are new order, and count.</remarks>
    [Fact]
    public async Task SimpleValue_of_a_program_that_grows_counts_new_customers_with_their_orders()
    {
        var months = new List<List<string>>();
        foreach (var size in (int[])[4, 40, 400])
        {
            var staying = months.LastOrDefault() is { } before ? before[..(before.Count / 2)] : [];
            months.Add([.. staying, .. Enumerable.Range(0, size - staying.Count).Select(i => $"c{months.Count}-{i}")]);
        }

        var value = await SimpleValueAsync(window: 1, months);

        Assert.Equal((1, 2, Money.Round(10)), (value.OrdersPerMonth, value.ExpectedLifetimeMonths, value.AverageOrderValue));
        Assert.Equal(Money.Round(20), value.Value);
    }

    /// <remarks>Ten new ones a month, who each order in four months: 40 orders a month of 60 customers, of whom 10 leave. The first month begins in the midst of it.</remarks>
    [Fact]
    public async Task SimpleValue_of_a_program_that_stands_still_is_what_a_customer_brings()
    {
        var months = Enumerable.Range(0, 9).Select(month => Enumerable.Range(month - 3, 4).SelectMany(cohort => Enumerable.Range(0, 10).Select(i => $"c{cohort}-{i}")).ToList()).ToList();

        var value = await SimpleValueAsync(window: 3, months);

        Assert.Equal(40d / 60, value.OrdersPerMonth!.Value, 12);
        Assert.Equal(6, value.ExpectedLifetimeMonths!.Value, 12);
        Assert.Equal(Money.Round(40), value.Value);
    }

    /// <summary>The simple value where these customers order for 10.00 in these months, after which comes a month that is not over.</summary>
    private static async Task<SimpleValue> SimpleValueAsync(int window, List<List<string>> months)
    {
        var first = new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
        await using var host = await InProcessHost.StartAsync(new InMemoryLedger(), new(), new FakeTimeProvider(first.AddMonths(months.Count)));
        var rules = host.Policy.Program.Policy;
        await host.Policy.PutAsync(rules with { ActivityWindowMonths = window }, rules.Version);
        for (var month = 0; month < months.Count; month++)
            foreach (var customer in months[month]) Assert.NotNull((await host.ExecuteAsync(customer, [Purchase($"p{month}", at: first.AddMonths(month))]))[0].Receipt);
        return (await host.AskAsync(new ReportValue())).Simple;
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
