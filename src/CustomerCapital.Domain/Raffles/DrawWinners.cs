using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Raffles;

/// <summary>A raffle is drawn. However often that is asked for, there is one draw.</summary>
public sealed record BeginDraw : RaffleCommand
{
    /// <summary>The value of the public source that the rules name, at most 200 characters. Null where they name none.</summary>
    public string? PublicValue { get; init; }

    [JsonIgnore]
    public override string? NaturalId => "draw";

    /// <remarks>Whoever comes second finds the draw of the first, unless with another value.</remarks>
    public override ActorCommand AsSent() => new BeginDraw { PublicValue = PublicValue };

    public override IEnumerable<FieldFault> Faults() =>
        PublicValue is "" ? base.Faults().Append(new("publicValue", "Must not be empty; leave it out where there is none.")) : base.Faults().Concat(Text.TextFaults("publicValue", PublicValue));

    protected override Verdict Decide(Raffle raffle, in Situation situation)
    {
        var id = situation.State.Id.Key;
        if (raffle.Status != RaffleStatus.Frozen) return RaffleRefusal.NotPossible(id, "draw", raffle.Status);
        if (raffle.Rules.PublicSource is { } source && PublicValue is null) return RaffleRefusal.ValueNeeded(source);
        if (raffle.Rules.PublicSource is null && PublicValue is not null) return RaffleRefusal.ValueWithoutSource(id);
        return new DrawBegun { PublicValue = PublicValue, By = By, Reason = Reason };
    }
}

/// <summary>A draw has begun. From here on the winners are what follows from the history.</summary>
public sealed record DrawBegun : RaffleChanged
{
    /// <summary>The value of the public source. Null where the rules name none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? PublicValue { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment) =>
        Raffle.Part.Set(state, Raffle.Part.Of(state) with { Status = RaffleStatus.Drawing, PublicValue = PublicValue });

    public override NaturalIds? Ids() => NaturalIds.Of(new BeginDraw());
}

/// <summary>Writes the next winners down, in the order of the draw. Sent by the engine, not by callers.</summary>
public sealed record RecordWinners : ActorCommand
{
    /// <summary>The number of the page: the next of the raffle, from 1.</summary>
    public int Page { get; init; }

    /// <summary>The winners, at most 500.</summary>
    public IReadOnlyList<RaffleWinner> Winners { get; init; } = [];

    /// <summary>Whether these are the last.</summary>
    public bool IsLast { get; init; }

    [JsonIgnore]
    public override string? NaturalId => IdOf(Page);

    /// <summary>The natural id of a page.</summary>
    public static string IdOf(int page) => FormattableString.Invariant($"winners:{page}");

    public override IEnumerable<FieldFault> Faults() => Winners.Count > Raffle.PageSize ? [new("winners", $"Must be at most {Raffle.PageSize}.")] : [];

    public override Verdict Decide(in Situation situation)
    {
        var raffle = Raffle.Part.Of(situation.State);
        return raffle.Status == RaffleStatus.Drawing && Page == raffle.WinnerPages + 1 ? new WinnersDrawn(Page, IsLast) { Winners = Winners } : Verdict.Unchanged;
    }
}

/// <summary>Winners were written down.</summary>
/// <param name="Page">The number of the page, from 1.</param>
/// <param name="IsLast">Whether these are the last: the draw is complete.</param>
public sealed record WinnersDrawn(int Page, bool IsLast) : ActorEvent
{
    private readonly ValueList<RaffleWinner> _winners;

    /// <summary>The winners, in the order of the draw.</summary>
    public IReadOnlyList<RaffleWinner> Winners { get => _winners.Items; init => _winners = new(value); }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var raffle = Raffle.Part.Of(state);
        raffle = raffle with { WinnerPages = Page, Winners = raffle.Winners + Winners.Count };
        return Raffle.Part.Set(state, IsLast ? raffle with { Status = RaffleStatus.Drawn, DrawnAt = moment.Utc } : raffle);
    }

    public override int CountLines() => Winners.Count;

    public override NaturalIds? Ids() => NaturalIds.Of(new RecordWinners { Page = Page });
}

/// <summary>Winners of a page have got the rewards of their prizes, or could not. Sent by the engine, not by callers.</summary>
public sealed record RecordPrizes : ActorCommand
{
    /// <summary>The page of winners.</summary>
    public int Page { get; init; }

    /// <summary>How many have got the reward of their prize.</summary>
    public int Granted { get; init; }

    /// <summary>Those who could not be given theirs.</summary>
    public IReadOnlyList<UngrantedPrize> Ungranted { get; init; } = [];

    [JsonIgnore]
    public override string? NaturalId => IdOf(Page);

    /// <summary>The natural id of a page.</summary>
    public static string IdOf(int page) => FormattableString.Invariant($"prizes:{page}");

    /// <remarks>Between two attempts a reward may have come back into the catalogue; what was written down first stands.</remarks>
    public override ActorCommand AsSent() => new RecordPrizes { Page = Page };

    public override Verdict Decide(in Situation situation)
    {
        var raffle = Raffle.Part.Of(situation.State);
        return raffle.HasUngiven && Page == raffle.GrantedPages + 1 ? new PrizesGranted(Page, Granted) { Ungranted = Ungranted } : Verdict.Unchanged;
    }
}

/// <summary>Winners have got the rewards of their prizes, or could not.</summary>
/// <param name="Page">The page of winners.</param>
/// <param name="Granted">How many have got theirs.</param>
public sealed record PrizesGranted(int Page, int Granted) : ActorEvent
{
    private readonly ValueList<UngrantedPrize> _ungranted;

    /// <summary>Those who could not be given theirs.</summary>
    public IReadOnlyList<UngrantedPrize> Ungranted { get => _ungranted.Items; init => _ungranted = new(value); }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var raffle = Raffle.Part.Of(state);
        return Raffle.Part.Set(state, raffle with
        {
            GrantedPages = Page, Granted = raffle.Granted + Granted, UngrantedCount = raffle.UngrantedCount + Ungranted.Count, Ungranted = Raffle.FirstNamed(raffle.Ungranted, Ungranted),
        });
    }

    public override NaturalIds? Ids() => NaturalIds.Of(new RecordPrizes { Page = Page });
}
