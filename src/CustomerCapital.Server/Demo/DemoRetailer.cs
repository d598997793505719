using System.Globalization;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Commands;

namespace CustomerCapital.Server.Demo;

/// <summary>What the demo's customers do until the clock stops, in two waves: first those who bring others, then the rest.</summary>
/// <param name="Until">Where the clock stops: all of it lies before.</param>
/// <param name="Waves">
/// To be carried out one after the other. Within a wave each customer's commands are in the order of time, and different customers' may be carried out side by side: a
/// referral always lies in an earlier wave than the first purchase of the person brought.
/// </param>
internal sealed record DemoStep(DateTimeOffset Until, IReadOnlyList<IReadOnlyList<CommandEnvelope>> Waves);

/// <summary>Two years of a retailer that never was. Pure: the same days, number of customers, seed, and letters heard of give the same commands.</summary>
/// <param name="days">When what happens.</param>
/// <param name="customers">How many customers come in that time.</param>
/// <param name="random">Seeded; used up by one enumeration of <see cref="Steps"/>.</param>
internal sealed class DemoRetailer(DemoDays days, int customers, Random random)
{
    /// <summary>The customer with whom the story begins, in the morning of its first day.</summary>
    public static readonly string FirstCustomerId = IdOf(0);

    private const int Months = DemoDays.Months;
    private const int Quarter = DemoDays.Quarter;
    private const double ReferredShare = 0.14;

    private readonly Dictionary<string, Shopper> _shoppers = [];

    /// <summary>The first day of the 24 months that end with a day.</summary>
    public static DateOnly FirstDayOf(DateOnly lastDay) => lastDay.AddDays(1).AddMonths(-Months);

    /// <summary>What the customers do, from one stop of the clock to the next.</summary>
    public IEnumerable<DemoStep> Steps()
    {
        var shoppers = Shoppers();
        foreach (var shopper in shoppers) _shoppers[shopper.CustomerId] = shopper;
        foreach (var until in days.Stops)
        {
            var (referring, others) = (new List<CommandEnvelope>(), new List<CommandEnvelope>());
            foreach (var shopper in shoppers)
            {
                if (shopper.ComesAt >= until) break;
                var commands = shopper.Live(until).Select(command => new CommandEnvelope(shopper.CustomerId, command)).ToList();
                (commands.Exists(envelope => envelope.Command is MakeReferral) ? referring : others).AddRange(commands);
            }

            yield return new(until, [referring, others]);
        }
    }

    /// <summary>A customer has got a voucher by e-mail. Between two steps, that is at the stop of the clock.</summary>
    public void Hear(string customerId, string letter, string code) => _shoppers[customerId].Hear(letter, code);

    /// <summary>Everyone, in the order in which they come.</summary>
    private List<Shopper> Shoppers()
    {
        var comings = Comings();
        var (shoppers, voices) = (new List<Shopper>(customers), new List<Shopper>());
        for (var i = 0; i < customers; i++)
        {
            var at = comings[i];
            var kind = i == 0 ? ShopperKind.All[^1] : ShopperKind.All[random.Pick([.. ShopperKind.All.Select(kind => kind.Share)])];
            var referrer = random.Happens(ReferredShare) ? Referrer(voices, at) : null;
            var channel = referrer is null
                ? AcquisitionChannel.Others[random.Pick([.. AcquisitionChannel.Others.Select(channel => channel.Share)])]
                : AcquisitionChannel.Referral;
            var shopper = new Shopper(IdOf(i), kind, channel, at, days, new Random(random.Next()));
            referrer?.Brings(shopper, at);
            if (random.Happens(kind.Voice)) voices.Add(shopper);
            shoppers.Add(shopper);
        }

        return shoppers;
    }

    /// <summary>Somebody who still comes, and came in an earlier quarter: nobody brings others in the quarter of their own coming.</summary>
    private Shopper? Referrer(List<Shopper> voices, DateTimeOffset at)
    {
        var month = Enumerable.Range(0, Months).Last(month => days.MonthStart(month) <= at);
        var quarterStart = days.MonthStart(month - month % Quarter);
        var able = voices.FindAll(voice => voice.ComesAt < quarterStart && voice.GoneAt > at);
        return able.Count == 0 ? null : random.Pick(able);
    }

    /// <summary>When customers come: more towards the year's end, and slowly more from month to month.</summary>
    private List<DateTimeOffset> Comings()
    {
        var weights = Enumerable.Range(0, Months).Select(month => Season.Of(days.MonthStart(month).Month) * (1 + 0.01 * month)).ToArray();
        var comings = new List<DateTimeOffset> { days.Start };
        for (var i = 1; i < customers; i++)
        {
            var month = random.Pick(weights);
            comings.Add(random.OpeningHour(days.MonthStart(month).AddHours(1), days.MonthStart(month + 1)));
        }

        comings.Sort();
        return comings;
    }

    private static string IdOf(int index) => string.Create(CultureInfo.InvariantCulture, $"C{index + 1:00000}");
}

/// <summary>How the demo's year goes.</summary>
internal static class Season
{
    private static readonly double[] Months = [0.82, 0.80, 0.95, 1.05, 1.10, 1.00, 0.90, 0.85, 0.95, 1.02, 1.22, 1.45];

    /// <summary>How busy a month of the year is, 1 being the average.</summary>
    public static double Of(int month) => Months[month - 1];
}
