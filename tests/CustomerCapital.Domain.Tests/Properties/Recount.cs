using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Ladder.Transitions;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>A customer counted from raw entries by definition, without state, counters or bounded memory: what the model must agree with.</summary>
internal sealed class Recount
{
    private readonly ProgramCalendar _calendar;
    private readonly TimeZoneInfo _zone;
    private readonly IReadOnlyList<Entry> _entries;
    private readonly IReadOnlyList<Entry> _raw;

    public Recount(IReadOnlyList<Entry> entries, ProgramCalendar calendar)
    {
        _raw = entries;
        entries = [.. entries.SelectMany(AsPurchaseAndReturn)];
        (_entries, _calendar, _zone) = (entries, calendar, TimeZoneInfo.FindSystemTimeZoneById(calendar.TimeZone));
        var amended = Events<PurchaseAmended>().Select(entry => entry.Event).Where(amendment => !amendment.IsSuperseded).GroupBy(amendment => amendment.PurchaseId).ToDictionary(all => all.Key, all => all.Last());
        var purchases = entries.Where(entry => entry.Event is PurchaseRecorded).Select(Now).ToDictionary(entry => ((PurchaseRecorded)entry.Event).PurchaseId);
        var returns = Events<ReturnRecorded>().ToLookup(entry => entry.Event.PurchaseId ?? "");
        var moved = Events<PurchaseMoved>().Select(entry => entry.Event).ToDictionary(move => move.PurchaseId);
        Orders = [.. purchases.Values.Where(entry => !ReturnedWhole((PurchaseRecorded)entry.Event) && !moved.ContainsKey(((PurchaseRecorded)entry.Event).PurchaseId)).Select(entry => entry.OccurredAt).Order()];
        Revenue = [];
        foreach (var entry in purchases.Values) AddRevenue(entry.OccurredAt, ((PurchaseRecorded)entry.Event).Amount.Units);
        foreach (var (returned, at) in Events<ReturnRecorded>())
            AddRevenue(returned.PurchaseId is { } id ? purchases[id].OccurredAt : at, -returned.Amount.Units);
        foreach (var (id, _) in moved)
            AddRevenue(purchases[id].OccurredAt, returns[id].Sum(entry => entry.Event.Amount.Units) - ((PurchaseRecorded)purchases[id].Event).Amount.Units);

        // What another customer had is a purchase, and what had come back of it a return.
        static IEnumerable<Entry> AsPurchaseAndReturn(Entry entry)
        {
            if (entry.Event is not PurchaseTakenOver { Content: var content } taken) return [entry];
            var purchase = entry with { Event = new PurchaseRecorded(taken.PurchaseId, content.Amount, content.Channel, content.Lines) };
            return content.CameBack == Money.Zero ? [purchase] : [purchase, entry with { Event = new ReturnRecorded("", taken.PurchaseId, content.CameBack, content.CameBackOfLines, null) }];
        }

        Entry Now(Entry entry) => entry.Event is PurchaseRecorded recorded && amended.TryGetValue(recorded.PurchaseId, out var now)
            ? entry with { Event = recorded with { Amount = now.Amount, Lines = now.Lines } } : entry;

        bool ReturnedWhole(PurchaseRecorded purchase)
        {
            var back = returns[purchase.PurchaseId].Select(entry => entry.Event).ToList();
            if (back.Exists(returned => returned is { Whole: true, Lines: null }) && back.Sum(returned => returned.Amount.Units) == purchase.Amount.Units) return true;
            var pieces = back.SelectMany(returned => returned.Lines ?? []).ToLookup(line => line.Line!.Value - 1);
            var isLeft = (purchase.Lines ?? []).Where((line, at) =>
                pieces[at].Sum(piece => piece.Quantity) < line.Quantity && pieces[at].Sum(piece => piece.Amount.Units) == line.Paid.Units);
            return back.Count > 0 && back.Sum(returned => returned.Amount.Units) == purchase.Amount.Units && !isLeft.Any() && (purchase.Lines is not null || purchase.Amount > Money.Zero);
        }

        void AddRevenue(DateTimeOffset at, long units) => Revenue[MonthOf(at)] = Revenue.GetValueOrDefault(MonthOf(at)) + units;
    }

    /// <summary>When the purchases were placed that did not come back whole, oldest first.</summary>
    public IReadOnlyList<DateTimeOffset> Orders { get; }

    /// <summary>Net revenue by month, in ten-thousandths.</summary>
    public Dictionary<int, long> Revenue { get; }

    public bool IsKnown => _entries.Count > 0;

    /// <summary>Month of the earliest moment that an entry speaks of.</summary>
    public int Known => MonthOf(_entries.Min(entry => entry.OccurredAt));

    /// <summary>Month of the first order; null without one.</summary>
    public int? Cohort => Orders.Count == 0 ? null : MonthOf(Orders[0]);

    public int OrdersIn(int month) => Orders.Count(at => MonthOf(at) == month);

    /// <summary>What rewards cost beside what they take off purchases, by the month of each grant and of each reversal, in ten-thousandths.</summary>
    public IEnumerable<(int Month, long Units)> RewardCosts => _raw.Select(entry => (MonthOf(entry.OccurredAt), entry.Event switch
    {
        RewardGranted granted when granted.Gift is not null || granted.Raffle is not null => granted.Cost.Units,
        GrantReversed { IsDiscount: false } reversed => -reversed.Cost.Units,
        _ => 0,
    }));

    /// <summary>The rung as recorded at the end of a month; null where nothing was known yet.</summary>
    public Rung? RungAtEndOf(int month) => month < Known ? null
        : Events<StandingChanged>().Where(entry => MonthOf(entry.At) <= month).Select(entry => (Rung?)entry.Event.To.Rung).LastOrDefault() ?? Rung.InTargetMarket;

    /// <summary>Whether an order lies in the months of the window that ends with a month.</summary>
    public bool IsCustomerAtEndOf(int month, int window) => Orders.Any(at => MonthOf(at) > month - window && MonthOf(at) <= month);

    public string? Channel
    {
        get
        {
            var registered = Said(registration => registration.AcquisitionChannel, change => change.AcquisitionChannel, "acquisitionChannel");
            return registered ?? Events<PurchaseRecorded>().Where(entry => entry.Event.Channel is not null).OrderBy(entry => entry.At).FirstOrDefault().Event?.Channel;
        }
    }

    public string? TimeZone => Said(registration => registration.Profile.TimeZone, change => change.TimeZone, "timeZone");

    public long AcquisitionCost => Said(registration => registration.AcquisitionCost, change => change.AcquisitionCost, "acquisitionCost")?.Units ?? 0;

    /// <summary>What the register says in one respect: of all registrations, and of all changes that speak of it, that of the latest date.</summary>
    private T? Said<T>(Func<CustomerRegistered, T?> registered, Func<RegistrationChanged, T?> changed, string field) => Events<CustomerRegistered>().Where(entry => !entry.Event.IsSuperseded)
        .Select(entry => (entry.At, Value: registered(entry.Event)))
        .Concat(Events<RegistrationChanged>().Where(entry => changed(entry.Event) is not null || entry.Event.Clear?.Contains(field) is true).Select(entry => (entry.At, Value: changed(entry.Event))))
        .OrderBy(said => said.At).LastOrDefault().Value;

    /// <summary>The standing that all facts earn at a moment, by the ladder's rules.</summary>
    public Standing StandingAt(DateTimeOffset moment, ProgramPolicy policy)
    {
        var conversions = Events<ConversionCounted>().Select(entry => entry.Event).GroupBy(counted => counted.ReferredCustomerId)
            .Select(changes => changes.MaxBy(change => change.Change)!).Where(last => last.Converted).Select(last => last.ConvertedAt).ToList();
        var corrected = Events<FeedbackCorrected>().Select(entry => entry.Event).Where(correction => !correction.IsSuperseded).GroupBy(correction => correction.FeedbackId).ToDictionary(all => all.Key, all => all.Last());
        var given = Events<FeedbackGiven>().Select(entry => corrected.TryGetValue(entry.Event.FeedbackId, out var now)
            ? (now.Nps, now.Review, entry.At) : (entry.Event.Nps, entry.Event.Review, entry.At)).OrderBy(opinion => opinion.At).ToList();
        var lastNps = given.LastOrDefault(opinion => opinion.Nps is not null);
        var lastReview = given.LastOrDefault(opinion => opinion.Review is not null);
        List<DateTimeOffset> opinions =
            [.. lastNps.Nps >= policy.Advocate.Nps ? [lastNps.At] : Array.Empty<DateTimeOffset>(), .. lastReview.Review >= policy.Advocate.Review ? [lastReview.At] : Array.Empty<DateTimeOffset>()];
        var enrolled = Events<EnrolmentChanged>().OrderBy(entry => entry.At).LastOrDefault().Event?.Enrolled ?? false;
        var interested = Events<InteractionRecorded>().Any(entry =>
            entry.Event.Kind == InteractionKind.Inquiry || (entry.Event.Kind == InteractionKind.Answer && entry.Event.Positive));

        var member = enrolled || Within(Orders, policy.Member.WithinDays) >= policy.Member.Orders;
        var advocate = member && (Within(conversions, policy.Advocate.WithinDays) >= policy.Advocate.Referrals
            || Within(opinions, policy.Advocate.WithinDays) > 0);
        var fan = advocate && Within(conversions, policy.RavingFan.WithinDays) >= policy.RavingFan.Referrals;
        var earned = fan ? Rung.RavingFan : advocate ? Rung.Advocate : member ? Rung.Member
            : Orders.Count > 1 ? Rung.Customer : Orders.Count == 1 ? Rung.Buyer : interested ? Rung.Prospect : Rung.InTargetMarket;

        var lapsed = Orders.Count > 0 && Within(Orders, policy.Lapse.AfterDays) == 0;
        if (!lapsed || earned <= Rung.Buyer) return new(earned, lapsed);
        return new((Rung)Math.Max((int)Rung.Buyer, (int)earned - policy.Lapse.StepDown), true);

        int Within(IEnumerable<DateTimeOffset> evidence, int days) => evidence.Count(at => moment < _calendar.AddDays(at, days));
    }

    /// <summary>Every counter of this customer, row by row as the kinds of counters are defined.</summary>
    public Dictionary<CounterKey, Count> Counters(Standing standing)
    {
        var rows = new Dictionary<CounterKey, Count>();
        if (!IsKnown) return rows;
        var whole = new Count(1, Orders.Count, Revenue.Values.Sum(), AcquisitionCost);
        rows[new(LadderCapability.Census, (int)standing.Rung, standing.Lapsed ? 1 : 0)] = whole;
        rows[new(RegisterCapability.Channel, 0, 0, Channel ?? "")] = whole;
        rows[new(RegisterCapability.Known, Known)] = new(1);
        rows[new(PurchasesCapability.OrderClass, Math.Min(Orders.Count, 10))] = new(1);
        if (Orders.Count > 0) rows[new(RegisterCapability.ChannelBuyers, 0, 0, Channel ?? "")] = new(1);
        if (TimeZone is not null) rows[new(RegisterCapability.TimeZones, 0, 0, TimeZone)] = new(1);
        if (Orders.Count > 1) rows[new(PurchasesCapability.SecondOrder, MonthOf(Orders[1]))] = new(1);
        var ordered = Orders.Select(MonthOf).Distinct().ToList();
        for (var i = 0; i < ordered.Count; i++)
            rows[new(PurchasesCapability.Interval, ordered[i], i + 1 < ordered.Count ? ordered[i + 1] : CounterKey.NotAgain)] = new(1);
        foreach (var month in ordered.Union(Revenue.Keys))
        {
            var revenue = Revenue.GetValueOrDefault(month);
            rows[new(PurchasesCapability.Cell, Cohort ?? CounterKey.NoCohort, month)] = new(OrdersIn(month) > 0 ? 1 : 0, OrdersIn(month), revenue);
            rows[new(LadderCapability.RungMonth, (int)standing.Rung, month)] = new(Revenue: revenue);
            rows[new(RegisterCapability.AcquiredMonth, Known, month, Channel ?? "")] = new(OrdersIn(month) > 0 ? 1 : 0, OrdersIn(month), revenue);
        }

        rows[new(RegisterCapability.Acquired, Known, 0, Channel ?? "")] = new(1, Orders.Count > 0 ? 1 : 0, 0, AcquisitionCost);
        if (Orders.Count > 0) rows[new(RegisterCapability.LatestOrder, MonthOf(Orders[0]), MonthOf(Orders[^1]), Channel ?? "")] = new(1);
        for (var month = Known; month <= MonthOf(_entries.Max(entry => entry.OccurredAt)); month++)
            if (RungAtEndOf(month - 1) is var before && RungAtEndOf(month) is var rung && before != rung) rows[new(RungsCapability.Moves, month, (int)(before ?? 0) * 10 + (int)rung!)] = new(1);

        foreach (var (wallet, lots, owed) in WalletsFromMovements())
        {
            rows[new(WalletsCapability.Held, WalletsCapability.ForEver, 0, wallet)] = new(0, owed);
            foreach (var ((to, from), amount) in lots)
            {
                var held = new CounterKey(WalletsCapability.Held, to is { } last ? last.Year * 12 + last.Month - 1 : WalletsCapability.ForEver, 0, wallet);
                rows[held] = rows.GetValueOrDefault(held) + new Count(amount);
                if (from is null) continue;
                var pending = new CounterKey(WalletsCapability.Pending, from.Value.DayNumber, 0, wallet);
                rows[pending] = rows.GetValueOrDefault(pending) + new Count(amount);
            }
        }

        foreach (var day in _raw.SelectMany(entry => (entry.Event as IMovesWallets)?.Movements ?? [], (entry, movement) => (Day: DayOf(entry.OccurredAt).DayNumber, Movement: movement)).GroupBy(moved => (moved.Day, moved.Movement.Wallet)))
        {
            var moved = day.ToLookup(one => one.Movement.Kind, one => one.Movement.Amount.Units);
            rows[new(WalletsCapability.Flow, day.Key.Day, 0, day.Key.Wallet)] = new(
                moved[MovementKind.Earned].Sum(), -moved[MovementKind.Spent].Sum() - moved[MovementKind.GivenBack].Sum(), -moved[MovementKind.Expired].Sum(), -moved[MovementKind.TakenBack].Sum());
            rows[new(WalletsCapability.Adjusted, day.Key.Day, 0, day.Key.Wallet)] = new(moved[MovementKind.Adjusted].Sum() + moved[MovementKind.Rewarded].Sum());
        }

        foreach (var entry in _raw)
        {
            var (reward, times, cost, raffle) = entry.Event switch
            {
                RewardGranted granted => (granted.Reward, granted.Times, granted.Cost.Units, granted.Raffle),
                GrantReversed reversed => (reversed.Reward, -reversed.Times, -reversed.Cost.Units, reversed.Raffle is { } back ? back with { Entries = -back.Entries } : null),
                _ => ("", 0, 0L, null),
            };
            Add(new(RewardsCapability.Granted, DayOf(entry.OccurredAt).DayNumber, 0, reward), new(times, cost));
            if (entry.Event is RewardGranted { Offer: { } made }) Add(new(CampaignsOfCustomerCapability.Offers, made.RunNumber, 1, made.CampaignId), new(1, cost));
            if (entry.Event is OfferPassed passed) Add(new(CampaignsOfCustomerCapability.Offers, passed.Offer.RunNumber, (int)passed.Outcome, passed.Offer.CampaignId), new(1));
            var own = entry.Event switch
            {
                RewardGranted { Gift: null, Raffle: null } or GrantReversed { IsDiscount: true } => 0,
                _ => cost,
            };
            Add(new(RewardsCapability.CostOfStanding, (int)standing.Rung, standing.Lapsed ? 1 : 0), new(own));
            Add(new(RewardsCapability.CostOfChannel, 0, 0, Channel ?? ""), new(own));
            Add(new(RewardsCapability.CostOfMonth, MonthOf(entry.OccurredAt)), new(own));
            Add(new(RegisterCapability.Acquired, Known, 0, Channel ?? ""), new(Revenue: own));
            if (raffle is not null) Add(new(RewardsCapability.Entries, 0, 0, raffle.Raffle), new(raffle.Entries));
        }

        foreach (var (key, count) in MeasurementRecount.Counters(_raw)) Add(key, count);
        foreach (var (key, count) in StaffWorkRecount.Counters(_raw, standing, DayOf)) Add(key, count);
        return rows.Where(row => row.Value != default).ToDictionary();

        void Add(CounterKey key, Count count) => rows[key] = rows.GetValueOrDefault(key) + count;
    }

    /// <summary>What wallets hold by last and first day, and what is owed, added up from all movements.</summary>
    private IEnumerable<(string Wallet, Dictionary<(DateOnly? To, DateOnly? From), long> Lots, long Owed)> WalletsFromMovements()
    {
        foreach (var wallet in _raw.SelectMany(entry => (entry.Event as IMovesWallets)?.Movements ?? [], (entry, movement) => (entry.OccurredAt, Movement: movement)).GroupBy(moved => moved.Movement.Wallet))
        {
            var (lots, owed) = (new Dictionary<(DateOnly? To, DateOnly? From), long>(), 0L);
            foreach (var (at, movement) in wallet)
            {
                var today = DayOf(at);
                owed += (movement.Lots ?? []).Sum(lot => lot.Amount.Units) - movement.Amount.Units;
                if (movement.Lots is null) continue;
                // A first day that has come makes no difference any more.
                lots = lots.Concat(movement.Lots.Select(lot => KeyValuePair.Create((lot.ValidTo, lot.ValidFrom), lot.Amount.Units)))
                    .GroupBy(lot => (lot.Key.Item1, lot.Key.Item2 <= today ? null : lot.Key.Item2)).ToDictionary(lot => lot.Key, lot => lot.Sum(part => part.Value));
            }

            yield return (wallet.Key, lots, owed);
        }
    }

    private IEnumerable<(T Event, DateTimeOffset At)> Events<T>() where T : ActorEvent =>
        _entries.Where(entry => entry.Event is T).Select(entry => ((T)entry.Event, entry.OccurredAt));

    private DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, _zone).DateTime);

    public int MonthOf(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, _zone);
        return local.Year * 12 + local.Month - 1;
    }
}
