using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Value;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.Reading;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Value;

/// <summary>Models are fitted when it is time or somebody asks, replaced by better ones alone, and everybody is scored by those in force.</summary>
public sealed class ValueRunnerTests : IAsyncLifetime
{
    private static readonly DateTimeOffset FirstDay = Start.AddDays(-400);

    private readonly InMemoryLedger _ledger = new();
    private readonly FakeTimeProvider _time = new(Start);
    private InProcessHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await InProcessHost.StartAsync(_ledger, new(), _time);
        // Steady ones order every other week until now; those who have gone did until a year ago; once is once.
        for (var i = 0; i < 40; i++)
        {
            await BuyAsync($"steady{i:00}", FirstDay.AddDays(i), (398 - i) / 14, 14, 20 + i % 5);
            await BuyAsync($"gone{i:00}", FirstDay.AddDays(i % 7), 4 + i % 3, 7 + i % 2, 30);
            await BuyAsync($"once{i:00}", FirstDay.AddDays(i * 5), 1, 7, 15);
        }
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_day_after_its_end_is_fitted_once_and_scores_everybody_who_has_ordered()
    {
        Assert.Equal(120, await _host.Value.RunAsync());
        var models = await _host.AskAsync(new ReadModels());
        var inForce = Assert.Single(models.Versions);

        Assert.Equal((1, new DateOnly(2026, 1, 14), 120L), (inForce.Version, inForce.Model.AsOf, inForce.Customers));
        Assert.Equal((1, inForce.Model.AsOf), (models.Last!.Version, models.ScoredThrough));
        Assert.Equal((3, 3), (inForce.Others.Count, inForce.Backtests.Count));
        Assert.All(inForce.Backtests, backtest => Assert.True(backtest.Result.Errors.Rmse < backtest.Result.NobodyBuys.Rmse));
        Assert.Equal(120, models.Totals!.All.Customers);
        Assert.Equal(0, await _host.Value.RunAsync());
        Assert.Single((await _host.AskAsync(new ReadModels())).Versions);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(120, await _host.Value.RunAsync());
        Assert.Equal([2, 1], (await _host.AskAsync(new ReadModels())).Versions.Select(version => version.Version));
    }

    [Fact]
    public async Task Segments_choose_by_the_scores_and_a_customer_is_scored_as_of_now()
    {
        await _host.Value.RunAsync();

        Segment[] likely = [ValueFields.PAlive.Where(SegmentOperator.AtLeast, 0.2m), ValueFields.PredictedValue12m.Where(SegmentOperator.GreaterThan, Money.Round(50))];
        Assert.InRange(await CountAsync(new AllOf([.. likely, PurchaseFields.Orders.Where(SegmentOperator.GreaterThan, 20)])), 30, 40);
        Assert.Equal(0, await CountAsync(new AllOf([.. likely, PurchaseFields.Orders.Where(SegmentOperator.AtMost, 20)])));
        Assert.Equal(40, await CountAsync(new AllOf([ValueFields.PAlive.Where(SegmentOperator.LessThan, 0.1m), PurchaseFields.Orders.Where(SegmentOperator.GreaterThan, 1)])));
        var gone = await _host.AskAsync(new FindCustomerValue("gone01", ValueModel.WeeksInYear));
        Assert.Equal((1L, 4), (gone.ModelVersion, gone.Repeats));
        Assert.InRange(gone.Predicted!.ProbabilityAlive, 0, 0.1);
        Assert.Null(gone.Predicted.NextOrderBy);

        await _host.ExecuteAsync("gone01", [Bought("back", Start, 30)]);

        // The column stays until everybody is scored; the customer's own answer does not wait.
        var back = await _host.AskAsync(new FindCustomerValue("gone01", ValueModel.WeeksInYear));
        Assert.Equal(5, back.Repeats);
        Assert.InRange(back.Predicted!.ProbabilityAlive, 0.3, 1);
        Assert.Equal(40, await CountAsync(new AllOf([ValueFields.PAlive.Where(SegmentOperator.LessThan, 0.1m), PurchaseFields.Orders.Where(SegmentOperator.GreaterThan, 1)])));
    }

    [Fact]
    public async Task Who_has_no_order_left_has_no_score_left()
    {
        await _host.Value.RunAsync();
        await _host.ExecuteAsync("once00", [new RecordReturn { ReturnId = "r", PurchaseId = "p0" }]);
        Assert.Equal(120, await CountAsync(ValueFields.PAlive.Where(SegmentOperator.Exists)));

        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(119, await _host.Value.RunAsync());

        Assert.Equal(119, await CountAsync(ValueFields.PAlive.Where(SegmentOperator.Exists)));
        Assert.Null((await _host.AskAsync(new FindCustomerValue("once00", 52))).Predicted);
    }

    [Fact]
    public async Task Who_reads_the_ledger_again_scores_everybody_as_by_what_the_fit_has_observed()
    {
        await _host.ExecuteAsync("steady00", [new RecordReturn { ReturnId = "r", PurchaseId = "p3", Amount = Money.Round(5) }, new RegisterCustomer { Name = "S", AcquisitionChannel = "fair" }]);
        await _host.Value.RunAsync();
        var kept = await _host.AskAsync(new ReadModels());
        string[] some = ["steady00", "gone01", "once02"];
        var scores = await ScoresAsync(some);

        // As it stands where a process has ended between the fit and the scores.
        await _ledger.WriteScoresAsync([.. some.Select(id => KeyValuePair.Create(id, (CustomerScore?)null))]);
        await KeptModels.ChangeAsync(_ledger, now => now with { ScoredBy = null, ScoredThrough = null, Totals = null }, default);
        Assert.Equal(120, await _host.Value.RunAsync());

        var again = await _host.AskAsync(new ReadModels());
        Assert.Equal(kept.Versions[0].Version, Assert.Single(again.Versions).Version);
        Assert.Equivalent(kept.Totals, again.Totals, strict: true);
        Assert.Equal(["fair", null], kept.Totals!.Channels.Select(channel => channel.Channel).OrderDescending());
        Assert.Equal(scores, await ScoresAsync(some));
    }

    [Fact]
    public void Of_more_customers_than_memory_may_hold_nothing_is_kept()
    {
        var (few, many) = (new ObservedCustomers(new(2026, 1, 14), 10_000), new ObservedCustomers(new(2026, 1, 14), 10_000));
        for (var i = 0; i < 100; i++)
        {
            var customer = new CustomerPurchases($"c{i:00}", Rung.Buyer, "web", new());
            if (i < 50) few.Add(customer, null);
            many.Add(customer, null);
        }

        Assert.Equal(50, few.All!.Count);
        Assert.Null(many.All);
    }

    [Fact]
    public async Task A_model_that_makes_the_latest_weeks_less_likely_takes_effect_by_force_alone()
    {
        await AskAsync("mbgcnbdk", force: false);
        Assert.Equal("mbgcnbdk", (await _host.AskAsync(new ReadModels())).Versions[0].Model.Buying.Model);

        await AskAsync("paretonbd", force: false);
        var models = await _host.AskAsync(new ReadModels());
        Assert.Equal(("mbgcnbdk", 1), (models.Versions[0].Model.Buying.Model, models.Versions.Count));
        Assert.Null(models.Last!.Version);
        Assert.Contains("less likely than version 1 in force", models.Last.Reason, StringComparison.Ordinal);

        await AskAsync("paretonbd", force: true);
        models = await _host.AskAsync(new ReadModels());
        Assert.Equal(("paretonbd", 2L), (models.Versions[0].Model.Buying.Model, models.Last!.Version));
        Assert.Null(models.Request);
    }

    [Fact]
    public async Task Where_the_policy_says_never_nothing_is_fitted_until_somebody_asks()
    {
        Assert.Empty((await _host.Policy.PutAsync(_host.Policy.Program.Policy with { Value = new(Refit.Never) }, null)).Faults);
        Assert.Equal(0, await _host.Value.RunAsync());
        Assert.Empty((await _host.AskAsync(new ReadModels())).Versions);

        await AskAsync(FitModel.Auto, force: false);

        Assert.Equal(new DateOnly(2026, 1, 15), Assert.Single((await _host.AskAsync(new ReadModels())).Versions).Model.AsOf);
    }

    [Fact]
    public async Task A_week_is_fitted_after_its_Sunday()
    {
        Assert.Empty((await _host.Policy.PutAsync(_host.Policy.Program.Policy with { Value = new(Refit.Weekly) }, null)).Faults);
        await _host.Value.RunAsync();
        // From Thursday, 15 January, to Sunday.
        for (var day = 0; day < 3; day++)
        {
            _time.Advance(TimeSpan.FromDays(1));
            Assert.Equal(120, await _host.Value.RunAsync());
            Assert.Single((await _host.AskAsync(new ReadModels())).Versions);
        }

        _time.Advance(TimeSpan.FromDays(1));
        await _host.Value.RunAsync();

        Assert.Equal(new DateOnly(2026, 1, 18), (await _host.AskAsync(new ReadModels())).Versions[0].Model.AsOf);
    }

    [Fact]
    public async Task After_an_import_the_day_is_not_waited_for()
    {
        await _host.Value.RunAsync();
        for (var i = 0; i < 100; i++) await BuyAsync($"imported{i:00}", FirstDay, 2, 20, 10);
        Assert.Equal(0, await _host.Value.RunAsync());

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(220, await _host.Value.RunAsync());
        Assert.Equal(220, (await _host.AskAsync(new ReadModels())).Versions[0].Customers);
    }

    [Fact]
    public async Task Two_engines_at_once_keep_one_version_each_and_lose_none()
    {
        await using var other = await InProcessHost.StartAsync(_ledger, new(), _time);

        var runs = await Task.WhenAll(AttemptAsync(_host), AttemptAsync(other));

        Assert.Contains(true, runs);
        var versions = (await _host.AskAsync(new ReadModels())).Versions;
        Assert.Equal(versions.Select(version => version.Version).Distinct().Count(), versions.Count);
        await _host.Value.RunAsync();
        Assert.Equal(120, (await _host.AskAsync(new ReadModels())).Totals!.All.Customers);

        static async Task<bool> AttemptAsync(InProcessHost host)
        {
            try
            {
                await host.Value.RunAsync();
                return true;
            }
            catch (CustomerCapital.Ledger.VersionConflictException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Without_models_a_weak_prior_says_something_of_a_customer()
    {
        var value = await _host.AskAsync(new FindCustomerValue("steady00", 13));

        Assert.Null(value.ModelVersion);
        Assert.InRange(value.Predicted!.ExpectedOrders, 0.1, 13);
        Assert.InRange(value.Predicted.ExpectedValue.ToDecimal(), 1, 100);
        Assert.Contains("prior", value.Verdict, StringComparison.Ordinal);
        Assert.Null((await _host.AskAsync(new FindCustomerValue("nobody", 13))).Predicted);
    }

    [Fact]
    public async Task FitModel_says_what_it_was_fitted_to_and_what_it_left_out()
    {
        await _host.ExecuteAsync("refunded", [Bought("a", FirstDay, 10), Bought("b", FirstDay.AddDays(30), 10), new RecordReturn { ReturnId = "r", Amount = Money.Round(50), OccurredAt = FirstDay.AddDays(60) }]);

        var (spending, auto) = (await _host.AskAsync(new FitModel("gammagamma")), await _host.AskAsync(new FitModel(FitModel.Auto, new DateOnly(2025, 12, 31))));

        Assert.Equal((121L, 1L, 80L), (spending.Customers, spending.WithoutPositiveValue, spending.Fit.Observations));
        Assert.Equal((new DateOnly(2025, 12, 31), 3), (auto.CalibrateUntil, auto.Others.Count));
        Assert.All(auto.Others, other => Assert.True(other.LogLikelihood <= auto.Fit.LogLikelihood + 1));
        Assert.Empty((await _host.AskAsync(new ReadModels())).Versions);
    }

    private async Task AskAsync(string model, bool force)
    {
        Assert.Equal(model, (await _host.AskAsync(new RequestFit(model, force))).Request!.Model);
        await _host.Value.RunAsync();
    }

    /// <summary>Chance to order again, and residual value, as they are kept: found by halving, since only segments ask for them.</summary>
    private async Task<List<(long Alive, long Residual)>> ScoresAsync(string[] customerIds)
    {
        var found = new List<(long, long)>();
        foreach (var id in customerIds)
        {
            var self = CustomerFields.CustomerId.Where(SegmentOperator.Equals, id);
            found.Add((
                await LeastAsync(10_000, at => ValueFields.PAlive.Where(SegmentOperator.AtMost, at / 10_000m)), await LeastAsync(1L << 40, at => ValueFields.ResidualValue.Where(SegmentOperator.AtMost, new Money(at)))));

            async Task<long> LeastAsync(long high, Func<long, Segment> atMost)
            {
                for (var low = -1L; high - low > 1;)
                {
                    var middle = (low + high) / 2;
                    if (await CountAsync(new AllOf([self, atMost(middle)])) == 1) high = middle;
                    else low = middle;
                }

                return high;
            }
        }

        return found;
    }

    private async Task<long> CountAsync(Segment segment) => await _ledger.CountCustomersAsync(segment);

    private async Task BuyAsync(string customerId, DateTimeOffset from, int orders, int everyDays, decimal amount) =>
        Assert.All(
            await _host.ExecuteAsync(customerId, [.. Enumerable.Range(0, orders).Select(i => (ActorCommand)Bought($"p{i}", from.AddDays(i * everyDays), amount + i % 3))]),
            outcome => Assert.Equal(OutcomeStatus.Accepted, outcome.Status));

    private static RecordPurchase Bought(string id, DateTimeOffset at, decimal amount) => new() { PurchaseId = id, Amount = Money.Round(amount), OccurredAt = at };
}
