using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Campaigns.Zones;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Segments;

namespace CustomerCapital.Engine.Campaigns;

/// <summary>The ids of the campaigns that are scheduled, running or paused.</summary>
public sealed record FindLiveCampaigns : Question<IReadOnlyList<string>>
{
    public override async Task<IReadOnlyList<string>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) =>
        [.. (await ReadCampaigns.AllAsync(engine, cancellation)).Where(found => found.Campaign.IsLive).Select(found => found.CampaignId)];
}

/// <summary>All campaigns, in the order of their ids.</summary>
public sealed record ReadCampaigns : Question<IReadOnlyList<CampaignView>>
{
    public override async Task<IReadOnlyList<CampaignView>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var zones = await MemberZones.ReadAsync(engine, cancellation);
        return [.. (await AllAsync(engine, cancellation)).Select(found => CampaignView.Of(found.CampaignId, found.Campaign, zones, engine.Time.GetUtcNow()))];
    }

    internal static async Task<IReadOnlyList<(string CampaignId, Campaign Campaign)>> AllAsync(EngineParts engine, CancellationToken cancellation) =>
        [.. (await ActorsOfKind.ReadAsync(engine.Ledger, ActorKind.Campaign, cancellation)).Select(state => (state.Id.Key, Campaign.Part.Of(state)))];
}

/// <summary>A campaign as callers see it.</summary>
/// <param name="CampaignId">The campaign's id.</param>
/// <param name="Status">Where the campaign stands in its life.</param>
/// <param name="Version">The version of the terms, which grows by one with each change.</param>
/// <param name="Terms">What the campaign gives to whom, when, and how much at most.</param>
/// <param name="NextOccurrences">
/// When the campaign occurs next, at most five times, in the program's time zone. Of a draft, as if the campaign were
/// scheduled now. If the schedule is in the members' time zones, for customers without a time zone.
/// </param>
/// <param name="RunCount">How many occurrences there were, those that were left out among them.</param>
/// <param name="Granted">Grants out of the budget so far. 0 if the campaign has no budget.</param>
/// <param name="Spent">What these grants cost. 0.00 if the campaign has no budget.</param>
/// <param name="Failed">
/// The latest 100 members of audiences whose turn failed for a reason of their own.
/// </param>
public sealed record CampaignView(
    string CampaignId, CampaignStatus Status, int Version, CampaignTerms Terms, IReadOnlyList<DateTimeOffset> NextOccurrences, int RunCount, long Granted, Money Spent, IReadOnlyList<FailedMember> Failed)
{
    /// <summary>Since when, by whom and why the campaign has its status. Null where that is not kept.</summary>
    public StatusChange? StatusChange { get; init; }

    /// <summary>So many of the next occurrences are shown.</summary>
    public const int Shown = 5;

    /// <summary>
    /// If the schedule is in the members' time zones, the local times of the next occurrences, at most five, with the
    /// first and the last moment at which clocks of customers show them. Null else.
    /// </summary>
    public IReadOnlyList<MemberOccurrence>? MemberOccurrences { get; init; }

    /// <summary>Of a campaign.</summary>
    /// <param name="campaignId">Its id.</param>
    /// <param name="campaign">Its state.</param>
    /// <param name="zones">The program's time zone, and where the schedule is in the members', those too.</param>
    /// <param name="now">The engine's time.</param>
    public static CampaignView Of(string campaignId, Campaign campaign, MemberZones zones, DateTimeOffset now)
    {
        IEnumerable<DateTimeOffset> next = campaign is { IsOver: false, Terms.Schedule: { } schedule }
            ? CampaignOccurrences.ToCome(campaign, schedule, now, zones.Program).Take(Shown) : [];
        return new(campaignId, campaign.Status, campaign.Version, campaign.Terms, [.. next], campaign.RunCount, campaign.Settled, campaign.Spent, campaign.Failed)
        {
            StatusChange = campaign.Latest, MemberOccurrences = campaign.IsOver ? null : OfMembers(campaign.Terms.Schedule, zones, now),
        };
    }

    /// <summary>The next occurrences by the members' time zones; null where the schedule is not in these.</summary>
    internal static IReadOnlyList<MemberOccurrence>? OfMembers(CampaignSchedule? schedule, MemberZones zones, DateTimeOffset now) =>
        CampaignTimes.IsByMembers(schedule) ? [.. Zones.MemberOccurrences.ToCome(schedule!, now, zones).Take(Shown)] : null;
}

/// <summary>What is wrong with terms: by themselves, with the policy, with saved segments, and with the moment.</summary>
/// <param name="Terms">The terms.</param>
public sealed record CheckCampaign(CampaignTerms Terms) : Question<IReadOnlyList<FieldFault>>
{
    /// <summary>The schedule by which the campaign is on its way already: its last occurrence may have begun. Null for none.</summary>
    public CampaignSchedule? OnItsWayBy { get; init; }

    public override async Task<IReadOnlyList<FieldFault>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        // The catalogue may have been changed a moment ago, by another process.
        var program = (await engine.Policy.RefreshAsync()).Program;
        var faults = Terms.Faults().ToList();
        if (OnItsWayBy is null || Terms.Schedule != OnItsWayBy) faults.AddRange(CampaignOccurrences.Faults(Terms.Schedule, engine.Time.GetUtcNow(), await MemberZones.ReadAsync(engine, cancellation)));
        if (!faults.Exists(fault => fault.Field == "reward") && program.Policy.RewardOf(Terms.Reward) is null) faults.Add(new("reward", $"The catalogue has no reward '{Terms.Reward}'; see the policy's rewards."));
        if (Terms.Trigger?.Until < engine.Time.GetUtcNow()) faults.Add(new("trigger.until", "Is over."));
        if (Terms.Audience is not { } audience) return faults;
        var expanded = await new ExpandSegment(audience).AnswerAsync(engine, cancellation);
        faults.AddRange(expanded.Faults.Select(fault => fault with { Field = "audience" }));
        if (Terms.Trigger is not null && expanded.Segment is { AsksBesideState: true }) faults.Add(new("audience", "Must not ask for what was bought, nor for scores, beside a trigger."));
        if (expanded.BoughtNotKept) faults.Add(new("audience", Ledger.BoughtNotKeptException.Sentence));
        return faults;
    }
}

/// <summary>Has what runs a campaign look at once what is to do, and puts one in force, or out of force, that facts trigger.</summary>
/// <param name="CampaignId">The campaign.</param>
public sealed record WakeCampaign(string CampaignId) : Question<bool>
{
    public override async Task<bool> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if (await engine.Customer(CampaignRunner.ActorOf(CampaignId)).GetAsync() is { } state && Campaign.Part.Of(state).Terms.Trigger is not null)
            await engine.Campaigns.StepAsync(CampaignId, new(), cancellation);
        await engine.WakeCampaign(CampaignId);
        return true;
    }
}

/// <summary>The next occurrences of all campaigns that are scheduled, running or paused, the earliest first.</summary>
/// <param name="Limit">At most so many.</param>
public sealed record ReadCampaignCalendar(int Limit) : Question<IReadOnlyList<CalendarEntry>>
{
    public override async Task<IReadOnlyList<CalendarEntry>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var (calendar, now) = (engine.Policy.Program.Calendar, engine.Time.GetUtcNow());
        var zones = await MemberZones.ReadAsync(engine, cancellation);
        var live = (await ReadCampaigns.AllAsync(engine, cancellation)).Where(found => found.Campaign.IsLive && found.Campaign.Terms.Schedule is not null);
        var entries = live.SelectMany(found => OccurrencesOf(found.Campaign, found.Campaign.Terms.Schedule!)
            .Select(occurs => new CalendarEntry(occurs.At, found.CampaignId, found.Campaign.Terms.Title, found.Campaign.Status, found.Campaign.Terms.Reward, found.Campaign.Terms.Exclusive?.Group, [])
            {
                First = occurs.First, Last = occurs.Last,
            }))
            .OrderBy(entry => entry.At).ThenBy(entry => entry.CampaignId, StringComparer.Ordinal).Take(Limit).ToList();
        var ofDay = entries.ToLookup(entry => DateOnly.FromDateTime(entry.At.DateTime), entry => entry.CampaignId);
        return [.. entries.Select(entry => entry with { SameDay = [.. ofDay[DateOnly.FromDateTime(entry.At.DateTime)].Where(other => other != entry.CampaignId).Distinct()] })];

        IEnumerable<(DateTimeOffset At, DateTimeOffset? First, DateTimeOffset? Last)> OccurrencesOf(Campaign campaign, CampaignSchedule schedule) => CampaignTimes.IsByMembers(schedule)
            ? MemberOccurrences.ToCome(schedule, now, zones).Take(Limit).Select(occurs => (occurs.At, (DateTimeOffset?)occurs.First, (DateTimeOffset?)occurs.Last))
            : CampaignOccurrences.ToCome(campaign, schedule, now, calendar).Take(Limit).Select(at => (at, default(DateTimeOffset?), default(DateTimeOffset?)));
    }
}

/// <summary>An occurrence to come.</summary>
/// <param name="At">
/// When, in the program's time zone. If the schedule is in the members' time zones, when clocks of the program's show the
/// local time, which is past where others are still to show it.
/// </param>
/// <param name="CampaignId">The campaign's id.</param>
/// <param name="Title">The campaign's title. Null for none.</param>
/// <param name="Status">Where the campaign stands in its life. Of one that is paused nothing occurs until it is resumed.</param>
/// <param name="Reward">The name of the reward.</param>
/// <param name="Group">The exclusive group of the campaign. Null for none.</param>
/// <param name="SameDay">Ids of other campaigns that occur on the same day, as far as these are listed.</param>
public sealed record CalendarEntry(DateTimeOffset At, string CampaignId, string? Title, CampaignStatus Status, string Reward, string? Group, IReadOnlyList<string> SameDay)
{
    /// <summary>When the first clock of a customer shows the local time. Null if the schedule is in the program's time zone.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>When the last clock of a customer shows it. Null if the schedule is in the program's time zone.</summary>
    public DateTimeOffset? Last { get; init; }
}
