using System.Globalization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Referrals;

namespace CustomerCapital.Server.Demo;

/// <summary>One customer of the demo's retailer: comes, buys, speaks, and one day stays away.</summary>
internal sealed class Shopper
{
    private readonly ShopperKind _kind;
    private readonly AcquisitionChannel _channel;
    private readonly DateTimeOffset _end;
    private readonly Random _random;
    private readonly ShoppingBasket _basket;
    private readonly PriorityQueue<ActorCommand, (DateTimeOffset At, int Order)> _planned = new();
    private readonly double _purchasesPerMonth;
    private readonly double _satisfaction;
    private int _planCount;
    private int _purchases;
    private bool _enrolled;

    public Shopper(string customerId, ShopperKind kind, AcquisitionChannel channel, DateTimeOffset comesAt, DateTimeOffset end, Random random)
    {
        (CustomerId, _kind, _channel, ComesAt, _end, _random) = (customerId, kind, channel, comesAt, end, random);
        GoneAt = comesAt.AddDays(Math.Floor(random.Wait(kind.MonthsUntilGone * 30)));
        _purchasesPerMonth = kind.PurchasesPerMonth * (0.4 + random.Wait(0.6));
        _satisfaction = Math.Clamp(kind.Satisfaction + 3 * (random.NextDouble() - 0.5), 1, 10);
        _basket = new(customerId, random);
        var cost = new Money(Money.Scale / 100 * (long)(channel.MeanCost.Units * 100 / Money.Scale * (0.5 + random.NextDouble())));
        Plan(Persons.Registration(random, customerId, channel.Name, cost, comesAt));
        if (kind == ShopperKind.Onlooker) PlanInterest();
        else Buy(comesAt.AddMinutes(5 + random.Next(40)));
    }

    public string CustomerId { get; }

    public DateTimeOffset ComesAt { get; }

    public DateTimeOffset GoneAt { get; }

    /// <summary>Tells of the shop to somebody who comes for it a little later.</summary>
    public void Brings(Shopper other, DateTimeOffset at) => Plan(new MakeReferral { ReferralId = "R-" + other.CustomerId, ReferredCustomerId = other.CustomerId, OccurredAt = at.AddMinutes(-1) });

    /// <summary>What this customer does in a month, in the order of time.</summary>
    public IEnumerable<ActorCommand> Live(DateTimeOffset from, DateTimeOffset until)
    {
        var (first, last) = (ComesAt.AddHours(2) > from ? ComesAt.AddHours(2) : from, GoneAt < until ? GoneAt : until);
        if (first < last)
        {
            var expected = _purchasesPerMonth * Season.Of(from.Month) * ((last - first) / (until - from));
            for (var i = _random.Count(expected); i > 0; i--) Buy(_random.OpeningHour(first, last));
            if (_random.Happens(0.015)) Plan(Contact(InteractionKind.Inquiry, _random.OpeningHour(first, last), "Asked when an article is back."));
        }

        while (_planned.TryPeek(out var command, out var when) && when.At < until)
        {
            _planned.Dequeue();
            yield return command;
        }
    }

    private void Buy(DateTimeOffset at)
    {
        var purchase = _basket.Fill(++_purchases, at, _channel.Name);
        Plan(purchase);
        foreach (var later in Aftermath.Of(purchase, _satisfaction, _random)) Plan(later);
        if (!_enrolled && _purchases > 1 && _random.Happens(_kind.Enrols)) Enrol(at.AddMinutes(3));
    }

    private void Enrol(DateTimeOffset at)
    {
        _enrolled = true;
        Plan(new SetEnrolment { EnrolmentId = "E-" + CustomerId, Enrolled = true, OccurredAt = at });
        if (_random.Happens(0.04)) Plan(new SetEnrolment { EnrolmentId = "L-" + CustomerId, Enrolled = false, OccurredAt = at.AddDays(30 + _random.Next(200)) });
    }

    private void PlanInterest()
    {
        var soon = ComesAt.AddDays(1 + _random.Next(20)).AddMinutes(_random.Next(300));
        var how = _random.Pick([0.35, 0.25, 0.15, 0.25]);
        if (how == 0) Plan(Contact(InteractionKind.Inquiry, soon, "Asked for the catalogue."));
        if (how == 1) Plan(Contact(InteractionKind.Answer, soon, "Would like to hear of offers.", positive: true));
        if (how == 2) Plan(Contact(InteractionKind.Answer, soon, "Has no need at present."));
    }

    private RecordInteraction Contact(InteractionKind kind, DateTimeOffset at, string note, bool positive = false) => new()
    {
        InteractionId = string.Create(CultureInfo.InvariantCulture, $"I-{CustomerId}-{_planCount}"),
        Kind = kind,
        Positive = positive,
        Channel = _random.Happens(0.6) ? "email" : "phone",
        Note = note,
        OccurredAt = at,
    };

    private void Plan(ActorCommand command)
    {
        if (command.OccurredAt < _end) _planned.Enqueue(command, (command.OccurredAt.Value, _planCount++));
    }
}
