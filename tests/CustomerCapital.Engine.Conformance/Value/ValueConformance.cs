using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine.Value;

namespace CustomerCapital.Engine.Conformance.Value;

/// <summary>Models are fitted when somebody asks, and what they say is told of one customer, of segments and of all.</summary>
public abstract class ValueConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    [Fact]
    public async Task RequestFit_fits_and_scores_everybody_who_has_ordered()
    {
        for (var i = 0; i < 12; i++)
            await GivenAsync($"c{i:00}", [.. Enumerable.Range(0, 1 + i).Select(order => Purchase($"p{order}", 20, at: Start.AddDays(-100 - i + order * (3 + i % 4))))]);
        await GivenAsync("known", new Domain.Customers.RegisterCustomer { Name = "Nora" });

        Assert.Null((await Engine.AskAsync(new FindCustomerValue("c03", 13))).ModelVersion);
        await Engine.AskAsync(new RequestFit("bgnbd", Force: false));
        var models = await Engine.AskAsync(new ReadModels());
        // Whoever fits a large program answers before the end.
        while (models.Request is not null || models.Totals is null) models = await Engine.AskAsync(new ReadModels());

        var version = Assert.Single(models.Versions);
        Assert.Equal(("bgnbd", 12L, 12L), (version.Model.Buying.Model, version.Customers, models.Totals.All.Customers));
        var value = await Engine.AskAsync(new FindCustomerValue("c03", 13));
        Assert.Equal((1L, 3, 13.0), (value.ModelVersion, value.Repeats, value.HorizonWeeks));
        Assert.InRange(value.Predicted!.ProbabilityAlive, 0, 1);
        Assert.True(value.Predicted.Orders95.High >= value.Predicted.Orders80.High);
        Assert.Null((await Engine.AskAsync(new FindCustomerValue("known", 13))).Predicted);
        Assert.Equal(12, await Engine.AskAsync(new CountCustomers(ValueFields.PAlive.Where(SegmentOperator.Exists))));
        Assert.Equal(["known"], (await Engine.AskAsync(new FindCustomers(new Not(ValueFields.PredictedOrders12m.Where(SegmentOperator.AtLeast, 0m)), null, 10))).Lines.Select(line => line.CustomerId));
        var report = await Engine.AskAsync(new ReportValue());
        Assert.Equal((12L, models.Totals.All.ResidualValue.ToDecimal() + report.HistoricValue.ToDecimal()), (report.Predicted!.Scores.Rungs.Sum(rung => rung.Scores.Customers), report.Predicted.CustomerCapital.ToDecimal()));
    }
}
