using System.Numerics;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;

namespace CustomerCapital.Engine.Verification;

/// <summary>What campaigns measure of one customer, counted anew from the facts: revenue in the end, from the purchases that still stand, and not change by change as states do.</summary>
internal sealed class MeasurementRecount
{
    private readonly List<Member> _members = [];
    private readonly Dictionary<string, (string CampaignId, DateTimeOffset At, long Cost)> _grants = [];
    private DateTimeOffset _latest = DateTimeOffset.MinValue;

    /// <summary>Takes the next entry.</summary>
    public void Take(Entry entry)
    {
        switch (entry.Event)
        {
            case OfferPassed passed:
                Offer(passed.Offer, passed.Outcome, entry);
                break;
            case OfferAsked asked:
                Offer(asked.Offer, OfferOutcome.Awaiting, entry);
                break;
            case RewardGranted { Offer: { } offer } granted:
                var member = Offer(offer, OfferOutcome.Granted, entry);
                if (granted.GrantId is { } grantId) _grants[grantId] = (offer.CampaignId, entry.OccurredAt, granted.Cost.Units);
                if (!member.Covers(entry.OccurredAt)) break;
                (member.Grants, member.Cost) = (member.Grants + 1, member.Cost + granted.Cost.Units);
                if (granted.Code is not null) member.Codes.Add(granted.Code);
                if (member.Codes.Count > CampaignMeasurement.MostCodes) member.Codes.RemoveAt(0);
                break;
            case GrantReversed reversed when _grants.TryGetValue(reversed.GrantId, out var grant):
                if (_members.Find(known => known.CampaignId == grant.CampaignId) is { } of && of.Covers(grant.At)) (of.Grants, of.Cost) = (of.Grants - 1, of.Cost - grant.Cost);
                break;
            case PurchaseRecorded purchase:
                Use(purchase.Vouchers?.Select(voucher => voucher.Code), entry.OccurredAt, 1);
                break;
            case PurchaseTakenOver taken:
                Use(taken.Content.Vouchers?.Select(voucher => voucher.Code), entry.OccurredAt, 1);
                break;
            case PurchaseMoved moved:
                Use(moved.Content.Vouchers?.Select(voucher => voucher.Code), moved.PurchasedAt, -1);
                break;
            case ReturnRecorded { PurchasedAt: { } purchasedAt } returned:
                Use(returned.Vouchers?.Where(voucher => voucher.Whole).Select(voucher => voucher.Code), purchasedAt, -1);
                break;
        }

        if (entry.OccurredAt > _latest) _latest = entry.OccurredAt;
    }

    /// <summary>Adds what the entries taken come to.</summary>
    /// <param name="revenue">What each purchase comes to now, and each credit takes away, with its moment, in ten-thousandths.</param>
    /// <param name="counters">The sums.</param>
    public void AddTo(IReadOnlyCollection<(DateTimeOffset At, long Units)> revenue, Counters counters)
    {
        foreach (var member in _members)
        {
            if (member.Arm is not { } arm) continue;
            var within = revenue.Where(one => one.At >= member.From && one.At < member.Until).Sum(one => one.Units);
            var before = revenue.Where(one => one.At < member.From).Sum(one => one.Units);
            counters.Add(new(CampaignCounters.Members, (int)arm, 0, member.CampaignId), new(1, member.Grants > 0 ? 1 : 0, member.Uses > 0 ? 1 : 0));
            counters.Add(new(CampaignCounters.Sums, (int)arm, 0, member.CampaignId), new(within, before, member.Cost, member.Share));
            counters.Add(new(CampaignCounters.Windows, DateOnly.FromDateTime(member.Until.UtcDateTime).DayNumber, (int)(member.Until - member.From).TotalDays, member.CampaignId), new(1));
            Multiply(MeasuredProduct.RevenueRevenue, within, within);
            Multiply(MeasuredProduct.BeforeBefore, before, before);
            Multiply(MeasuredProduct.RevenueBefore, within, before);
            Multiply(MeasuredProduct.CostCost, member.Cost, member.Cost);
            Multiply(MeasuredProduct.RevenueCost, within, member.Cost);

            void Multiply(MeasuredProduct product, long one, long other)
            {
                var (value, parts) = ((BigInteger)one * other, new long[4]);
                for (var at = 0; at < parts.Length; at++, value >>= 32) parts[at] = at < 3 ? (long)(value & uint.MaxValue) : (long)value;
                counters.Add(new(CampaignCounters.Products, (int)arm, (int)product, member.CampaignId), new(parts[0], parts[1], parts[2], parts[3]));
            }
        }
    }

    private Member Offer(Offer offer, OfferOutcome outcome, Entry entry)
    {
        var member = _members.Find(known => known.CampaignId == offer.CampaignId) ?? new(offer.CampaignId);
        _members.Remove(member);
        _members.Add(member);
        if (_members.Count > CustomerCampaigns.Most) _members.RemoveAt(0);
        if (member.Arm is not null || offer.MeasureDays == 0 || outcome == OfferOutcome.HeldOutOfProgram) return member;
        var from = entry.OccurredAt > _latest ? entry.OccurredAt : _latest.AddMicroseconds(1);
        (member.Arm, member.OfferedAt, member.From, member.Until) = (outcome == OfferOutcome.HeldOut ? CampaignArm.HeldOut : CampaignArm.Reached, entry.OccurredAt, from, from.AddDays(offer.MeasureDays));
        member.Share = offer.HeldOutShare;
        return member;
    }

    private void Use(IEnumerable<string>? codes, DateTimeOffset purchasedAt, int sign)
    {
        foreach (var code in codes ?? [])
            foreach (var member in _members)
                if (member.Covers(purchasedAt) && member.Codes.Contains(code)) member.Uses += sign;
    }

    private sealed class Member(string campaignId)
    {
        public string CampaignId { get; } = campaignId;

        public CampaignArm? Arm { get; set; }

        public DateTimeOffset OfferedAt { get; set; }

        public DateTimeOffset From { get; set; }

        public DateTimeOffset Until { get; set; }

        public int Share { get; set; }

        public int Grants { get; set; }

        public long Cost { get; set; }

        public long Uses { get; set; }

        public List<string> Codes { get; } = [];

        public bool Covers(DateTimeOffset at) => Arm is not null && at >= OfferedAt && at < Until;
    }
}
