using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Campaigns;

/// <summary>Whether a campaign has, or has had, a run of an id.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="RunId">The run, <see cref="OfferReward.Triggered"/>, or the local time of one of the latest occurrences.</param>
public sealed record FindRun(string CampaignId, string RunId) : Question<bool>
{
    public override async Task<bool> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var recalled = await engine.Ledger.RecallAsync(new(CampaignRunner.ActorOf(CampaignId), WithRow: true, [BeginRun.NaturalIdOf(RunId)]));
        if (recalled.Row is not { } row) return false;
        var campaign = Campaign.Part.Of(row.State);
        return RunId == OfferReward.Triggered ? campaign.Terms.Trigger is not null : recalled.Entries.Count > 0 || campaign.Runs.Exists(run => Domain.Campaigns.RunId.OccurrenceOf(run.RunId) == RunId);
    }
}

/// <summary>What became of the members of a run's audience, in the order of their ids, page by page.</summary>
/// <remarks>Each page looks at so many customers, whether they were in the audience or not: what each got stands in the customer's own history, under the offer's id.</remarks>
/// <param name="CampaignId">The campaign.</param>
/// <param name="RunId">The run, or <see cref="OfferReward.Triggered"/>.</param>
/// <param name="Outcome">Only those with an outcome; null for all.</param>
/// <param name="After">The customer after whom the page begins; null for the first page.</param>
public sealed record ReadMembers(string CampaignId, string RunId, OfferOutcome? Outcome, string? After) : Question<MemberPage>
{
    private const int Page = 500;

    public override async Task<MemberPage> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if (RunId == OfferReward.Triggered) return await TriggeredAsync(engine, cancellation);
        var id = new OfferReward { CampaignId = CampaignId, RunId = RunId }.NaturalId!;
        var customers = await engine.Ledger.ReadKeysAsync(ActorKind.Customer, After, Page, cancellation);
        var recalled = await customers.ReadEachAsync(customer => engine.Ledger.RecallAsync(new(customer, WithRow: false, [id])), cancellation);
        var members = recalled.SelectMany(one => one.Entries).Where(IsOfRun).Select(MemberOf).OfType<CampaignMember>().Where(member => Outcome is null || member.Outcome == Outcome);
        return new([.. members], customers.Count == 0 ? null : customers[^1]);
    }

    /// <summary>What something has triggered has no id of its own: of each customer the latest counts, which the state keeps.</summary>
    private async Task<MemberPage> TriggeredAsync(EngineParts engine, CancellationToken cancellation)
    {
        var customers = await engine.Ledger.ReadKeysAsync(ActorKind.Customer, After, Page, cancellation);
        var recalled = await customers.ReadEachAsync(customer => engine.Ledger.RecallAsync(new(customer, WithRow: true, [])), cancellation);
        var members = recalled.Where(one => one.Row is not null).SelectMany(
            one => CustomerCampaigns.Part.Of(one.Row!.State).Memberships.Where(known => known.CampaignId == CampaignId && known.Cause is not null),
            (one, known) => new CampaignMember(one.Row!.State.CustomerId, known.Outcome, known.At, null));
        return new([.. members.Where(member => Outcome is null || member.Outcome == Outcome)], customers.Count == 0 ? null : customers[^1]);
    }

    /// <remarks>The runs of an occurrence share the id of the offer, which each customer has from one of them. The local time by itself asks for the members of all.</remarks>
    private bool IsOfRun(Entry entry) => !Domain.Campaigns.RunId.HasLocal(RunId) || RunId == entry.Event switch
    {
        OfferPassed passed => passed.Offer.RunId,
        RewardGranted granted => granted.Offer?.RunId,
        _ => null,
    };

    private static CampaignMember? MemberOf(Entry entry) => entry.Event switch
    {
        OfferPassed passed => new(entry.CustomerId, passed.Outcome, entry.OccurredAt, null),
        RewardGranted { Offer: not null } granted => new(entry.CustomerId, OfferOutcome.Granted, entry.OccurredAt, granted.Code),
        _ => null,
    };
}

/// <summary>A page of members.</summary>
/// <param name="Members">Those of the page that were asked for.</param>
/// <param name="Last">The last customer that was looked at, after whom the next page begins; null at the end.</param>
public sealed record MemberPage(IReadOnlyList<CampaignMember> Members, string? Last);

/// <summary>What became of a member of a run's audience.</summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="Outcome">Granted, held out, or why the customer got nothing.</param>
/// <param name="At">When.</param>
/// <param name="VoucherCode">The code of the voucher that the customer got. Null for none.</param>
public sealed record CampaignMember(string CustomerId, OfferOutcome Outcome, DateTimeOffset At, string? VoucherCode);
