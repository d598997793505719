using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Wallets;
using FsCheck;
using FsCheck.Fluent;

namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>Random histories and policies, and how their properties are checked.</summary>
internal static class Histories
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "Pacific/Auckland", "America/St_Johns", "Australia/Lord_Howe"];

    private static readonly Gen<Step> AnyStep =
        from what in Gen.Choose(0, 99)
        from late in Gen.Frequency((2, Gen.Constant(0)), (3, Gen.Choose(0, 24 * 500)))
        from pick in Gen.Choose(0, 99)
        from cents in Gen.Frequency((1, Gen.Constant(0)), (9, Gen.Choose(1, 30_000)))
        select new Step(what, late, pick, cents);

    /// <summary>One customer's history of up to sixty steps.</summary>
    public static readonly Arbitrary<Step[]> OfOne = Arb.From(OfAtMost(60), Shorter);

    /// <summary>A register of up to five customers.</summary>
    public static readonly Arbitrary<Step[][]> OfMany = Arb.From(
        from count in Gen.Choose(1, 5) from all in OfAtMost(30).ArrayOf(count) select all);

    /// <summary>A policy that differs from the default in every rule, chosen by a number.</summary>
    public static ProgramPolicy Policy(int number) => new()
    {
        Currency = "EUR",
        TimeZone = Zones[number % Zones.Length],
        MarginRate = 0.4m,
        Lapse = new(20 + number % 7 * 40, number % 3),
        Member = new(1 + number % 12, 30 + number % 11 * 40),
        Advocate = new(Nps: 6 + number % 5, Review: 3 + number % 3, Referrals: 1 + number % 3, WithinDays: 40 + number % 5 * 100),
        RavingFan = new(1 + number % 5, 50 + number % 4 * 120),
        Surveys = number % 3 == 0 ? new() : new(DetractorNps: number % 8) { ReminderDays = 1 + number % 20, ReminderTemplate = "remind" },
        Wallets = number % 4 == 0 ? [] :
        [
            new("points", Rounding: (WalletRounding)(1 + number % 3), PendingDays: number % 2 * 10, Life: new(number % 3 * 5, LifeEnd.Quarter, Sliding: number % 5 == 0), Worth: new(100),
                Overdraw: (Overdraw)(1 + number % 2), ExpiredRefund: (ExpiredRefund)(1 + number / 2 % 2)) { Earn = [new(3) { Categories = ["x"] }, new(0.9m)], Multipliers = [new(1.5m) { Channels = ["channel-1"] }] },
            new("stamps", Decimals: 1) { Earn = [new(1, EarnPer.Piece) { Skus = ["b"] }, new(0.5m, EarnPer.Order)] },
        ],
        Rewards = number % 4 == 0 ? [] :
        [
            new("coffee", Price: new("points", new(50_000)), PerCustomer: number % 3 == 0 ? 2 : null, Cost: new(8_000), Voucher: new() { Percent = 100 }, VoucherDays: 1 + number % 40),
            new("bonus", Price: new("points", new(10_000)), Credit: new("stamps", new(25_000)), FollowUp: number % 3 == 0 ? null : new((FollowUpKind)(1 + number % 3), number % 9)),
            new("tickets", Price: new("points", new(300_000)), Automatic: number % 2 == 0, Raffle: new("summer", 2)),
            new("card", Price: new("stamps", new(30_000)), Automatic: true, Cost: new(100), Voucher: new() { Value = new(20_000), KeepsRest = number % 3 == 0 }),
            new("mug", Price: new("points", new(20_000)), Cost: new(30_000), Gift: new("MUG-1")),
        ],
        TriggeredCampaigns = number % 4 != 1 ? [] :
        [
            new("climbed", new("bonus") { Trigger = new(TriggerKind.RungReached, Rung: Rung.Customer), HoldoutPercent = number % 8 == 1 ? 50 : 0 }),
            new("every-third", new("coffee") { Trigger = new(TriggerKind.NthPurchase, Nth: 3, Every: true), PerCustomer = new(2, 60) }),
            new("friends", new("tickets") { Trigger = new(TriggerKind.ReferralConverted), Exclusive = new("thanks", 30) }),
            new("win-back", new("coffee") { Trigger = new(TriggerKind.Lapsed), Exclusive = new("thanks", 30) }),
        ],
    };

    /// <summary>The policy under which a history is played: a function of the history, so that a shrunk one needs no second input.</summary>
    public static ProgramPolicy PolicyOf(Step[] steps) => Policy(steps.Length == 0 ? 0 : steps[0].Pick);

    /// <summary>Checks random cases; a failure names the seed, the case and its shrunk form.</summary>
    public static void Hold<T>(Arbitrary<T> cases, Action<T> body, int times = 150) =>
        Prop.ForAll(cases, body).Check(Config.QuickThrowOnFailure.WithMaxTest(times).WithQuietOnSuccess(true));

    private static Gen<Step[]> OfAtMost(int count) =>
        from size in Gen.Choose(0, count) from steps in AnyStep.ArrayOf(size) select steps;

    /// <summary>Halves first, then single steps left out.</summary>
    private static IEnumerable<Step[]> Shorter(Step[] steps)
    {
        if (steps.Length > 3)
        {
            yield return steps[..(steps.Length / 2)];
            yield return steps[(steps.Length / 2)..];
        }

        for (var i = 0; i < steps.Length; i++) yield return [.. steps[..i], .. steps[(i + 1)..]];
    }
}
