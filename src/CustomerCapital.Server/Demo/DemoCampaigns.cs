using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Server.Demo;

/// <summary>The campaigns and raffles of the demo's retailer, as they are written down. Pure.</summary>
internal static class DemoCampaigns
{
    /// <summary>Over, and worth it: those who got the letter buy more than those held out.</summary>
    public const string Letter = "ten-percent-letter";

    /// <summary>Over, and not worth it: nobody buys more for the points.</summary>
    public const string Thanks = "thank-you-points";

    /// <summary>Answers each second order.</summary>
    public const string SecondOrder = "second-order";

    /// <summary>Answers good opinions, and is paused.</summary>
    public const string Reviews = "review-thanks";

    /// <summary>Goes out every Monday, and has nearly spent its budget.</summary>
    public const string WeMissYou = "we-miss-you";

    /// <summary>Is to come in a week.</summary>
    public const string Evening = "members-evening";

    /// <summary>Its terms were changed, so that somebody else has to approve of it.</summary>
    public const string Anniversary = "a-year-with-us";

    /// <summary>A draft. It is the last thing that the demo writes down.</summary>
    public const string Candlelight = "candlelight-shopping";

    /// <summary>The raffle that is drawn.</summary>
    public const string GardenRaffle = "garden-raffle";

    /// <summary>The raffle that is open.</summary>
    public const string AnniversaryRaffle = "anniversary-raffle";

    /// <summary>Late by a day at most: whoever starts the demo on a Monday afternoon sees that Monday's run.</summary>
    private const int CatchUpMinutes = 24 * 60;

    private static readonly Segment HasBoughtAndReads = new AllOf([PurchaseFields.Orders.Where(SegmentOperator.AtLeast, 1), CustomerFields.EmailConsent.Where(SegmentOperator.Equals, true)]);

    public static CampaignTerms LetterTerms(DemoDays days) => new(DemoProgram.TenPercent)
    {
        Title = "10 % off at our garden evenings",
        Audience = HasBoughtAndReads,
        Schedule = new(At: days.Letter, CatchUpMinutes: CatchUpMinutes),
        HoldoutPercent = 30,
        MeasureDays = DemoDays.LetterDays,
        Rungs = [Rung.Buyer, Rung.Customer],
    };

    public static CampaignTerms ThanksTerms(DemoDays days) => new(DemoProgram.ThankYou)
    {
        Title = "100 points as a thank-you",
        Audience = new AllOf([PurchaseFields.Orders.Where(SegmentOperator.AtLeast, 2), PurchaseFields.LastPurchaseAt.Where(SegmentOperator.AtLeast, SegmentInstant.Ago(120))]),
        Schedule = new(At: days.Thanks, CatchUpMinutes: CatchUpMinutes),
        HoldoutPercent = 30,
        MeasureDays = DemoDays.PointsDays,
        Rungs = [Rung.Member],
    };

    public static readonly CampaignTerms SecondOrderTerms = new(DemoProgram.FiveEuro)
    {
        Title = "Welcome back: 5 EUR after the second order",
        Trigger = new(TriggerKind.NthPurchase, Nth: 2),
        PerCustomer = new(1),
        HoldoutPercent = 10,
        Rungs = [Rung.Customer],
    };

    public static readonly CampaignTerms ReviewsTerms = new(DemoProgram.ThankYou)
    {
        Title = "Points for a good word",
        Trigger = new(TriggerKind.Feedback, FromNps: 9),
        PerCustomer = new(1, 90),
        HoldoutPercent = 10,
        Rungs = [Rung.Advocate],
    };

    /// <param name="days">When what happens.</param>
    /// <param name="customers">How many customers there are: the budget grows with them.</param>
    public static CampaignTerms WeMissYouTerms(DemoDays days, int customers)
    {
        var aWeek = Math.Max(1, customers / 250);
        return new(DemoProgram.FiveEuro)
        {
            Title = "We miss you: 5 EUR for coming back",
            Audience = new AllOf([PurchaseFields.LastPurchaseAt.Where(SegmentOperator.AtMost, SegmentInstant.Ago(90)), PurchaseFields.LastPurchaseAt.Where(SegmentOperator.GreaterThan, SegmentInstant.Ago(120))]),
            Schedule = new(Cron: "0 9 * * MON", From: days.Mondays[0].AddMinutes(-1), CatchUpMinutes: CatchUpMinutes),
            PerCustomer = new(1, 365),
            Budget = new(Grants: aWeek * days.Mondays.Count + Math.Max(1, aWeek / 2), GrantsPerRun: aWeek),
            HoldoutPercent = 10,
            Rungs = [Rung.Buyer, Rung.Customer],
        };
    }

    /// <param name="at">When.</param>
    public static CampaignTerms EveningTerms(DateTimeOffset at) => new(DemoProgram.TeaTowel)
    {
        Title = "Members' evening: a tea towel for everybody who comes",
        Audience = LadderFields.Rung.Where(SegmentOperator.Equals, Rung.Member),
        Schedule = new(At: at),
        Rungs = [Rung.Member],
    };

    /// <param name="holdoutPercent">Share of the audience that gets nothing.</param>
    public static CampaignTerms AnniversaryTerms(decimal holdoutPercent) => new(DemoProgram.TenPercent)
    {
        Title = "A year with us: 10 % off",
        Audience = PurchaseFields.DaysToAnniversary.Where(SegmentOperator.Equals, 0),
        Schedule = new(Cron: "0 8 * * *"),
        HoldoutPercent = holdoutPercent,
        Rungs = [Rung.Customer],
    };

    public static readonly CampaignTerms CandlelightTerms = new(DemoProgram.AnniversaryTicket)
    {
        Title = "Candlelight shopping: a ticket of the raffle for everybody",
        Audience = HasBoughtAndReads,
        Schedule = new(Cron: "0 17 1 * *"),
        HoldoutPercent = 10,
    };

    public static RaffleRules GardenRules(DemoDays days) => new(days.TicketsEnd)
    {
        Title = "Garden raffle",
        DrawAt = days.Draw,
        Prizes = [new("A weekend in the mountains"), new("Voucher of 5 EUR", 5, DemoProgram.FiveEuro)],
    };

    public static RaffleRules AnniversaryRules(DemoDays days) => new(days.NextTicketsEnd)
    {
        Title = "Anniversary raffle",
        DrawAt = days.NextDraw,
        Prizes = [new("A garden bench"), new("A tea towel of linen", 10, DemoProgram.TeaTowel)],
    };
}
