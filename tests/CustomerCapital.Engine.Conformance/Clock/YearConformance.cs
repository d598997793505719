using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Clock;
using CustomerCapital.Engine.Raffles;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Engine.Conformance.Clock;

/// <summary>A café in Berlin, on the program's clock, from September to September: every grant where it should be, and the same ledger whatever runs it.</summary>
public abstract class YearConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    private static readonly string[] Guests = ["ada", "ben", "eve", "lea", "max"];

    protected override string? TimeZone => "Europe/Berlin";

    [Fact]
    public async Task Year_of_a_cafe_grants_every_reward_where_it_should_be_and_leaves_the_same_ledger_on_every_engine()
    {
        await ToAsync("2026-09-01 08:00 +02:00");
        await OpenAsync();

        // A welcome to whoever enrols, good for thirty days; and nine coffees earn the tenth.
        await GivenAsync("ada", new RegisterCustomer { Name = "Ada", BirthDate = new(1990, 3, 28) }, new SetEnrolment { Enrolled = true });
        await GivenAsync("ben", new RegisterCustomer { Name = "Ben" }, new SetEnrolment { Enrolled = true });
        await GivenAsync("lea", new RegisterCustomer { Name = "Lea", BirthDate = new(2004, 2, 29) });
        Assert.Equal(["2026-09-01 08:00 welcome voucher 5.00 to 2026-09-30"], await GrantsAsync("ada", "welcome"));
        await BuyAsync("ben", "ben-1", 20);
        for (var day = 2; day <= 9; day++)
        {
            await ToAsync($"2026-09-{day:00} 09:00 +02:00");
            await CoffeeAsync("ada", $"ada-{day}");
        }

        Assert.Equal(8m, await BalanceAsync("ada", "stamps"));
        await ToAsync("2026-09-10 09:00 +02:00");
        await CoffeeAsync("ada", "ada-10");
        Assert.Equal(["2026-09-10 09:00 tenth voucher 3.20"], await GrantsAsync("ada", "tenth"));
        Assert.Equal(0m, await BalanceAsync("ada", "stamps"));
        await ToAsync("2026-09-11 09:00 +02:00");
        Assert.Equal("0.00", await CoffeeAsync("ada", "ada-11", await CodeAsync("ada", "tenth")));
        await ToAsync("2026-09-30 23:59 +02:00");
        Assert.Equal("7.00", await BuyAsync("ada", "ada-12", 12, await CodeAsync("ada", "welcome")));
        await ToAsync("2026-10-01 00:00 +02:00");
        Assert.Equal("voucher_expired", (await ExecuteAsync("ben", new RecordPurchase { PurchaseId = "ben-late", Amount = Money.Round(12), Vouchers = [await CodeAsync("ben", "welcome")] })).Code);

        // Points are doubled on Tuesdays of the café's own time, on both sides of the change of clocks on 25 October.
        var points = 0m;
        foreach (var (at, earned) in ((string, decimal)[])[
            ("2026-10-19 23:59 +02:00", 10), ("2026-10-20 00:00 +02:00", 20), ("2026-10-20 23:59 +02:00", 20), ("2026-10-21 00:00 +02:00", 10),
            ("2026-10-26 23:59 +01:00", 10), ("2026-10-27 00:00 +01:00", 20), ("2026-10-27 23:59 +01:00", 20), ("2026-10-28 00:00 +01:00", 10)])
        {
            await ToAsync(at);
            await BuyAsync("max", $"max {at}", 10);
            Assert.Equal((at, points += earned), (at, await BalanceAsync("max", "points")));
        }

        // Eve comes by Ada: both have something of it, once Eve has bought.
        await ToAsync("2026-11-02 10:00 +01:00");
        await GivenAsync("ada", new MakeReferral { ReferralId = "r1", ReferredCustomerId = "eve" });
        await ToAsync("2026-11-04 10:00 +01:00");
        await BuyAsync("eve", "eve-1", 8);
        await ToAsync("2026-11-04 10:01 +01:00");
        Assert.Equal(["2026-11-04 10:00 brought credit points 100"], await GrantsAsync("ada", "brought"));
        Assert.Equal(["2026-11-04 10:00 came voucher 4.00"], await GrantsAsync("eve", "came"));

        // Ben has not come for ninety days: at the same time of day he is missed.
        await ToAsync("2026-11-30 07:59 +01:00");
        Assert.Empty(await GrantsAsync("ben", "win-back"));
        await ToAsync("2026-11-30 12:00 +01:00");
        Assert.Equal(["2026-11-30 08:00 win-back voucher 10.00 to 2026-12-13"], await GrantsAsync("ben", "win-back"));
        await ToAsync("2026-12-13 18:00 +01:00");
        Assert.Equal("2.50", await BuyAsync("ben", "ben-2", 12.5m, await CodeAsync("ben", "win-back")));

        // Born on 29 February, Lea is given her birthday present on the 28th; Ada's birthday is the day on which clocks go forward.
        await ToAsync("2027-03-29 12:00 +02:00");
        Assert.Equal(["2027-02-28 09:00 birthday credit points 50"], await GrantsAsync("lea", "birthday"));
        Assert.Equal(["2027-03-28 09:00 birthday credit points 50"], await GrantsAsync("ada", "birthday"));
        foreach (var (at, earned) in ((string, decimal)[])[("2027-03-29 23:59 +02:00", 10), ("2027-03-30 00:00 +02:00", 20), ("2027-03-30 23:59 +02:00", 20), ("2027-03-31 00:00 +02:00", 10)])
        {
            await ToAsync(at);
            await BuyAsync("max", $"max {at}", 10);
            Assert.Equal((at, points += earned), (at, await BalanceAsync("max", "points")));
        }

        // Each purchase of a quarter is an entry of its raffle, which draws at noon of the next quarter's first day; anybody can recompute the draw.
        await ToAsync("2027-04-02 12:00 +02:00");
        Assert.Equal(["ben 1", "eve 1", "max 8"], await DrawnAsync("2026-q4", "2027-01-01 12:00 +01:00"));
        Assert.Equal(["max 4"], await DrawnAsync("2027-q1", "2027-04-01 12:00 +02:00"));

        // The campaign of the last winter is over; a clock that is asked for the same moment again does nothing.
        await ToAsync("2027-09-01 08:00 +02:00");
        await ToAsync("2027-09-01 08:00 +02:00");
        Assert.Equal(365, Campaign.Part.Of((await Engine.Customer(CampaignRunner.ActorOf("birthday")).GetAsync())!).RunCount);
        Assert.Equal(CampaignStatus.Finished, Campaign.Part.Of((await Engine.Customer(CampaignRunner.ActorOf("new-year")).GetAsync())!).Status);
        Assert.Equal(["2027-01-01 10:00 new-year gift MUG"], await GrantsAsync("max", "new-year"));
        await SameAsync();
    }

    private async Task OpenAsync()
    {
        var policy = Engine.Policy.Program.Policy with
        {
            Currency = "EUR",
            Lapse = new(AfterDays: 90),
            Wallets =
            [
                new("points") { Earn = [new(1)], Multipliers = [new(2) { Weekdays = [Weekday.Tuesday] }] },
                new("stamps") { Earn = [new(1, EarnPer.Piece) { Categories = ["coffee"] }] },
            ],
            Rewards =
            [
                new("welcome", Voucher: new() { Value = Money.Round(5) }, VoucherDays: 30),
                new("tenth", Price: new("stamps", new(9 * WalletAmount.Scale)), Automatic: true, Voucher: new() { Value = Money.Round(3.2m), Categories = ["coffee"] }),
                new("brought", Credit: new("points", new(100 * WalletAmount.Scale))),
                new("came", Voucher: new() { Value = Money.Round(4) }),
                new("win-back", Voucher: new() { Value = Money.Round(10), MinimumOrder = Money.Round(12) }, VoucherDays: 14),
                new("birthday", Credit: new("points", new(50 * WalletAmount.Scale))),
                new("ticket-2026-q4", Raffle: new("2026-q4", 1)),
                new("ticket-2027-q1", Raffle: new("2027-q1", 1)),
                new("new-year", Cost: Money.Round(4), Gift: new("MUG", Stocked: false)),
            ],
        };
        Assert.Empty((await Engine.Policy.PutAsync(policy, null)).Faults);
        await ScheduleAsync("welcome", new("welcome") { Trigger = new(TriggerKind.Enrolled) });
        await ScheduleAsync("brought", new("brought") { Trigger = new(TriggerKind.ReferralConverted) });
        await ScheduleAsync("came", new("came") { Trigger = new(TriggerKind.ReferredPurchase) });
        await ScheduleAsync("win-back", new("win-back") { Trigger = new(TriggerKind.Lapsed), PerCustomer = new(1) });
        await ScheduleAsync("birthday", new("birthday") { Schedule = new(Cron: "0 9 * * *"), Audience = CustomerFields.DaysToBirthday.Where(SegmentOperator.Equals, 0L) });
        await RaffleAsync("2026-q4", Moment("2026-10-01 00:00 +02:00"), Moment("2027-01-01 00:00 +01:00"));
        await RaffleAsync("2027-q1", Moment("2027-01-01 00:00 +01:00"), Moment("2027-04-01 00:00 +02:00"));
        await ScheduleAsync("new-year", new("new-year") { Schedule = new(Moment("2027-01-01 10:00 +01:00")), Audience = PurchaseFields.Orders.Where(SegmentOperator.AtLeast, 2L) });
    }

    /// <summary>Opens the raffle of a quarter, and gives an entry for each purchase of the quarter.</summary>
    private async Task RaffleAsync(string quarter, DateTimeOffset from, DateTimeOffset until)
    {
        await ScheduleAsync($"tickets-{quarter}", new($"ticket-{quarter}") { Trigger = new(From: from, Until: until.AddSeconds(-1)) });
        var raffle = Engine.Customer(RaffleRunner.ActorOf(quarter));
        var rules = new RaffleRules(until) { DrawAt = until.AddHours(12), Prizes = [new("weekend in Hamburg", 1)] };
        Assert.NotNull(Assert.Single(await raffle.ExecuteAsync([new DefineRaffle { Rules = rules }])).Receipt);
        Assert.NotNull((await Engine.AskAsync(new OpenWithSeed(quarter, "maria", null, null))).Receipt);
        await Engine.AskAsync(new WakeRaffle(quarter));
    }

    /// <summary>The entrants of a raffle that was drawn at a moment, and rightly, with one of them as its winner.</summary>
    private async Task<IEnumerable<string>> DrawnAsync(string quarter, string at)
    {
        var entries = await Engine.Customer(RaffleRunner.ActorOf(quarter)).EntriesAsync(0, 1_000);
        var entrants = entries.Select(entry => entry.Event).OfType<EntrantsAdded>().SelectMany(added => added.Entrants).ToList();
        var drawn = Assert.Single(entries, entry => entry.Event is WinnersDrawn);
        var winners = ((WinnersDrawn)drawn.Event).Winners;
        Assert.Equal(Moment(at), drawn.OccurredAt);
        Assert.Contains(Assert.Single(winners).Customer, entrants.Select(entrant => entrant.Customer));
        var raffle = Raffle.Part.Of((await Engine.Customer(RaffleRunner.ActorOf(quarter)).GetAsync())!);
        Assert.All(RaffleVerification.Check(RaffleHeader.Of(quarter, raffle), entrants, [.. winners], new()), check => Assert.True(check.Result == RaffleResult.Right, check.Says));
        return entrants.Select(entrant => $"{entrant.Customer} {entrant.Entries}");
    }

    /// <summary>Has the clock go on, and everything happen that is due until then.</summary>
    private async Task ToAsync(string moment)
    {
        var to = Moment(moment);
        ClockStep step;
        do
        {
            step = await Engine.AskAsync(new AdvanceClock(to));
            Assert.Null(step.Message);
        }
        while (!step.IsThere);
        Assert.Equal(to, step.Clock.Now);
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);

    private async Task ScheduleAsync(string campaignId, CampaignTerms terms)
    {
        foreach (var command in (CampaignCommand[])[new DefineCampaign { Terms = terms }, new ScheduleCampaign()])
            Assert.NotNull(Assert.Single(await Engine.Customer(CampaignRunner.ActorOf(campaignId)).ExecuteAsync([command])).Receipt);
        await Engine.AskAsync(new WakeCampaign(campaignId));
    }

    private Task<string> BuyAsync(string guest, string purchaseId, decimal amount, string? voucher = null) =>
        RecordAsync(guest, new() { PurchaseId = purchaseId, Amount = Money.Round(amount), Vouchers = voucher is null ? null : [voucher] });

    private Task<string> CoffeeAsync(string guest, string purchaseId, string? voucher = null) =>
        RecordAsync(guest, new() { PurchaseId = purchaseId, Lines = [new("ESPRESSO", "coffee", 1, Money.Round(3.2m))], Vouchers = voucher is null ? null : [voucher] });

    /// <returns>What was paid.</returns>
    private async Task<string> RecordAsync(string guest, RecordPurchase purchase)
    {
        var outcome = await ExecuteAsync(guest, purchase);
        Assert.True(outcome.Receipt is not null, outcome.Message);
        return $"{(await EntriesAsync(guest)).Select(entry => entry.Event).OfType<PurchaseRecorded>().Single(recorded => recorded.PurchaseId == purchase.PurchaseId).Amount}";
    }

    private async Task<decimal> BalanceAsync(string guest, string wallet) =>
        decimal.Parse($"{HeldWallets.Part.Of((await Engine.Customer(guest).GetAsync())!).Of(wallet).Balance}", CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<RewardGranted>> OfRewardAsync(string guest, string reward) =>
        [.. (await EntriesAsync(guest)).Select(entry => entry.Event).OfType<RewardGranted>().Where(granted => granted.Reward == reward)];

    private async Task<string> CodeAsync(string guest, string reward) => (await OfRewardAsync(guest, reward)).Single().Code!;

    /// <summary>When a guest was given a reward, and what it was.</summary>
    private async Task<IEnumerable<string>> GrantsAsync(string guest, string reward)
    {
        var granted = (await EntriesAsync(guest)).Where(entry => entry.Event is RewardGranted one && one.Reward == reward).ToList();
        return granted.Select(entry =>
        {
            var one = (RewardGranted)entry.Event;
            var what = one.Voucher is { } voucher ? $"voucher {voucher.Value}{(voucher.ValidTo is { } last ? $" to {last:yyyy-MM-dd}" : "")}"
                : one.Gift is { } gift ? $"gift {gift.Sku}"
                : $"credit {one.Movements![0].Wallet} {one.Movements[0].Amount}";
            return FormattableString.Invariant($"{Engine.Policy.Program.Calendar.ToLocal(entry.OccurredAt):yyyy-MM-dd HH:mm} {reward} {what}");
        });
    }

    /// <summary>Compares what the ledger holds with what every other engine holds after the same year. Codes are chance and stand by their order; hashes of what names codes are left out.</summary>
    private async Task SameAsync()
    {
        var (text, codes) = (new StringBuilder(), new List<string>());
        foreach (var actor in Guests.Select(guest => new ActorId(ActorKind.Customer, guest)).Concat(((string[])["new-year", "win-back"]).Select(CampaignRunner.ActorOf)))
        {
            foreach (var entry in await Engine.Customer(actor).EntriesAsync(0, 10_000))
            {
                if (entry.Event is RewardGranted { Code: { } code }) codes.Add(code);
                text.AppendLine(LedgerJson.EncodeWhole(entry with { ContentHash = null }));
            }
        }

        var now = codes.Index().Aggregate(text, (told, code) => told.Replace(code.Item, $"CODE-{code.Index + 1}")).ToString();
        if (Environment.GetEnvironmentVariable("RENEW_GOLDEN") == "1") await File.WriteAllTextAsync(Golden(), now);
        Assert.Equal(await File.ReadAllTextAsync(Golden()), now);
    }

    private static string Golden([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "year.jsonl");
}
