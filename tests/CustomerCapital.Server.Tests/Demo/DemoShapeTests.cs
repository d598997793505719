using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Campaigns.Results;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Server.Demo;

namespace CustomerCapital.Server.Tests.Demo;

/// <summary>A demo with as many customers as by default, lived through once.</summary>
public sealed class LargeDemo : IAsyncLifetime
{
    internal FilledDemo Demo { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Demo = await FilledDemo.StartAsync();
        await Demo.FillAsync(3_000);
    }

    public async Task DisposeAsync() => await Demo.DisposeAsync();
}

public sealed class DemoShapeTests(LargeDemo large) : IClassFixture<LargeDemo>
{
    private InProcessHost Engine => large.Demo.Engine;

    [Fact]
    public async Task RunAsync_fills_every_rung_with_some_lapsed()
    {
        var ladder = await Engine.AskAsync(new ReportLadder());
        Assert.Equal(3_000, ladder.Rungs.Sum(rung => rung.Customers));
        Assert.All(ladder.Rungs, rung => Assert.InRange(rung.Customers, 20, 1_500));
        Assert.InRange(ladder.Rungs.Sum(rung => rung.Lapsed), 600, 2_000);
    }

    [Fact]
    public async Task RunAsync_makes_cohorts_that_shrink_as_a_shops_do()
    {
        var cells = await Engine.AskAsync(new ReportCohorts());
        Assert.Equal(24, cells.Count(cell => cell.Age == 0 && !cell.Partial));
        Assert.InRange(Mean(cells, 1), 0.30, 0.55);
        Assert.InRange(Mean(cells, 6), 0.20, 0.40);
        Assert.InRange(Mean(cells, 12), 0.12, 0.32);
        Assert.InRange((await Engine.AskAsync(new ReportMetrics())).Orders, 22_000, 29_000);
    }

    [Fact]
    public async Task SuggestAsync_names_a_raving_fan_that_there_is()
    {
        await using var written = new StringWriter();

        await DemoCommand.SuggestAsync(Engine, new Uri("http://127.0.0.1:8080"), written);

        var fans = new AllOf([LadderFields.Rung.Where(SegmentOperator.Equals, Domain.Ladder.Rung.RavingFan), LadderFields.Lapsed.Where(SegmentOperator.Equals, false)]);
        var fan = (await Engine.AskAsync(new FindCustomers(fans, null, 1))).Lines[0].CustomerId;
        Assert.Contains($"curl -s http://127.0.0.1:8080/v1/customers/{fan}\n", written.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_makes_one_campaign_that_was_worth_it_and_one_that_was_not()
    {
        var (letter, points) = (await Engine.AskAsync(new ReportCampaignResults(DemoCampaigns.Letter)), await Engine.AskAsync(new ReportCampaignResults(DemoCampaigns.Thanks)));

        Assert.InRange(letter!.Effect.Absolute.Interval!.Lower, 30, 300);
        Assert.True(points!.Effect.Absolute.Interval!.Contains(0), points.Effect.Absolute.Interval.ToString());
    }

    private static double Mean(IReadOnlyList<CohortCell> cells, int age)
    {
        var sizes = cells.Where(cell => cell.Age == 0).ToDictionary(cell => cell.Cohort, cell => cell.Customers);
        var old = cells.Where(cell => cell.Age == age && !cell.Partial).ToList();
        return (double)old.Sum(cell => cell.Customers) / old.Sum(cell => sizes[cell.Cohort]);
    }
}
