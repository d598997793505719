using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Server.Demo;

/// <summary>The rules of the demo's program: what is collected, and what customers get for it.</summary>
internal static class DemoProgram
{
    public const string Points = "points";
    public const string Stamps = "stamps";

    /// <summary>Days until points can be spent.</summary>
    public const int PendingDays = 14;

    public const string FiveEuro = "five-euro";
    public const string TenPercent = "ten-percent";
    public const string StampCard = "stamp-card";
    public const string TeaTowel = "tea-towel";
    public const string ThankYou = "thank-you";
    public const string GardenTicket = "garden-ticket";
    public const string AnniversaryTicket = "anniversary-ticket";

    /// <summary>Points that the rewards cost.</summary>
    public const int FiveEuroPrice = 500, TeaTowelPrice = 400, TicketPrice = 50;

    /// <summary>Share of the demo's revenue that is margin.</summary>
    public const decimal MarginRate = 0.4m;

    /// <summary>A point for each euro, until the end of the quarter twelve months later; each pays one cent. A stamp for each order from the pantry.</summary>
    private static readonly IReadOnlyList<WalletRule> Wallets =
    [
        new(Points, PendingDays: PendingDays, Life: new(12, LifeEnd.Quarter), Worth: new(Money.Scale / 100), ExpectedSpending: 0.9m) { Earn = [new(1)] },
        new(Stamps, Life: new(12, LifeEnd.Month)) { Earn = [new(1, EarnPer.Order) { Categories = ["pantry"] }] },
    ];

    /// <summary>The rules while the story is lived through.</summary>
    /// <remarks>Models of lifetime value are fitted at its end: fits of days long past would be of no use to anybody.</remarks>
    public static ProgramPolicy During(ProgramPolicy policy, DemoDays days) => policy with
    {
        Currency = policy.Currency ?? "EUR",
        MarginRate = MarginRate,
        CampaignApproval = true,
        Value = policy.Value with { Refit = Refit.Never },
        Wallets = Wallets,
        Rewards = Catalogue(days),
    };

    private static IReadOnlyList<RewardRule> Catalogue(DemoDays days) =>
    [
        new(FiveEuro, "5 EUR off an order of 20 EUR", Price: Of(Points, FiveEuroPrice), Cost: Euro(5), Voucher: new() { Batch = FiveEuro, Value = Euro(5), MinimumOrder = Euro(20) }, VoucherDays: 90),
        new(TenPercent, "10 % off an order", Cost: Euro(7), Voucher: new() { Batch = TenPercent, Percent = 10, Cap = Euro(25) }, VoucherDays: 60),
        new(StampCard, "A full stamp card: 3 EUR off", Price: Of(Stamps, 10), Automatic: true, Cost: Euro(3), Voucher: new() { Batch = StampCard, Value = Euro(3) }, VoucherDays: 180),
        new(TeaTowel, "A tea towel of linen", Price: Of(Points, TeaTowelPrice), PerCustomer: 1, Cost: new(41 * Money.Scale / 10), Gift: new("LIN-100")),
        new(ThankYou, "100 points", Cost: Euro(1), Credit: Of(Points, 100)),
        new(GardenTicket, "A ticket of the garden raffle", Price: Of(Points, TicketPrice), ValidFrom: DayOf(days.Letter), ValidTo: DayOf(days.TicketsEnd), Raffle: new(DemoCampaigns.GardenRaffle)),
        new(AnniversaryTicket, "A ticket of the anniversary raffle", Price: Of(Points, TicketPrice), ValidFrom: DayOf(days.Draw), ValidTo: DayOf(days.NextTicketsEnd), Raffle: new(DemoCampaigns.AnniversaryRaffle)),
    ];

    private static DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(moment.UtcDateTime);

    private static WalletPayment Of(string wallet, int amount) => new(wallet, new(amount * WalletAmount.Scale));

    private static Money Euro(int amount) => new(amount * Money.Scale);
}
