using System.Numerics;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;

namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>What campaigns measure of one customer, by definition, from raw entries alone: each campaign from all entries, and its corrections from all beginnings of the history.</summary>
internal static class MeasurementRecount
{
    /// <summary>A member's figures.</summary>
    internal sealed record Figures(int Arm, DateTimeOffset From, DateTimeOffset Until, int Share, long Revenue, long Before, long Cost, int Grants, long Uses);

    /// <summary>The figures of a campaign after these entries; null where the customer is not measured.</summary>
    public static Figures? Of(IReadOnlyList<Entry> entries, string campaignId)
    {
        var forgotten = Forgotten(entries).Where(one => one.CampaignId == campaignId).Select(one => one.At).DefaultIfEmpty(-1).Max();
        var first = entries.Select((entry, at) => (entry, at)).Skip(forgotten + 1).FirstOrDefault(one => OfferOf(one.entry) is { Offer.MeasureDays: > 0, Outcome: not OfferOutcome.HeldOutOfProgram } made && made.Offer.CampaignId == campaignId);
        if (first.entry is null) return null;
        var (offer, outcome) = OfferOf(first.entry)!.Value;
        var latest = entries.Take(first.at).Max(entry => entry.OccurredAt);
        var offeredAt = first.entry.OccurredAt;
        var from = offeredAt > latest ? offeredAt : latest.AddTicks(10);
        var until = from + TimeSpan.FromDays(offer.MeasureDays);
        var changes = entries.SelectMany((_, at) => ChangesOf(entries, at)).ToList();
        var grants = entries.Skip(first.at).Where(entry => entry.Event is RewardGranted { Offer: { } made } && made.CampaignId == campaignId && IsIn(entry.OccurredAt)).ToList();
        var reversed = entries.Select(entry => entry.Event).OfType<GrantReversed>().Select(back => back.GrantId).ToHashSet();
        var kept = grants.Where(entry => entry.Event is not RewardGranted { GrantId: { } id } || !reversed.Contains(id)).ToList();
        var codes = grants.Select(entry => ((RewardGranted)entry.Event).Code).OfType<string>().ToHashSet();
        return new(
            outcome == OfferOutcome.HeldOut ? 2 : 1, from, until, offer.HeldOutShare,
            changes.Where(change => change.At >= from && change.At < until).Sum(change => change.Units), changes.Where(change => change.At < from).Sum(change => change.Units),
            kept.Sum(entry => ((RewardGranted)entry.Event).Cost.Units), kept.Count,
            changes.Where(change => IsIn(change.At)).Sum(change => change.Used.Count(codes.Contains) - change.Unused.Count(codes.Contains)));

        bool IsIn(DateTimeOffset at) => at >= offeredAt && at < until;
    }

    /// <summary>The counters of all campaigns that measure the customer.</summary>
    public static Dictionary<CounterKey, Count> Counters(IReadOnlyList<Entry> entries)
    {
        var rows = new Dictionary<CounterKey, Count>();
        foreach (var campaign in entries.Select(entry => OfferOf(entry)?.Offer.CampaignId).OfType<string>().Distinct())
        {
            if (Of(entries, campaign) is not { } now) continue;
            rows.Add(new(CampaignCounters.Members, now.Arm, 0, campaign), new(1, now.Grants > 0 ? 1 : 0, now.Uses > 0 ? 1 : 0));
            rows.Add(new(CampaignCounters.Buyers, now.Arm, 0, campaign), new(now.Revenue > 0 ? 1 : 0));
            rows.Add(new(CampaignCounters.Sums, now.Arm, 0, campaign), new(now.Revenue, now.Before, now.Cost, now.Share));
            foreach (var (product, one, other) in ((int, long, long)[])[(1, now.Revenue, now.Revenue), (2, now.Before, now.Before), (3, now.Revenue, now.Before), (4, now.Cost, now.Cost), (5, now.Revenue, now.Cost)])
                rows.Add(new(CampaignCounters.Products, now.Arm, product, campaign), Parts((BigInteger)one * other));
            rows.Add(new(CampaignCounters.Windows, DateOnly.FromDateTime(now.Until.UtcDateTime).DayNumber, (int)(now.Until - now.From).TotalDays, campaign), new(1));
            rows.Add(new(CampaignCounters.Corrections, 0, 0, campaign), new(Corrections(entries, campaign, now)));
        }

        foreach (var (campaign, at) in Forgotten(entries))
        {
            IReadOnlyList<Entry> until = [.. entries.Take(at)];
            if (Of(until, campaign) is { } then) rows[new(CampaignCounters.Left, 0, 0, campaign)] = rows.GetValueOrDefault(new(CampaignCounters.Left, 0, 0, campaign)) + new Count(1, Corrections(until, campaign, then));
        }

        return rows.Where(row => row.Value != default).ToDictionary();
    }

    /// <summary>How many entries were recorded after the window's end after which the figures are others than before.</summary>
    private static int Corrections(IReadOnlyList<Entry> entries, string campaign, Figures now) => Enumerable.Range(1, entries.Count - 1).Count(length =>
        entries[length].RecordedAt >= now.Until && Of([.. entries.Take(length)], campaign) is { } before && before.From == now.From && before != Of([.. entries.Take(length + 1)], campaign));

    /// <summary>Which campaigns a customer's state has forgotten, and at which entry: beyond so many, the one that offered something longest ago.</summary>
    private static IEnumerable<(string CampaignId, int At)> Forgotten(IReadOnlyList<Entry> entries)
    {
        var known = new List<string>();
        for (var at = 0; at < entries.Count; at++)
        {
            if (OfferOf(entries[at])?.Offer.CampaignId is not { } campaign) continue;
            known.Remove(campaign);
            known.Add(campaign);
            if (known.Count <= CustomerCampaigns.Most) continue;
            yield return (known[0], at);
            known.RemoveAt(0);
        }
    }

    private static Count Parts(BigInteger product)
    {
        var parts = new long[4];
        for (var at = 0; at < 3; at++)
        {
            parts[at] = (long)((product % 4294967296 + 4294967296) % 4294967296);
            product = (product - parts[at]) / 4294967296;
        }

        return new(parts[0], parts[1], parts[2], (long)product);
    }

    private static (Offer Offer, OfferOutcome Outcome)? OfferOf(Entry entry) => entry.Event switch
    {
        OfferPassed passed => (passed.Offer, passed.Outcome),
        OfferAsked asked => (asked.Offer, OfferOutcome.Awaiting),
        RewardGranted { Offer: { } offer } => (offer, OfferOutcome.Granted),
        _ => null,
    };

    /// <summary>What an entry changes of revenue, of which moment, and which vouchers it uses or uses no more.</summary>
    private static IEnumerable<(DateTimeOffset At, long Units, IEnumerable<string> Used, IEnumerable<string> Unused)> ChangesOf(IReadOnlyList<Entry> entries, int at)
    {
        var entry = entries[at];
        switch (entry.Event)
        {
            case PurchaseRecorded bought:
                return [(entry.OccurredAt, bought.Amount.Units, (bought.Vouchers ?? []).Select(voucher => voucher.Code), [])];
            case PurchaseTakenOver taken:
                return [(entry.OccurredAt, taken.Content.Amount.Units - taken.Content.CameBack.Units, (taken.Content.Vouchers ?? []).Select(voucher => voucher.Code), [])];
            case PurchaseAmended { IsSuperseded: false } amended:
                return [(amended.PurchasedAt, amended.Amount.Units - amended.Before.Units, [], [])];
            case ReturnRecorded returned:
                return [(returned.PurchasedAt ?? entry.OccurredAt, -returned.Amount.Units, [], (returned.Vouchers ?? []).Where(voucher => voucher.Whole).Select(voucher => voucher.Code))];
            case PurchaseMoved moved:
                return [(moved.PurchasedAt, -moved.Content.Amount.Units + moved.Content.CameBack.Units, [], (moved.Content.Vouchers ?? []).Select(voucher => voucher.Code))];
            default:
                return [];
        }
    }
}
