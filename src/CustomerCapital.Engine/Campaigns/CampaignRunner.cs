using System.Collections.Concurrent;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Campaigns.Zones;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Segments;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Campaigns;

/// <summary>Runs campaigns: begins what is due, and offers the reward to the audience, page by page.</summary>
/// <remarks>
/// One at a time for each campaign is enough; two at once, such as those of two silos while a cluster changes, grant nothing twice. Whatever is left undone, the next step finds again: what
/// occurred, and what a budget has set aside, is in the ledger, and what members got is in their histories. The place only saves looking at members again who had their turn.
/// </remarks>
public sealed class CampaignRunner(EngineParts engine)
{
    private const string Engine = "engine";

    /// <summary>Occurrences that one step begins or leaves out at most: whoever waits for a step does not wait for a month of minutes that a pause has left.</summary>
    private const int MostBegun = 50;

    /// <summary>
    /// Of each run with an audience that was taken at launch, the page with which reading goes on, and the last member of the page before: it spares looking for the page. Where nothing is known of a
    /// run, or a place has been lost, the pages are looked through from the first.
    /// </summary>
    private readonly ConcurrentDictionary<(string CampaignId, string RunId), (int Page, string? After)> _pages = new();

    /// <summary>Occurrences at which one step looks at most, where those of some zones wait and others have begun.</summary>
    private const int MostLookedAt = 1_000;

    /// <summary>Runs at most that have begun before an earlier occurrence that waits: the campaign's state has room for them.</summary>
    private const int MostAhead = 200;

    private static readonly TimeSpan GivesWayFor = TimeSpan.FromSeconds(1);

    private const string AudienceGone = "The audience names a saved segment that is not there any more, or asks for what the ledger does not keep.";

    /// <summary>The campaign of an id as an actor.</summary>
    public static ActorId ActorOf(string campaignId) => new(ActorKind.Campaign, campaignId);

    /// <summary>Begins what is due, and gives one page of each run under way its turn.</summary>
    /// <param name="campaignId">The campaign.</param>
    /// <param name="place">How far the runs have come.</param>
    /// <param name="cancellation">Gives up; the next step goes on.</param>
    /// <returns>How far they have come now. Keep that before the next step.</returns>
    /// <exception cref="EngineUnavailableException">The ledger or a silo does not answer; try again.</exception>
    public async Task<CampaignStep> StepAsync(string campaignId, CampaignPlace place, CancellationToken cancellation = default)
    {
        var actor = engine.Customer(ActorOf(campaignId));
        if (await ReadAsync(actor) is not { IsOver: false } campaign)
        {
            await engine.Policy.PutTriggeredAsync(campaignId, null);
            return new(place, 0, null, IsOver: true);
        }

        if (campaign.Terms.Trigger is not null) return await StepTriggeredAsync(actor, campaignId, campaign, place, cancellation);
        if (campaign.Status is not (CampaignStatus.Scheduled or CampaignStatus.Running)) return new(place, 0, null);
        if (await AudienceOf(campaign, cancellation) is not { Segment: { } segment })
            return await PauseAsync(actor, place, AudienceGone);
        var times = await CampaignTimes.OfAsync(engine, campaign, cancellation);
        var (done, now) = (0, engine.Time.GetUtcNow());
        done += await BeginAsync(actor, campaign, segment, times, now, cancellation);
        var version = campaign.Version;
        if (done > 0) campaign = await ReadAsync(actor) ?? campaign;
        // By other terms the times are others.
        if (campaign.Version != version) return new(place, done, now);
        var underWay = campaign.UnderWay.ToList();
        // An audience is taken at launch, whatever holds up the turns.
        if (underWay.Find(run => run.IsTaking) is { } taking)
        {
            await TakeAsync(actor, taking, times.AudienceOf(segment, taking), cancellation);
            return new(place, done + 1, now);
        }

        if (underWay.Count > 0 && engine.Policy.Program.Policy.RewardOf(campaign.Terms.Reward) is null && (await engine.Policy.RefreshAsync()).Program.Policy.RewardOf(campaign.Terms.Reward) is null)
            return await PauseAsync(actor, place, $"The catalogue has no reward '{campaign.Terms.Reward}' any more.");
        var open = underWay.ToDictionary(run => run.RunId, run => times.OpensAt(campaign.Terms, run, now));
        if (underWay.Count > 0 && open.Values.Min() is var opens && opens > now) return new(place, done, times.LooksAgainAt(campaign, now, opens));
        if (underWay.Count > 0 && await GivesWayAsync(campaignId, campaign.Terms, now, cancellation)) return new(place, done, done > 0 ? now : now + GivesWayFor);
        foreach (var run in underWay.Where(run => open[run.RunId] <= now))
        {
            var (after, members, isLast) = await PageAsync(actor, campaignId, campaign, run, times.AudienceOf(segment, run), place.AfterOf(run), cancellation);
            done += Math.Max(members, 1);
            place = place.With(run.RunId, isLast ? null : after);
            if (isLast)
            {
                _pages.TryRemove((campaignId, run.RunId), out _);
                await actor.ExecuteAsync([new EndRun { RunId = run.RunId }]);
            }
            else if (campaign.Terms.PerSecond is { } rate) return new(place, done, now + TimeSpan.FromSeconds((double)members / rate));
        }

        var next = times.WakesAt(campaign, now);
        if (next is null && underWay.Count == 0) await actor.ExecuteAsync([new FinishCampaign()]);
        return new(place, done, done > 0 ? now : Earlier(next, open.Values.Where(at => at > now).Cast<DateTimeOffset?>().Min()), IsOver: next is null && underWay.Count == 0);
    }

    /// <summary>Puts a campaign in force that facts trigger, or out of force, as its status says.</summary>
    private async Task<CampaignStep> StepTriggeredAsync(ICustomer actor, string campaignId, Campaign campaign, CampaignPlace place, CancellationToken cancellation)
    {
        var until = campaign.Terms.Trigger!.Until;
        if (campaign.Status == CampaignStatus.Running && until < engine.Time.GetUtcNow())
        {
            await actor.ExecuteAsync([new FinishCampaign()]);
            await engine.Policy.PutTriggeredAsync(campaignId, null);
            return new(place, 1, null, IsOver: true);
        }

        if (campaign.Status != CampaignStatus.Running) await engine.Policy.PutTriggeredAsync(campaignId, null);
        else if (await AudienceOf(campaign, cancellation) is not { Segment: { } segment }) return await PauseAsync(actor, place, AudienceGone);
        else if (!await engine.Policy.PutTriggeredAsync(campaignId, new(campaignId, campaign.Terms with
        {
            Audience = campaign.Terms.Audience is null ? null : segment,
            // What lies before the campaign was scheduled, as in a history that is imported, triggers nothing.
            Trigger = campaign.Terms.Trigger with { From = campaign.Terms.Trigger.From ?? campaign.ConsideredThrough },
        })))
            return await PauseAsync(actor, place, FormattableString.Invariant($"{TriggeredCampaign.Most} other campaigns are in force that facts trigger; finish one first."));
        return new(place, 0, until);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;

    private static async Task<Campaign?> ReadAsync(ICustomer actor) => await actor.GetAsync() is { } state ? Campaign.Part.Of(state) : null;

    private async Task<ExpandedSegment?> AudienceOf(Campaign campaign, CancellationToken cancellation)
    {
        var expanded = await new ExpandSegment(campaign.Terms.Audience ?? Segment.Everyone).AnswerAsync(engine, cancellation);
        return expanded is { Segment: not null, BoughtNotKept: false } ? expanded : null;
    }

    private static async Task<CampaignStep> PauseAsync(ICustomer actor, CampaignPlace place, string reason)
    {
        await actor.ExecuteAsync([new PauseCampaign { By = Engine, Reason = reason }]);
        return new(place, 0, null);
    }

    /// <summary>Whether another campaign of the same exclusive group, with a higher priority, has members left who are to have their turn first.</summary>
    private async Task<bool> GivesWayAsync(string campaignId, CampaignTerms terms, DateTimeOffset now, CancellationToken cancellation)
    {
        if (terms.Exclusive is not { Group: var group }) return false;
        foreach (var (_, other) in (await ReadCampaigns.AllAsync(engine, cancellation)).Where(other =>
            other.CampaignId != campaignId && other.Campaign is { Status: CampaignStatus.Scheduled or CampaignStatus.Running, Terms: { Trigger: null } first }
            && first.Exclusive?.Group == group && first.Priority > terms.Priority))
        {
            if ((await CampaignTimes.OfAsync(engine, other, cancellation)).HasTurns(other, now)) return true;
        }

        return false;
    }

    /// <summary>Begins the occurrences that are due, or leaves them out.</summary>
    private async Task<int> BeginAsync(ICustomer actor, Campaign campaign, Segment segment, CampaignTimes times, DateTimeOffset now, CancellationToken cancellation)
    {
        var (begun, looked, waits, schedule, version) = (0, 0, false, campaign.Terms.Schedule!, campaign.Version);
        for (var next = times.Next(campaign); begun < MostBegun && looked < MostLookedAt && next is { At: var due } occurrence && due <= now; looked++, next = times.NextAfter(campaign, occurrence))
        {
            if (campaign.Runs.Exists(run => run.RunId == occurrence.RunId)) continue;
            var isUnderWay = campaign.UnderWay.Any(run => CampaignTimes.Overlaps(occurrence, run));
            if (isUnderWay && schedule.Overlap == OverlapRule.Wait)
            {
                // Members of other zones do not wait for these.
                waits = true;
                if (occurrence.Local is null) break;
                continue;
            }

            if (waits && campaign.Runs.Count(campaign.IsAhead) >= MostAhead) break;
            var hasWaited = schedule.Overlap == OverlapRule.Wait && campaign.Runs.Exists(run => run.EndedAt >= due && CampaignTimes.Overlaps(occurrence, run));
            var status = now - due > TimeSpan.FromMinutes(schedule.CatchUpMinutes) && !hasWaited ? RunStatus.Missed
                : isUnderWay && schedule.Overlap == OverlapRule.Skip ? RunStatus.Overlapped : RunStatus.Running;
            var audience = status == RunStatus.Running ? await engine.Ledger.CountCustomersAsync(times.AudienceOf(segment, occurrence), cancellation) : 0;
            var isFirst = occurrence.Local is not null && status == RunStatus.Running && campaign.FirstAudience == 0;
            var outcome = (await actor.ExecuteAsync([new BeginRun
            {
                ScheduledFor = due, Local = occurrence.Local, Status = status, Audience = audience, IsAhead = waits,
                Zones = occurrence.Local is null ? null : [.. occurrence.Zones.Select(zone => zone.TimeZone)],
                Everywhere = isFirst ? await engine.Ledger.CountCustomersAsync(times.Everywhere(segment, due), cancellation) : 0,
            }]))[0];
            var after = await ReadAsync(actor);
            // One that has begun so long ago that the state no longer knows is passed over.
            if (outcome.Receipt is null || after?.RunCount != campaign.RunCount) begun++;
            // Paused or cancelled meanwhile, or terms that change what is next: the next step sees.
            if (outcome.Receipt is null || after is null || after.Version != version) break;
            campaign = after;
        }

        return begun;
    }

    /// <summary>Gives the next members of a run's audience their turn.</summary>
    /// <returns>Behind whom the run goes on, null to begin with the first; how many they are; and whether all had their turn before.</returns>
    private async Task<(string? After, int Members, bool IsLast)> PageAsync(
        ICustomer actor, string campaignId, Campaign campaign, CampaignRun run, Segment audience, string? after, CancellationToken cancellation)
    {
        var offer = OfferReward.Of(campaignId, run.RunId, campaign.Terms) with { RunNumber = run.Number };
        if (campaign.Open.Find(open => open.RunId == run.RunId) is { } left)
        {
            await GrantReservedAsync(actor, campaign, offer, left);
            return (left.Members[^1], left.Members.Count, IsLast: false);
        }

        var limit = Math.Min(GrantReservation.MostMembers, campaign.Terms.PerSecond ?? int.MaxValue);
        var members = run.IsTakenAtLaunch ? await TakenAsync(campaignId, run, after, limit, cancellation)
            : [.. (await engine.Ledger.ReadCustomersAsync(audience, after, limit, cancellation)).Lines.Select(line => line.CustomerId)];
        if (members.Count == 0) return (null, 0, IsLast: true);
        if (campaign.Terms.Budget is null) await OfferAsync(actor, offer, members);
        else
        {
            var number = campaign.ReservationCount + 1;
            await actor.ExecuteAsync([new ReserveGrants { Number = number, RunId = run.RunId, Members = members }]);
            // Where it was paused meanwhile, or another runner came first, the next step goes on from what the ledger says.
            if (await ReadAsync(actor) is not { } reserved || reserved.Open.Find(open => open.Number == number && open.RunId == run.RunId) is not { } reservation) return (after, 0, IsLast: false);
            await GrantReservedAsync(actor, campaign, offer, reservation);
            return (reservation.Members[^1], reservation.Members.Count, IsLast: false);
        }

        return (members[^1], members.Count, IsLast: false);
    }

    /// <summary>Takes the next customers into the audience of a run, or finds that there are no more.</summary>
    private async Task TakeAsync(ICustomer actor, CampaignRun run, Segment audience, CancellationToken cancellation)
    {
        var page = await engine.Ledger.ReadCustomersAsync(audience, run.TakenThrough, GrantReservation.MostMembers, cancellation);
        // Where another runner came first, the next step goes on behind what that one has taken.
        await actor.ExecuteAsync([new TakeMembers { RunId = run.RunId, Page = run.Pages + 1, Members = [.. page.Lines.Select(line => line.CustomerId)] }]);
    }

    /// <summary>The next members of an audience that was taken at launch.</summary>
    private async Task<IReadOnlyList<string>> TakenAsync(string campaignId, CampaignRun run, string? after, int limit, CancellationToken cancellation)
    {
        var known = _pages.GetValueOrDefault((campaignId, run.RunId), (Page: 1, After: null));
        if (known.After is not null && (after is null || CodePointOrder.Instance.Compare(after, known.After) < 0)) known = (1, null);
        for (; known.Page <= run.Pages; known.Page++)
        {
            var entries = await engine.Ledger.ReadConcerningAsync(ActorOf(campaignId), TakeMembers.IdOf(run.RunId, known.Page), 0, 1, cancellation);
            var page = ((MembersTaken)entries[0].Event).Members;
            _pages[(campaignId, run.RunId)] = known;
            if (after is null || CodePointOrder.Instance.Compare(page[^1], after) > 0) return [.. page.SkipWhile(member => after is not null && CodePointOrder.Instance.Compare(member, after) <= 0).Take(limit)];
            known.After = page[^1];
        }

        return [];
    }

    /// <summary>Offers to the members of a reservation, in their order, as many grants as are set aside; the others are told that the budget is used up.</summary>
    private async Task GrantReservedAsync(ICustomer actor, Campaign campaign, OfferReward offer, GrantReservation reservation)
    {
        var (given, at, members) = (0L, 0, reservation.Members);
        // A member who failed before is not tried again: else another would have had the grant meanwhile, and both would get one.
        bool HasFailed(string member) => campaign.Failed.Exists(failed => failed.RunId == offer.RunId && failed.CustomerId == member);
        while (at < members.Count && given < reservation.Grants)
        {
            var wave = members.Skip(at).Take((int)Math.Min(reservation.Grants - given, members.Count)).ToList();
            given += await OfferAsync(actor, offer with { CostLimit = reservation.Cost }, [.. wave.Where(member => !HasFailed(member))]);
            at += wave.Count;
        }

        if (at < members.Count) await OfferAsync(actor, offer with { BudgetUsedUp = true }, [.. members.Skip(at).Where(member => !HasFailed(member))]);
        await actor.ExecuteAsync([new SettleGrants { Number = reservation.Number, Given = given }]);
    }

    /// <summary>Offers the reward to members side by side.</summary>
    /// <returns>How many got it, now or in an attempt before.</returns>
    private async Task<long> OfferAsync(ICustomer actor, OfferReward offer, IReadOnlyList<string> members)
    {
        var granted = 0L;
        var failed = new List<ActorCommand>();
        foreach (var (member, turn) in members.Select(member => (member, TryAsync(offer, member))).ToList())
        {
            var (outcome, failure) = await turn;
            if (outcome == OfferOutcome.Granted) granted++;
            if (failure is not null) failed.Add(new NoteFailedMember { Member = new(offer.RunId, member, failure.Length > Text.ShortLimit ? failure[..Text.ShortLimit] : failure) });
        }

        if (failed.Count > 0) await actor.ExecuteAsync(failed);
        return granted;
    }

    /// <returns>What became of it, or why it failed for a reason of the member's own.</returns>
    private async Task<(OfferOutcome? Outcome, string? Failure)> TryAsync(OfferReward offer, string member)
    {
        try
        {
            var outcome = await new OfferWithStock(member, offer, null).AnswerAsync(engine);
            // Whoever has moved since was offered this occurrence by another run, which counts it.
            return outcome.Receipt is { } receipt ? (receipt.OfferRun is { } run && run != offer.RunId ? null : receipt.Offer, null) : (null, outcome.Message ?? outcome.Code);
        }
        catch (ActorUnreadableException unreadable)
        {
            return (null, unreadable.Message);
        }
    }
}

/// <summary>How far a campaign's runs have come.</summary>
public sealed record CampaignPlace
{
    /// <summary>The last member of each run under way who had a turn, by the run's id.</summary>
    public IReadOnlyDictionary<string, string> After { get; init; } = new Dictionary<string, string>();

    /// <summary>Behind whom a run goes on: what the ledger knows of a budget is never behind.</summary>
    internal string? AfterOf(CampaignRun run)
    {
        var after = After.GetValueOrDefault(run.RunId);
        return run.SettledThrough is { } settled && (after is null || CodePointOrder.Instance.Compare(settled, after) > 0) ? settled : after;
    }

    /// <summary>With a run that has come so far; null where it is over.</summary>
    internal CampaignPlace With(string runId, string? after)
    {
        var places = After.Where(place => place.Key != runId).ToDictionary();
        if (after is not null) places[runId] = after;
        return new() { After = places };
    }
}

/// <summary>What a step of a campaign came to.</summary>
/// <param name="Place">How far its runs have come.</param>
/// <param name="Done">How much was done; 0 where nothing was to do.</param>
/// <param name="Next">When there is something to do next; null where nobody knows, or never.</param>
/// <param name="IsOver">Whether the campaign is over for good.</param>
public sealed record CampaignStep(CampaignPlace Place, int Done, DateTimeOffset? Next, bool IsOver = false) : RunnerStep(Done, Next, IsOver);
