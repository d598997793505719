using CustomerCapital.Bench.Value.Pictures;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Value;
using CustomerCapital.Domain.Value.Contracts;
using CustomerCapital.Domain.Value.Prediction;

namespace CustomerCapital.Bench.Tests;

/// <summary>What the pictures of the models of value show is what the backtest says, and the same again and again.</summary>
public sealed class ValuePicturesTests : IDisposable
{
    private static readonly DateOnly End = new(2011, 11, 30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("customercapital-pictures-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Weeks_add_up_to_the_repeats_of_those_who_had_ordered_before_the_holdout()
    {
        var year = new ObservedYear(End, [Record("2011-08-01", "2011-08-31", "2011-09-01", "2011-11-30"), Record("2011-08-30"), Record("2011-09-01", "2011-10-01")]);

        Assert.Equal((new DateOnly(2011, 8, 31), new DateOnly(2011, 8, 1), 2), (year.Origin, year.Begin, year.Customers.Count));
        Assert.Equal(new DateOnly(2011, 8, 31), year.WeekEnds[^14]);
        Assert.Equal([0.0, 0, 0, 0, 1, 2], year.RepeatsByWeek().Take(6));
        Assert.Equal([2.0, 3], year.RepeatsByWeek().TakeLast(2));
    }

    [Fact]
    public void Groups_and_deciles_add_up_to_the_backtest()
    {
        var (year, choice) = Played();
        var tests = choice.Backtests;

        var groups = CalibrationGroup.Of(year, [.. choice.Fits.Select(BuyingModel.Of)]);

        Assert.Equal(tests[0].ActualOrders, groups.Sum(group => group.Customers * group.Actual), 1e-6);
        Assert.Equal(tests[0].PastRate.Expected, groups.Sum(group => group.Customers * group.PastRate), 1e-6);
        for (var at = 0; at < tests.Count; at++) Assert.Equal(tests[at].Errors.Expected, groups.Sum(group => group.Customers * group.Expected[at]), 1e-6);
        Assert.Equal(tests[0].PastRate.Expected, ValuePictures.PastRateByDecile(year, choice).Sum() * year.Customers.Count / 10, 1e-6);
    }

    [Fact]
    public void Expected_weeks_end_with_what_the_model_expects_of_new_customers()
    {
        var (year, choice) = Played();
        var model = BuyingModel.Of(choice.Best);

        var expected = year.Customers.Sum(customer => model.ExpectedOrdersOfNew((End.DayNumber - customer.Days[0].DayNumber) / 7.0));

        Assert.Equal(expected, year.ExpectedByWeek(model)[^1], 1e-6);
    }

    [Fact]
    public void Customers_are_still_there_until_the_month_of_their_latest_order()
    {
        // Who has not ordered in September, October and November has left; September's new customers are too young to tell.
        var cohorts = MonthlyCohorts.Of(new(End, [Record("2011-07-05", "2011-11-01"), Record("2011-07-06", "2011-08-07"), Record("2011-07-31"), Record("2011-08-01"), Record("2011-09-01")]));

        Assert.Equal([new DateOnly(2011, 7, 1), new DateOnly(2011, 8, 1)], cohorts.Cohorts.Select(cohort => cohort.Month));
        Assert.Equal([3.0, 2, 1], cohorts.Cohorts[0].Alive);
        Assert.Equal([3.0, 1, 0], cohorts.Cohorts[0].Ordering);
        Assert.Equal([1.0, 0], cohorts.Cohorts[1].Alive);
        Assert.Equal((0.5, 0.25), (cohorts.Table.RetentionAt(1), cohorts.Table.SurvivalAfter(2)));
        Assert.Equal((0.25, 0.0), (cohorts.OrderingAt(1), cohorts.OrderingAt(2)));
        Assert.Equal(SbgFit.To(cohorts.Table), cohorts.Fit);
    }

    [Fact]
    public void Pictures_drawn_again_are_the_same_and_small()
    {
        var (year, choice) = Played();

        var first = Draw("first");
        var second = Draw("second");

        Assert.Equal(["tracking.svg", "tracking-weekly.svg", "calibration.svg", "deciles.svg", "retention.svg"], first.Select(file => file.Name));
        Assert.Equal(first, second);
        Assert.All(first, file => Assert.InRange(file.Text.Length, 1_000, 60_000));
        Assert.All(first, file => Assert.StartsWith("<?xml", file.Text, StringComparison.Ordinal));

        List<(string Name, string Text)> Draw(string name)
        {
            var folder = _folder.CreateSubdirectory(name).FullName;
            return [.. ValuePictures.Draw(year, choice, folder).ToList().Select(file => (file.Name, File.ReadAllText(Path.Combine(folder, file.Name))))];
        }
    }

    /// <summary>Three hundred customers who buy at rates of their own, some of whom leave.</summary>
    private static (ObservedYear Year, ModelChoice Choice) Played()
    {
        var (random, records) = (new Random(7), new List<BuyingRecord>());
        for (var customer = 0; customer < 300; customer++)
        {
            var (day, days, wait) = (new DateOnly(2010, 12, 1).AddDays(random.Next(240)), new List<DateOnly>(), 7 + (100 * random.NextDouble()));
            while (day <= End)
            {
                days.Add(day);
                if (random.Next(8) == 0) break;
                day = day.AddDays(1 + (int)(-wait * Math.Log(1 - random.NextDouble())));
            }

            records.Add(new([.. days.Select(at => new OrderDay(at, Money.Zero))], Money.Zero, End));
        }

        var year = new ObservedYear(End, records);
        return (year, ModelChoice.Of(year.Known, year.Outcomes, ObservedYear.HoldoutWeeks));
    }

    private static BuyingRecord Record(params string[] days) =>
        new([.. days.Select(day => new OrderDay(DateOnly.ParseExact(day, "yyyy-MM-dd"), Money.Zero))], Money.Zero, End);
}
