using System.Globalization;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Commands;

namespace CustomerCapital.Server.Demo;

/// <summary>Two years of a retailer that never was. Pure: the same first day, number of customers and seed give the same commands.</summary>
/// <param name="firstDay">First day of the 24 months.</param>
/// <param name="customers">How many customers come in that time.</param>
/// <param name="random">Seeded; used up by one enumeration of <see cref="Waves"/>.</param>
internal sealed class DemoRetailer(DateOnly firstDay, int customers, Random random)
{
    /// <summary>How long the story is.</summary>
    public const int Months = 24;

    /// <summary>The customer with whom the story begins, in the morning of its first day.</summary>
    public static readonly string FirstCustomerId = IdOf(0);

    private const int Quarter = 3;
    private const double ReferredShare = 0.14;

    private readonly DateTimeOffset _start = new(firstDay, new TimeOnly(9, 0), TimeSpan.Zero);

    /// <summary>The first day of the 24 months that end with a day.</summary>
    public static DateOnly FirstDayOf(DateOnly lastDay) => lastDay.AddDays(1).AddMonths(-Months);

    /// <summary>What the customers do, quarter by quarter, in two waves each: first those who bring others, then the rest.</summary>
    /// <returns>
    /// Waves to be carried out one after the other. Within a wave each customer's commands are in the order of time, and different customers'
    /// may be carried out side by side: a referral always lies in an earlier wave than the first purchase of the person brought.
    /// </returns>
    public IEnumerable<IReadOnlyList<CommandEnvelope>> Waves()
    {
        var shoppers = Shoppers();
        for (var quarter = 0; quarter < Months; quarter += Quarter)
        {
            var (referring, others) = (new List<CommandEnvelope>(), new List<CommandEnvelope>());
            foreach (var shopper in shoppers)
            {
                if (shopper.ComesAt >= MonthStart(quarter + Quarter)) break;
                var commands = Enumerable.Range(quarter, Quarter)
                    .SelectMany(month => shopper.Live(MonthStart(month), MonthStart(month + 1)))
                    .Select(command => new CommandEnvelope(shopper.CustomerId, command))
                    .ToList();
                (commands.Exists(envelope => envelope.Command is MakeReferral) ? referring : others).AddRange(commands);
            }

            yield return referring;
            yield return others;
        }
    }

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
            var shopper = new Shopper(IdOf(i), kind, channel, at, MonthStart(Months), new Random(random.Next()));
            referrer?.Brings(shopper, at);
            if (random.Happens(kind.Voice)) voices.Add(shopper);
            shoppers.Add(shopper);
        }

        return shoppers;
    }

    /// <summary>Somebody who still comes, and came in an earlier quarter: nobody brings others in the quarter of their own coming.</summary>
    private Shopper? Referrer(List<Shopper> voices, DateTimeOffset at)
    {
        var month = Enumerable.Range(0, Months).Last(month => MonthStart(month) <= at);
        var quarterStart = MonthStart(month - month % Quarter);
        var able = voices.FindAll(voice => voice.ComesAt < quarterStart && voice.GoneAt > at);
        return able.Count == 0 ? null : random.Pick(able);
    }

    /// <summary>When customers come: more towards the year's end, and slowly more from month to month.</summary>
    private List<DateTimeOffset> Comings()
    {
        var weights = Enumerable.Range(0, Months).Select(month => Season.Of(MonthStart(month).Month) * (1 + 0.01 * month)).ToArray();
        var comings = new List<DateTimeOffset> { _start };
        for (var i = 1; i < customers; i++)
        {
            var month = random.Pick(weights);
            comings.Add(random.OpeningHour(MonthStart(month).AddHours(1), MonthStart(month + 1)));
        }

        comings.Sort();
        return comings;
    }

    private DateTimeOffset MonthStart(int month) => month == 0 ? _start : new(firstDay.AddMonths(month), TimeOnly.MinValue, TimeSpan.Zero);

    private static string IdOf(int index) => string.Create(CultureInfo.InvariantCulture, $"C{index + 1:00000}");
}

/// <summary>How the demo's year goes.</summary>
internal static class Season
{
    private static readonly double[] Months = [0.82, 0.80, 0.95, 1.05, 1.10, 1.00, 0.90, 0.85, 0.95, 1.02, 1.22, 1.45];

    /// <summary>How busy a month of the year is, 1 being the average.</summary>
    public static double Of(int month) => Months[month - 1];
}
