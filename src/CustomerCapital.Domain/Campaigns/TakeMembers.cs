using System.Globalization;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Campaigns;

/// <summary>Takes the next customers into the audience of a run whose audience is taken at launch. Sent by the engine, not by callers.</summary>
public sealed record TakeMembers : ActorCommand
{
    /// <summary>The run.</summary>
    public string RunId { get; init; } = "";

    /// <summary>The number of the page, the next of the run: 1, 2, 3 …</summary>
    public int Page { get; init; }

    /// <summary>The customers, in the order of ids, at most 500; none where there are no more.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    [JsonIgnore]
    public override string? NaturalId => IdOf(RunId, Page);

    /// <remarks>Who comes second with a page, maybe with other customers, is told that the page is there.</remarks>
    public override ActorCommand AsSent() => new TakeMembers { RunId = RunId, Page = Page };

    /// <summary>The natural id of a page of a run's audience.</summary>
    public static string IdOf(string runId, int page) => string.Create(CultureInfo.InvariantCulture, $"members:{runId}/{page}");

    public override IEnumerable<FieldFault> Faults() =>
        Members.Count > GrantReservation.MostMembers ? [new("members", $"Must be at most {GrantReservation.MostMembers}.")] : [];

    public override Verdict Decide(in Situation situation)
    {
        var (runId, page) = (RunId, Page);
        return Campaign.Part.Of(situation.State).UnderWay.Any(run => run.RunId == runId && run.IsTaking && run.Pages + 1 == page) ? new MembersTaken(RunId, Page, Members) : Verdict.Unchanged;
    }
}

/// <summary>The next customers were taken into the audience of a run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Page">The number of the page.</param>
/// <param name="Members">The customers, in the order of ids; none where there were no more, so that the audience is complete.</param>
public sealed record MembersTaken(string RunId, int Page, IReadOnlyList<string> Members) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var campaign = Campaign.Part.Of(state).WithRun(RunId, run => Members.Count == 0 ? run with { IsTaking = false, Audience = run.Taken }
            : run with { Pages = Page, Taken = run.Taken + Members.Count, TakenThrough = Members[^1] });
        return Campaign.Part.Set(state, Members.Count > 0 || campaign.FirstAudience > 0 ? campaign : campaign with { FirstAudience = campaign.Runs.Find(run => run.RunId == RunId)!.Audience });
    }

    public override NaturalIds? Ids() => NaturalIds.Of(new TakeMembers { RunId = RunId, Page = Page });
}
