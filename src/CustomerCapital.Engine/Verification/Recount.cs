using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Ladder.Transitions;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;

namespace CustomerCapital.Engine.Verification;

/// <summary>
/// Counts one customer anew from the plain facts in its entries: which purchases still stand, and what was paid for them.
/// It shares no arithmetic with the state that actors keep, so that a fault in either shows as a difference.
/// </summary>
internal sealed class Recount(ProgramCalendar calendar)
{
    /// <summary>What it counts.</summary>
    public static readonly IReadOnlySet<CounterKind> Kinds = new HashSet<CounterKind>
    {
        PurchasesCapability.Cell, PurchasesCapability.Interval, PurchasesCapability.SecondOrder, PurchasesCapability.OrderClass,
        RegisterCapability.Known, RegisterCapability.Channel, RegisterCapability.ChannelBuyers, LadderCapability.Census, LadderCapability.RungMonth,
        RewardsCapability.CostOfStanding, RewardsCapability.CostOfChannel, RewardsCapability.CostOfMonth,
        RungsCapability.Moves, RegisterCapability.Acquired, RegisterCapability.AcquiredMonth, RegisterCapability.LatestOrder,
        CampaignCounters.Members, CampaignCounters.Sums, CampaignCounters.Products, CampaignCounters.Windows,
    };

    private readonly Dictionary<string, Bought> _purchases = [];
    private readonly Dictionary<string, Dictionary<int, HeldLine>> _lines = [];
    private readonly Dictionary<string, DateTimeOffset> _conversions = [];
    private readonly Dictionary<string, long> _granted = [];
    private readonly List<(DateTimeOffset At, Month Month, long Units)> _credits = [];
    private readonly MeasurementRecount _measured = new();
    private readonly RegisterRecount _register = new();
    private readonly List<(Month Month, long Units)> _rewardCosts = [];
    private readonly List<(Month Month, Rung Rung)> _rungs = [];
    private Standing _standing = Standing.Start;
    private long _rewardCost;
    private (DateTimeOffset At, string Channel)? _earliestChannel;
    private DateTimeOffset _knownSince = DateTimeOffset.MaxValue;

    /// <summary>A purchase: when and in which month it was placed, what it comes to before and after returns, and whether nothing is left of it.</summary>
    private readonly record struct Bought(DateTimeOffset At, Month Month, long Paid, long Units, bool Whole);

    /// <summary>A line of a purchase: what it names, how much of it was bought, and how much has come back.</summary>
    private readonly record struct HeldLine(string? Sku, string? Category, decimal Bought, decimal CameBack);

    /// <summary>Takes the next entry.</summary>
    public void Take(Entry entry)
    {
        if (entry.OccurredAt < _knownSince) _knownSince = entry.OccurredAt;
        _measured.Take(entry);
        _register.Take(entry);
        switch (entry.Event)
        {
            case PurchaseRecorded purchase:
                _purchases[entry.NaturalId!] = new(entry.OccurredAt, calendar.MonthOf(entry.OccurredAt), purchase.Amount.Units, purchase.Amount.Units, false);
                Name(purchase.Channel, entry.OccurredAt);
                Hold(entry.NaturalId!, purchase.Lines);
                break;
            case PurchaseTakenOver { Content: var content }:
                _purchases[(entry.NaturalId ?? entry.ConcernsId)!] = new(entry.OccurredAt, calendar.MonthOf(entry.OccurredAt), content.Amount.Units, content.Left.Units, false);
                Name(content.Channel, entry.OccurredAt);
                _lines.Remove((entry.NaturalId ?? entry.ConcernsId)!);
                Hold((entry.NaturalId ?? entry.ConcernsId)!, content.Lines);
                ComeBack((entry.NaturalId ?? entry.ConcernsId)!, content.CameBackOfLines);
                break;
            case PurchaseMoved:
                _purchases[entry.ConcernsId!] = _purchases[entry.ConcernsId!] with { Units = 0, Whole = true };
                break;
            case PurchaseAmended { IsSuperseded: false } amended:
                var edited = _purchases[entry.ConcernsId!];
                _purchases[entry.ConcernsId!] = edited with { Units = edited.Units - edited.Paid + amended.Amount.Units, Paid = amended.Amount.Units };
                Hold(entry.ConcernsId!, amended.Lines);
                break;
            case ReturnRecorded { PurchaseId: null } credit:
                _credits.Add((entry.OccurredAt, calendar.MonthOf(entry.OccurredAt), credit.Amount.Units));
                break;
            case ReturnRecorded returned:
                var bought = _purchases[entry.ConcernsId!];
                _purchases[entry.ConcernsId!] = bought with { Units = bought.Units - returned.Amount.Units, Whole = bought.Whole || returned.Whole };
                ComeBack(entry.ConcernsId!, returned.Lines);
                break;
            case ConversionCounted { Converted: true } converted:
                _conversions[converted.ReferredCustomerId] = converted.ConvertedAt;
                break;
            case ConversionCounted undone:
                _conversions.Remove(undone.ReferredCustomerId);
                break;
            case RewardGranted { Voucher: null } granted when (granted.Gift ?? (object?)granted.Raffle) is not null:
                _rewardCost += granted.Cost.Units;
                _rewardCosts.Add((calendar.MonthOf(entry.OccurredAt), granted.Cost.Units));
                if (granted.GrantId is { } grantId) _granted[grantId] = granted.Cost.Units;
                break;
            case GrantReversed reversed:
                _rewardCost -= _granted.GetValueOrDefault(reversed.GrantId);
                _rewardCosts.Add((calendar.MonthOf(entry.OccurredAt), -_granted.GetValueOrDefault(reversed.GrantId)));
                break;
            case StandingChanged changed:
                _standing = changed.To;
                _rungs.Add((calendar.MonthOf(entry.OccurredAt), changed.To.Rung));
                break;
        }
    }

    /// <summary>The pieces that the purchases taken have left with the customer, in ten-thousandths.</summary>
    public SortedDictionary<PieceKey, decimal> CountPieces()
    {
        var pieces = new SortedDictionary<PieceKey, decimal>(Comparer<PieceKey>.Create((one, other) =>
            one.Kind != other.Kind ? one.Kind.CompareTo(other.Kind) : string.CompareOrdinal(one.Name, other.Name)));
        foreach (var line in _lines.Where(purchase => !_purchases[purchase.Key].Whole).SelectMany(purchase => purchase.Value.Values))
        {
            if (line.Bought <= line.CameBack) continue;
            foreach (var (kind, name) in ((PieceKind, string?)[])[(PieceKind.Sku, line.Sku), (PieceKind.Category, line.Category)])
                if (name is { Length: > 0 }) pieces[new(kind, name)] = pieces.GetValueOrDefault(new(kind, name)) + (line.Bought - line.CameBack) * 10_000;
        }

        return pieces;
    }

    /// <summary>A purchase holds these lines from now on; of those before it is known only what has come back.</summary>
    private void Hold(string purchase, IReadOnlyList<PaidLine>? lines)
    {
        if (!_lines.TryGetValue(purchase, out var held))
        {
            if (lines is not { Count: > 0 }) return;
            _lines[purchase] = held = [];
        }

        foreach (var (number, line) in held.ToList()) held[number] = line with { Sku = null, Category = null, Bought = 0 };
        for (var at = 0; at < lines?.Count; at++) held[at + 1] = new(lines[at].Sku, lines[at].Category, lines[at].Quantity, held.GetValueOrDefault(at + 1).CameBack);
    }

    private void ComeBack(string purchase, IReadOnlyList<ReturnedLine>? lines)
    {
        if (!_lines.TryGetValue(purchase, out var held)) return;
        foreach (var line in lines ?? [])
            if (held.TryGetValue(line.Line!.Value, out var bought)) held[line.Line.Value] = bought with { CameBack = bought.CameBack + line.Quantity };
    }

    private void Name(string? channel, DateTimeOffset at)
    {
        if (channel is not null && (_earliestChannel is null || (at, channel).CompareTo(_earliestChannel.Value) < 0)) _earliestChannel = (at, channel);
    }

    /// <summary>Where the times that a state keeps of orders and conversions, as many as a rule may ask for, are not those of the entries taken.</summary>
    public IEnumerable<string> TimesNotOf(ActorState state)
    {
        var orders = _purchases.Values.Where(purchase => !purchase.Whole).Select(purchase => purchase.At).OrderDescending().ToList();
        var first = orders.Count == 0 ? default(DateTimeOffset?) : orders[^1];
        if (first != state.FirstOrderAt) yield return $"the entries give a first order at {first:O}, the state has {state.FirstOrderAt:O}.";
        if (!Agree(orders, state.LatestOrders)) yield return $"the entries give latest orders at {Text(orders)}, the state has {Text(state.LatestOrders.NewestFirst)}.";
        var conversions = _conversions.Values.OrderDescending().ToList();
        if (conversions.Count != state.ConvertedReferrals) yield return $"the entries give {conversions.Count} converted referrals, the state has {state.ConvertedReferrals}.";
        if (!Agree(conversions, state.LatestConversions))
            yield return $"the entries give the latest conversions of referrals at {Text(conversions)}, the state has {Text(state.LatestConversions.NewestFirst)}.";

        static bool Agree(List<DateTimeOffset> counted, LatestInstants kept) =>
            counted.Take(LatestInstants.Needed).SequenceEqual(kept.NewestFirst.Take(LatestInstants.Needed));

        static string Text(IReadOnlyList<DateTimeOffset> instants) =>
            instants.Count == 0 ? "none" : string.Join(", ", instants.Take(LatestInstants.Needed).Select(at => at.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>Adds what the entries taken come to.</summary>
    public void AddTo(Counters counters)
    {
        var orders = _purchases.Values.Where(purchase => !purchase.Whole).Select(purchase => purchase.Month.Index).Order().ToList();
        var revenue = _purchases.Values.Select(purchase => (Month: purchase.Month.Index, purchase.Units))
            .Concat(_credits.Select(credit => (Month: credit.Month.Index, Units: -credit.Units)))
            .ToLookup(row => row.Month, row => row.Units);
        var cohort = orders.Count == 0 ? CounterKey.NoCohort : orders[0];
        foreach (var month in orders.Concat(revenue.Select(group => group.Key)).Distinct())
        {
            var placed = orders.Count(at => at == month);
            counters.Add(new(PurchasesCapability.Cell, cohort, month), new(placed > 0 ? 1 : 0, placed, revenue[month].Sum()));
            counters.Add(new(LadderCapability.RungMonth, (int)_standing.Rung, month), new(Revenue: revenue[month].Sum()));
        }

        var months = orders.Distinct().ToList();
        for (var i = 0; i < months.Count; i++)
            counters.Add(new(PurchasesCapability.Interval, months[i], i + 1 < months.Count ? months[i + 1] : CounterKey.NotAgain), new(1));
        if (orders.Count > 1) counters.Add(new(PurchasesCapability.SecondOrder, orders[1]), new(1));

        var channel = _register.Channel ?? _earliestChannel?.Channel ?? "";
        var whole = new Count(1, orders.Count, revenue.Sum(group => group.Sum()), _register.AcquisitionCost);
        counters.Add(new(LadderCapability.Census, (int)_standing.Rung, _standing.Lapsed ? 1 : 0), whole);
        counters.Add(new(RegisterCapability.Channel, 0, 0, channel), whole);
        counters.Add(new(RewardsCapability.CostOfStanding, (int)_standing.Rung, _standing.Lapsed ? 1 : 0), new(_rewardCost));
        counters.Add(new(RewardsCapability.CostOfChannel, 0, 0, channel), new(_rewardCost));
        if (orders.Count > 0) counters.Add(new(RegisterCapability.ChannelBuyers, 0, 0, channel), new(1));
        counters.Add(new(RegisterCapability.Known, calendar.MonthOf(_knownSince).Index), new(1));
        _measured.AddTo([.. _purchases.Values.Select(purchase => (purchase.At, purchase.Units)), .. _credits.Select(credit => (credit.At, -credit.Units))], counters);
        counters.Add(new(PurchasesCapability.OrderClass, Math.Min(orders.Count, CounterKey.OrderClasses)), new(1));
        AddMoves(counters);
        foreach (var (month, units) in _rewardCosts) counters.Add(new(RewardsCapability.CostOfMonth, month.Index), new(units));
        var known = calendar.MonthOf(_knownSince).Index;
        counters.Add(new(RegisterCapability.Acquired, known, 0, channel), new(1, orders.Count > 0 ? 1 : 0, _rewardCost, _register.AcquisitionCost));
        foreach (var month in orders.Concat(revenue.Select(group => group.Key)).Distinct())
            counters.Add(new(RegisterCapability.AcquiredMonth, known, month, channel), new(orders.Contains(month) ? 1 : 0, orders.Count(at => at == month), revenue[month].Sum()));
        if (orders.Count > 0) counters.Add(new(RegisterCapability.LatestOrder, orders[0], orders[^1], channel), new(1));
    }

    /// <summary>The rung at the end of each month, from the first in which the customer is known to the last in which anything changed.</summary>
    private void AddMoves(Counters counters)
    {
        var (known, before) = (calendar.MonthOf(_knownSince), default(Rung?));
        for (var month = known; month <= _rungs.Select(change => change.Month).Append(known).MaxBy(change => change.Index); month = month.Plus(1))
        {
            var at = _rungs.FindLastIndex(change => change.Month <= month);
            var rung = at < 0 ? Rung.InTargetMarket : _rungs[at].Rung;
            if (rung != before) counters.Add(new(RungsCapability.Moves, month.Index, RungsCapability.CoordinateOf(before, rung)), new(1));
            before = rung;
        }
    }
}
