using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Campaigns.Results;
using CustomerCapital.Engine.Campaigns.Zones;
using CustomerCapital.Engine.Segments;
using CustomerCapital.Engine.Vouchers;

namespace CustomerCapital.Engine.Campaigns;

/// <summary>What an occurrence of a campaign would come to if it were now. Writes nothing. Null where the terms have faults by now, which <see cref="CheckCampaign"/> tells: what they name was taken away.</summary>
/// <param name="CampaignId">The campaign, of which there may be none yet.</param>
/// <param name="Terms">Terms without faults.</param>
public sealed record DryRunCampaign(string CampaignId, CampaignTerms Terms) : Question<DryRun?>
{
    /// <summary>So many members are shown.</summary>
    private const int Sample = 20;

    private const int DaysOfCollisions = 200;

    public override async Task<DryRun?> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var (program, now) = (engine.Policy.Program, engine.Time.GetUtcNow());
        if (program.Policy.RewardOf(Terms.Reward) is not { } rule) return null;
        if ((await new ExpandSegment(Terms.Audience ?? Segment.Everyone).AnswerAsync(engine, cancellation)).Segment is not { } everybody) return null;
        var times = await CampaignTimes.OfAsync(engine, new(default(CampaignStatus)) { Terms = Terms }, cancellation);
        var audience = times.Everywhere(everybody, now);
        var size = await engine.Lists.CountCustomersAsync(audience, cancellation);
        var heldOutOfProgram = (long)Math.Round(size * program.Policy.HoldoutPercent / 100);
        var ofCampaign = (long)Math.Round((size - heldOutOfProgram) * Terms.HoldoutPercent / 100);
        var heldOut = heldOutOfProgram + ofCampaign;
        var campaign = (await engine.Ledger.RecallAsync(new(CampaignRunner.ActorOf(CampaignId), WithRow: true, []))).Row is { } row ? Campaign.Part.Of(row.State) : new(default(CampaignStatus));
        var left = (campaign with { Terms = Terms }).LeftFor(null, rule.Cost, program.Calendar.DayOf(now));
        var stock = rule.IsStocked ? await engine.Customer(GiftStock.Of(rule.Name)).GetAsync() : null;
        if (rule.IsStocked) left = Math.Min(left, stock is null ? 0 : Voucher.Part.Of(stock).UsesLeft ?? 0);
        var grants = Math.Min(size - heldOut, left);
        var customers = (await engine.Lists.ReadCustomersAsync(audience, null, PlannedEffect.MostCustomers, cancellation)).Lines.Select(line => line.CustomerId).ToList();
        var members = await Task.WhenAll(customers.Take(Sample).Select(customer => TryAsync(engine, customer, rule, stock, now)));
        var effect = await PlannedEffect.OfAsync(engine, customers, Terms.WindowDays, size - heldOut, ofCampaign);
        IReadOnlyList<DateTimeOffset> next = Terms.Schedule is null ? [] : [.. CampaignOccurrences.After(Terms.Schedule, now, program.Calendar).Take(CampaignView.Shown)];
        var collisions = (await new ReadCampaignCalendar(DaysOfCollisions).AnswerAsync(engine, cancellation)).Where(
            entry => entry.CampaignId != CampaignId && next.Any(at => DateOnly.FromDateTime(at.DateTime) == DateOnly.FromDateTime(entry.At.DateTime))).Select(entry => entry.CampaignId);
        return new(size, heldOut, grants, size - heldOut > left, new(grants * rule.Cost.Units), rule.Voucher?.Value is { } value ? new(grants * value.Units) : null,
            rule.Credit is { } credit ? new(credit.Wallet, new(grants * credit.Amount.Units)) : null, next, [.. collisions.Distinct().Order(StringComparer.Ordinal)], members, effect)
        {
            MemberOccurrences = CampaignView.OfMembers(Terms.Schedule, await MemberZones.ReadAsync(engine, cancellation), now),
        };
    }

    private async Task<DryRunMember> TryAsync(EngineParts engine, string customerId, RewardRule rule, ActorState? stock, DateTimeOffset now)
    {
        var state = await engine.Customer(customerId).GetAsync();
        var offer = OfferReward.Of(CampaignId, BeginRun.IdOf(now), Terms) with
        {
            Stock = rule.IsStocked ? VoucherClaim.Of(GiftStock.Of(rule.Name).Key, stock, customerId, "", null, now) : null,
        };
        var decision = Decider.Decide(state ?? ActorState.New(customerId), offer, new([]), engine.Policy.Program, now, RandomCodes.New);
        var fact = decision.Fact < 0 ? null : decision.Happenings[decision.Fact].Event;
        // A gift is granted once one was taken out of the stock, which a dry run does not do.
        return new(customerId, fact is OfferPassed passed ? passed.Outcome : OfferOutcome.Granted);
    }
}

/// <summary>What an occurrence would come to now.</summary>
/// <param name="Audience">How many customers are in the audience.</param>
/// <param name="HeldOut">How many of them would be held out, by the shares of the program and the campaign.</param>
/// <param name="Grants">How many would get the reward at most, by budget and stock.</param>
/// <param name="LimitIsHit">Whether budget or stock would be used up before everybody had one.</param>
/// <param name="Cost">What these grants cost the business.</param>
/// <param name="VoucherWorth">
/// What their vouchers are worth, which the business owes from then on. Null if the reward is no voucher of a value.
/// </param>
/// <param name="Credit">What they come to in a wallet, which the business owes from then on. Null if the reward is no credit.</param>
/// <param name="NextOccurrences">When the campaign would occur, at most five times, in the program's time zone.</param>
/// <param name="SameDay">Ids of other campaigns that occur on the days of these occurrences.</param>
/// <param name="Sample">The first 20 customers of the audience, with what each would get.</param>
/// <param name="SmallestEffect">The smallest effect that the holdout could show, if all of the audience had their turn.</param>
public sealed record DryRun(
    long Audience, long HeldOut, long Grants, bool LimitIsHit, Money Cost, Money? VoucherWorth, WalletPayment? Credit, IReadOnlyList<DateTimeOffset> NextOccurrences, IReadOnlyList<string> SameDay,
    IReadOnlyList<DryRunMember> Sample, PlannedEffect SmallestEffect)
{
    /// <summary>
    /// If the schedule is in the members' time zones, the local times of the next occurrences, at most five, with the
    /// first and the last moment at which clocks of customers show them. Null else.
    /// </summary>
    public IReadOnlyList<MemberOccurrence>? MemberOccurrences { get; init; }
}

/// <summary>A member of the audience.</summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="Outcome">What the customer would get, budget and stock aside.</param>
public sealed record DryRunMember(string CustomerId, OfferOutcome Outcome);
