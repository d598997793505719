using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Server.Demo;

namespace CustomerCapital.Server.Tests.Demo;

public sealed class DemoRetailerTests
{
    private static readonly DateOnly LastDay = new(2026, 6, 30);

    [Fact]
    public void Waves_of_the_same_seed_are_the_same_commands()
    {
        Assert.Equal(Written(seed: 7), Written(seed: 7));
    }

    [Fact]
    public void Waves_of_another_seed_are_other_commands()
    {
        Assert.NotEqual(Written(seed: 7), Written(seed: 8));
    }

    [Fact]
    public void Waves_are_well_formed_and_lie_within_the_two_years()
    {
        var commands = Waves(300, 7).SelectMany(wave => wave).Select(envelope => envelope.Command).ToList();

        Assert.All(commands, command => Assert.Empty(command.Faults()));
        Assert.All(commands, command => Assert.InRange(
            command.OccurredAt!.Value, new DateTimeOffset(2024, 7, 1, 9, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 6, 30, 23, 59, 59, TimeSpan.Zero)));
    }

    [Fact]
    public void Waves_hold_each_customers_commands_in_the_order_of_time()
    {
        foreach (var customer in Waves(300, 7).SelectMany(wave => wave).GroupBy(envelope => envelope.CustomerId))
        {
            var times = customer.Select(envelope => envelope.Command.OccurredAt!.Value).ToList();
            Assert.Equal(times.Order(), times);
        }
    }

    [Fact]
    public void Waves_hold_a_referral_before_the_wave_of_the_first_purchase()
    {
        var waves = Waves(1_000, 7).ToList();
        var firstPurchases = waves
            .SelectMany((wave, at) => wave.Where(envelope => envelope.Command is RecordPurchase).Select(envelope => (envelope.CustomerId, At: at)))
            .GroupBy(purchase => purchase.CustomerId)
            .ToDictionary(purchases => purchases.Key, purchases => purchases.Min(purchase => purchase.At));

        var referrals = waves.SelectMany((wave, at) => wave.Select(envelope => envelope.Command).OfType<MakeReferral>().Select(referral => (Referral: referral, At: at))).ToList();

        Assert.NotEmpty(referrals);
        Assert.All(referrals, referral => Assert.True(referral.At < firstPurchases.GetValueOrDefault(referral.Referral.ReferredCustomerId, int.MaxValue)));
    }

    [Fact]
    public void Steps_hold_what_lies_between_two_stops_of_the_clock()
    {
        var from = DateTimeOffset.MinValue;
        foreach (var step in new DemoRetailer(new(DemoRetailer.FirstDayOf(LastDay), new ProgramCalendar("UTC")), 300, new Random(7)).Steps())
        {
            Assert.All(step.Waves.SelectMany(wave => wave), envelope => Assert.True(envelope.Command.OccurredAt >= from && envelope.Command.OccurredAt < step.Until));
            from = step.Until;
        }

        Assert.Equal(new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero), from);
    }

    [Fact]
    public void Hear_makes_most_buy_with_the_voucher_and_leaves_what_else_they_do()
    {
        var (with, without) = (Commands(hear: true), Commands(hear: false));

        Assert.InRange(with.Count(line => line.Contains("CODE-", StringComparison.Ordinal)), 140, 180);
        Assert.Empty(without.Except(with));
        Assert.All(with.Except(without), line => Assert.Contains("-letter-", line, StringComparison.Ordinal));

        static List<string> Commands(bool hear)
        {
            var days = new DemoDays(DemoRetailer.FirstDayOf(LastDay), new ProgramCalendar("UTC"));
            var (retailer, written) = (new DemoRetailer(days, 400, new Random(7)), new List<string>());
            foreach (var step in retailer.Steps())
            {
                written.AddRange(step.Waves.SelectMany(wave => wave).Select(envelope => envelope.CustomerId + LedgerJson.Encode(envelope.Command)));
                if (!hear || step.Until != days.Letter) continue;
                for (var customer = 1; customer <= 200; customer++) retailer.Hear($"C{customer:00000}", "letter", $"CODE-{customer}");
            }

            return written;
        }
    }

    [Theory]
    [InlineData("2026-06-30", "2024-07-01")]
    [InlineData("2026-03-14", "2024-03-15")]
    [InlineData("2026-02-28", "2024-03-01")]
    public void FirstDayOf_is_24_months_before_the_day_after(string lastDay, string firstDay)
    {
        Assert.Equal(DateOnly.Parse(firstDay, System.Globalization.CultureInfo.InvariantCulture), DemoRetailer.FirstDayOf(DateOnly.Parse(lastDay, System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static IEnumerable<IReadOnlyList<CommandEnvelope>> Waves(int customers, int seed) =>
        new DemoRetailer(new(DemoRetailer.FirstDayOf(LastDay), new ProgramCalendar("UTC")), customers, new Random(seed)).Steps().SelectMany(step => step.Waves);

    private static List<string> Written(int seed) =>
        [.. Waves(200, seed).SelectMany(wave => wave).Select(envelope => envelope.CustomerId + LedgerJson.Encode(envelope.Command))];
}
