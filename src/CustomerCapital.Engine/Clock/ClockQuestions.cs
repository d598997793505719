using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Campaigns.Zones;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Clock;

/// <summary>What the program's clock shows.</summary>
/// <param name="Now">The program's time, in the program's time zone.</param>
/// <param name="IsSandbox">Whether the clock can be set.</param>
/// <param name="StandsStill">Whether somebody has set the clock. From then on it shows what it was set to.</param>
public sealed record ProgramClock(DateTimeOffset Now, bool IsSandbox, bool StandsStill);

/// <summary>Sets the program's clock.</summary>
/// <param name="To">What the clock is to show, with an offset: not before what it shows, unless there are no customers yet.</param>
public sealed record ClockChange(DateTimeOffset To);

/// <summary>What the clock shows.</summary>
public sealed record ReadClock : Question<ProgramClock>
{
    public override async Task<ProgramClock> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        await engine.Policy.RefreshAsync();
        return Of(engine);
    }

    internal static ProgramClock Of(EngineParts engine) =>
        new(engine.Policy.Program.Calendar.ToLocal(engine.Time.GetUtcNow()), engine.Options.Sandbox, engine.Policy.Program.Policy.Clock is not null);
}

/// <summary>Moves the clock on, by one step: to the next moment at which something is to be done. Whoever wants to get there asks again until the answer says so.</summary>
/// <param name="To">Where to.</param>
public sealed record AdvanceClock(DateTimeOffset To) : Question<ClockStep>
{
    /// <summary>The earliest moment to which the clock can be set.</summary>
    public static readonly DateTimeOffset Earliest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The latest one.</summary>
    public static readonly DateTimeOffset Latest = new(2099, 12, 31, 0, 0, 0, TimeSpan.Zero);

    private const int Page = 500;

    /// <summary>Of a campaign that grants so many a second at most, the others have their turn after that.</summary>
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public override async Task<ClockStep> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if (!engine.Options.Sandbox) return Refused(engine, "sandbox_only", "The clock can be set in a sandbox alone; start the server with --sandbox, on a ledger of its own.");
        await engine.Policy.RefreshAsync();
        var (to, clock) = (Decider.Microseconds(To.ToUniversalTime()), engine.Policy.Program.Policy.Clock);
        if (clock is null || to < clock)
        {
            if ((await engine.Ledger.ReadCustomersAsync(Segment.Everyone, null, 1, cancellation)).Lines.Count > 0)
            {
                return clock is null
                    ? Refused(engine, "ledger_in_use", "This ledger holds customers who came by the real time. Take an empty ledger, set its clock, then let customers come.")
                    : Refused(engine, "clock_backwards", FormattableString.Invariant(
                        $"The clock shows {engine.Policy.Program.Calendar.ToLocal(clock.Value):yyyy-MM-dd'T'HH:mm:sszzz} and does not go back where there are customers; take an empty ledger."));
            }

            // What has been considered until a later moment would stand still until then.
            foreach (var (campaignId, campaign) in await ReadCampaigns.AllAsync(engine, cancellation))
            {
                if (campaign.IsLive && campaign.ConsideredThrough > to)
                    return Refused(engine, clock is null ? "ledger_in_use" : "clock_backwards", $"Campaign '{campaignId}' was scheduled by a later time; cancel the campaign, set the clock, then schedule a new one.");
            }

            await engine.Policy.PutClockAsync(to, clock);
            return new(ReadClock.Of(engine), IsThere: false);
        }

        if (!await engine.SettleAsync(cancellation)) return new(ReadClock.Of(engine), IsThere: false);
        if (clock == to) return new(ReadClock.Of(engine), IsThere: true);
        // Where another caller has moved it on meanwhile, nothing is left out: the next step begins there.
        await engine.Policy.PutClockAsync(await NextAsync(engine, clock.Value, to, cancellation), clock);
        return new(ReadClock.Of(engine), IsThere: false);
    }

    private static ClockStep Refused(EngineParts engine, string code, string message) => new(ReadClock.Of(engine), IsThere: false) { Code = code, Message = message };

    /// <summary>The next moment at which something is to be done, at most a given one.</summary>
    private static async Task<DateTimeOffset> NextAsync(EngineParts engine, DateTimeOffset now, DateTimeOffset to, CancellationToken cancellation)
    {
        var next = to;
        // Those who could not be looked at, and are due still, are passed over.
        for (DueActor? due = null; (await engine.Ledger.ReadDueAsync(to, Page, due, cancellation)) is [.., var last] page; due = last)
        {
            if (page.FirstOrDefault(one => one.LookAt > now) is not { } first) continue;
            next = first.LookAt;
            break;
        }

        foreach (var (_, campaign) in await ReadCampaigns.AllAsync(engine, cancellation))
        {
            if (campaign.Status is not (CampaignStatus.Scheduled or CampaignStatus.Running)) continue;
            if (campaign.Terms.Trigger is { Until: { } until } && until > now && until < to) Take(until + Second);
            var times = await CampaignTimes.OfAsync(engine, campaign, cancellation);
            foreach (var run in campaign.UnderWay) Take(times.OpensAt(campaign.Terms, run, now) is var open && open > now ? open : now + Second);
            if (times.WakesAt(campaign, now) is { } at && at > now) Take(at);
        }

        foreach (var state in await ActorsOfKind.ReadAsync(engine.Ledger, ActorKind.Raffle, cancellation))
        {
            if (Raffle.Part.Of(state) is not { IsLive: true, Rules: { } rules }) continue;
            if (rules.EntriesUntil > now) Take(rules.EntriesUntil);
            else if (rules.DrawAt is { } drawAt && drawAt > now) Take(drawAt);
        }

        return Decider.Microseconds(next.ToUniversalTime());

        void Take(DateTimeOffset at) => next = at < next ? at : next;
    }
}

/// <summary>How far the clock has come.</summary>
/// <param name="Clock">What it shows.</param>
/// <param name="IsThere">Whether it shows what was asked for, and everything is done that was due until then.</param>
public sealed record ClockStep(ProgramClock Clock, bool IsThere)
{
    /// <summary>Why the clock cannot be set. Null where it can.</summary>
    public string? Code { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Message { get; init; }
}
