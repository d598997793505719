using System.Globalization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Server.Demo;

/// <summary>One customer of the demo's retailer: comes, buys, speaks, and one day stays away.</summary>
internal sealed class Shopper
{
    /// <summary>How many of those who get a voucher by e-mail buy with it.</summary>
    private const double AnsweringShare = 0.8;

    private readonly ShopperKind _kind;
    private readonly AcquisitionChannel _channel;
    private readonly DemoDays _days;
    private readonly Random _random;
    private readonly Random _answers;
    private readonly PointsPurse _points = new();
    private readonly ShoppingBasket _basket;
    private readonly PriorityQueue<ActorCommand, (DateTimeOffset At, int Order)> _planned = new();
    private readonly double _purchasesPerMonth;
    private readonly double _satisfaction;
    private int _planCount;
    private int _contacts;
    private int _purchases;
    private bool _enrolled;
    private bool _hasTowel;
    private int _monthsPlanned;

    public Shopper(string customerId, ShopperKind kind, AcquisitionChannel channel, DateTimeOffset comesAt, DemoDays days, Random random)
    {
        (CustomerId, _kind, _channel, ComesAt, _days, _random) = (customerId, kind, channel, comesAt, days, random);
        GoneAt = comesAt.AddDays(Math.Floor(random.Wait(kind.MonthsUntilGone * 30)));
        _purchasesPerMonth = kind.PurchasesPerMonth * (0.4 + random.Wait(0.6));
        _satisfaction = Math.Clamp(kind.Satisfaction + 3 * (random.NextDouble() - 0.5), 1, 10);
        _basket = new(random.Next(Assortment.Categories.Count));
        var cost = new Money(Money.Scale / 100 * (long)(channel.MeanCost.Units * 100 / Money.Scale * (0.5 + random.NextDouble())));
        Plan(Persons.Registration(random, customerId, channel.Name, cost, comesAt));
        if (kind == ShopperKind.Onlooker) PlanInterest();
        else Buy(comesAt.AddMinutes(5 + random.Next(40)));
        // What campaigns bring about leaves the rest of the story as it would be without them.
        _answers = new(random.Next());
    }

    public string CustomerId { get; }

    public DateTimeOffset ComesAt { get; }

    public DateTimeOffset GoneAt { get; }

    /// <summary>Tells of the shop to somebody who comes for it a little later.</summary>
    public void Brings(Shopper other, DateTimeOffset at) => Plan(new MakeReferral { ReferralId = "R-" + other.CustomerId, ReferredCustomerId = other.CustomerId, OccurredAt = at.AddMinutes(-1) });

    /// <summary>Has got a voucher by e-mail, and comes to one of the shop's evenings with it, and in the weeks after that again once or twice; some do not.</summary>
    /// <param name="letter">Names what brought the voucher.</param>
    /// <param name="code">The voucher's code.</param>
    public void Hear(string letter, string code)
    {
        if (!_answers.Happens(AnsweringShare)) return;
        var evening = _answers.Pick(_days.Evenings);
        Plan(_basket.Fill($"P-{CustomerId}-{letter}-1", evening.AddMinutes(-1 - _answers.Next(90)), "store-1", _answers) with { Vouchers = [code], Discount = Money.Zero });
        var times = _answers.Next(3);
        for (var time = 0; time < times; time++)
        {
            var day = _days.Evenings[^1].AddDays(2 + 17 * time);
            Plan(_basket.Fill(string.Create(CultureInfo.InvariantCulture, $"P-{CustomerId}-{letter}-{time + 2}"), _answers.OpeningHour(day, day.AddDays(16)), "web", _answers));
        }
    }

    /// <summary>What this customer does until a moment and has not done yet, in the order of time.</summary>
    public IEnumerable<ActorCommand> Live(DateTimeOffset until)
    {
        for (; _monthsPlanned < DemoDays.Months && _days.MonthStart(_monthsPlanned) < until; _monthsPlanned++) PlanMonth(_days.MonthStart(_monthsPlanned), _days.MonthStart(_monthsPlanned + 1));
        while (_planned.TryPeek(out var command, out var when) && when.At < until)
        {
            _planned.Dequeue();
            yield return command;
        }
    }

    private void PlanMonth(DateTimeOffset from, DateTimeOffset until)
    {
        var (first, last) = (ComesAt.AddHours(2) > from ? ComesAt.AddHours(2) : from, GoneAt < until ? GoneAt : until);
        if (first >= last) return;
        var expected = _purchasesPerMonth * Season.Of(from.Month) * ((last - first) / (until - from));
        // In the order of time: what can be spent at a purchase depends on those before.
        var moments = new DateTimeOffset[_random.Count(expected)];
        for (var i = 0; i < moments.Length; i++) moments[i] = _random.OpeningHour(first, last);
        foreach (var moment in moments.Order()) Buy(moment);
        if (_random.Happens(0.015)) Plan(Contact(InteractionKind.Inquiry, _random.OpeningHour(first, last), "Asked when an article is back."));
        Choose(_random.OpeningHour(first, last));
    }

    /// <summary>Gets something of the catalogue for points, or a ticket of a raffle; most of the time nothing.</summary>
    private void Choose(DateTimeOffset at)
    {
        var (chance, kind) = (_random.NextDouble(), _random.NextDouble());
        var ticket = at > _days.Letter && at.AddDays(1) < _days.TicketsEnd ? DemoProgram.GardenTicket : at > _days.Draw ? DemoProgram.AnniversaryTicket : null;
        if (ticket is not null && chance < 0.35 && _points.TrySpend(at, DemoProgram.TicketPrice)) Take(ticket, at);
        else if (kind < 0.12 && !_hasTowel && _points.TrySpend(at, DemoProgram.TeaTowelPrice)) Take(DemoProgram.TeaTowel, at);
        else if (kind is >= 0.12 and < 0.3 && _points.TrySpend(at, DemoProgram.FiveEuroPrice)) Take(DemoProgram.FiveEuro, at);
    }

    private void Take(string reward, DateTimeOffset at)
    {
        _hasTowel |= reward == DemoProgram.TeaTowel;
        Plan(new GrantReward { GrantId = string.Create(CultureInfo.InvariantCulture, $"G-{CustomerId}-{_monthsPlanned}"), Reward = reward, OccurredAt = at });
    }

    private void Buy(DateTimeOffset at)
    {
        var purchase = PaidWithPoints(_basket.Fill(string.Create(CultureInfo.InvariantCulture, $"P-{CustomerId}-{++_purchases}"), at, _purchases == 1 && _channel.Name == "fair" ? "fair" : null, _random));
        Plan(purchase);
        var comesBack = false;
        foreach (var later in Aftermath.Of(purchase, _satisfaction, _random, _days.End))
        {
            Plan(later);
            if (later is not RecordReturn back) continue;
            comesBack |= back.PurchaseId is not null;
            if (back.Amount is { } credit) _points.Lose((long)credit.ToDecimal() + 1);
        }

        // What is taken back may be taken from points that can be spent, while others cannot be yet.
        if (comesBack) _points.Lose((long)purchase.AmountBeforeVouchers.ToDecimal() + 1);
        else _points.Earn(at, purchase.AmountBeforeVouchers, purchase.Payments is [var paid] ? paid.Amount.Units / WalletAmount.Scale : 0);
        if (!_enrolled && _purchases > 1 && _random.Happens(_kind.Enrols)) Enrol(at.AddMinutes(3));
    }

    private RecordPurchase PaidWithPoints(RecordPurchase purchase)
    {
        var at = purchase.OccurredAt!.Value;
        var points = Math.Min(_points.Spendable(at), (long)(purchase.AmountBeforeVouchers.ToDecimal() * 100)) / 50 * 50;
        if (points < 150 || !_random.Happens(0.25) || !_points.TrySpend(at, points)) return purchase;
        return purchase with { Payments = [new(DemoProgram.Points, new(points * WalletAmount.Scale))] };
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
        InteractionId = string.Create(CultureInfo.InvariantCulture, $"I-{CustomerId}-{_contacts++}"),
        Kind = kind,
        Positive = positive,
        Channel = _random.Happens(0.6) ? "email" : "phone",
        Note = note,
        OccurredAt = at,
    };

    private void Plan(ActorCommand command)
    {
        if (command.OccurredAt < _days.End) _planned.Enqueue(command, (command.OccurredAt.Value, _planCount++));
    }
}
