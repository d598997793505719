using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Raffles;

/// <summary>What somebody does to a raffle.</summary>
public abstract record RaffleCommand : StaffCommand
{
    public sealed override Verdict Decide(in Situation situation)
    {
        var raffle = Raffle.Part.Of(situation.State);
        if (raffle.Status == 0 && this is not DefineRaffle) return RaffleRefusal.NotFound(situation.State.Id.Key);
        if (FromVersion is { } version && version != raffle.Version) return RaffleRefusal.VersionConflict(situation.State.Id.Key, version, raffle.Version);
        return Decide(raffle, situation);
    }

    /// <summary>Decides it.</summary>
    protected abstract Verdict Decide(Raffle raffle, in Situation situation);
}

/// <summary>A raffle is written down, or its rules are changed, which is possible until it is opened.</summary>
public sealed record DefineRaffle : RaffleCommand
{
    /// <summary>The rules.</summary>
    public RaffleRules Rules { get; init; } = new();

    protected override Verdict Decide(Raffle raffle, in Situation situation)
    {
        var id = situation.State.Id.Key;
        if (raffle.Status != 0 && raffle.Rules == Rules) return Verdict.Unchanged;
        if (raffle.Status is not (0 or RaffleStatus.Draft)) return RaffleRefusal.Opened(id);
        if (Rules.Faults(id).ToList() is [var fault, ..]) return RaffleRefusal.Unsound(fault);
        return new RaffleDefined(raffle.Version + 1, Rules) { By = By, Reason = Reason };
    }
}

/// <summary>What somebody did to a raffle.</summary>
public abstract record RaffleChanged : ActorEvent
{
    /// <summary>Who did it. Null for the engine, or if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? By { get; init; }

    /// <summary>Why. Null if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Reason { get; init; }
}

/// <summary>A raffle was written down, or its rules were changed.</summary>
/// <param name="Version">Of the rules.</param>
/// <param name="Rules">The rules.</param>
public sealed record RaffleDefined(int Version, RaffleRules Rules) : RaffleChanged
{
    public override ActorState Fold(ActorState state, in Moment moment) =>
        Raffle.Part.Set(state, Raffle.Part.Of(state) with { Status = RaffleStatus.Draft, Version = Version, Rules = Rules });
}

/// <summary>A raffle is opened: from now on its rules are fixed, and so is the seed, by a commitment that everybody can see.</summary>
public sealed record OpenRaffle : RaffleCommand
{
    /// <summary>The seed, 32 bytes by chance in hexadecimal, which the engine makes.</summary>
    public string Seed { get; init; } = "";

    public override IEnumerable<FieldFault> Faults() =>
        Seed.Length == 2 * RaffleSeed.Length && Seed.All(char.IsAsciiHexDigitLower) ? base.Faults() : base.Faults().Append(new("seed", $"Must be {RaffleSeed.Length} bytes in hexadecimal."));

    protected override Verdict Decide(Raffle raffle, in Situation situation)
    {
        var id = situation.State.Id.Key;
        if (raffle.Status == RaffleStatus.Open) return Verdict.Unchanged;
        if (raffle.Status != RaffleStatus.Draft) return RaffleRefusal.NotPossible(id, "open", raffle.Status);
        if (raffle.Rules.EntriesUntil <= situation.At) return RaffleRefusal.Unsound(new("entriesUntil", "Is over; write a later moment down first."));
        return new RaffleOpened(Convert.ToHexStringLower(raffle.Rules.TermsOf(id).Hash()), Convert.ToHexStringLower(RaffleSeed.Commit(id, Convert.FromHexString(Seed)))) { Seed = Seed, By = By, Reason = Reason };
    }

    /// <remarks>Without the seed: what is printed ends in logs.</remarks>
    public override string ToString() => nameof(OpenRaffle);
}

/// <summary>A raffle was opened.</summary>
/// <param name="TermsHash">Hash of the terms.</param>
/// <param name="Commitment">The commitment to the seed.</param>
public sealed record RaffleOpened(string TermsHash, string Commitment) : RaffleChanged
{
    /// <summary>The seed. Null wherever entries are read from outside: the file of the draw has the seed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Seed { get; init; }

    public override ActorEvent Published() => this with { Seed = null };

    public override ActorState Fold(ActorState state, in Moment moment) =>
        Raffle.Part.Set(state, Raffle.Part.Of(state) with { Status = RaffleStatus.Open, TermsHash = TermsHash, Commitment = Commitment, Seed = Seed });

    /// <remarks>Without the seed: what is printed ends in logs.</remarks>
    public override string ToString() => $"{nameof(RaffleOpened)} {{ {nameof(Commitment)} = {Commitment} }}";
}

/// <summary>Entries end: those of all customers are read, and fixed.</summary>
public sealed record FreezeRaffle : RaffleCommand
{
    protected override Verdict Decide(Raffle raffle, in Situation situation) => raffle.Status switch
    {
        RaffleStatus.Open => new RaffleMoved(RaffleStatus.Freezing) { By = By, Reason = Reason },
        RaffleStatus.Freezing or RaffleStatus.Frozen => Verdict.Unchanged,
        var status => RaffleRefusal.NotPossible(situation.State.Id.Key, "freeze", status),
    };
}

/// <summary>A raffle is ended without a draw, for ever.</summary>
public sealed record CancelRaffle : RaffleCommand
{
    protected override Verdict Decide(Raffle raffle, in Situation situation) => raffle.Status switch
    {
        RaffleStatus.Cancelled => Verdict.Unchanged,
        RaffleStatus.Drawing or RaffleStatus.Drawn => RaffleRefusal.NotPossible(situation.State.Id.Key, "cancel", raffle.Status),
        _ => new RaffleMoved(RaffleStatus.Cancelled) { By = By, Reason = Reason },
    };
}

/// <summary>A raffle has moved on in its life.</summary>
/// <param name="To">Where it stands.</param>
public sealed record RaffleMoved(RaffleStatus To) : RaffleChanged
{
    public override ActorState Fold(ActorState state, in Moment moment) => Raffle.Part.Set(state, Raffle.Part.Of(state) with { Status = To });
}

/// <summary>Why raffles refuse.</summary>
internal static class RaffleRefusal
{
    public static Refusal NotFound(string id) => new("raffle_not_found", $"There is no raffle '{id}'; write it down first.");

    public static Refusal Opened(string id) => new("raffle_opened", $"Raffle '{id}' was opened, and its rules are fixed; write a new one.");

    public static Refusal NotPossible(string id, string verb, RaffleStatus status) => new("raffle_status", $"Raffle '{id}' is {status.ToString().ToLowerInvariant()}; {verb} is not possible now.");

    public static Refusal VersionConflict(string id, int from, int version) => StaffCommand.VersionConflict($"Raffle '{id}'", from, version);

    public static Refusal Unsound(FieldFault fault) => new("raffle_unsound", $"{fault.Field}: {fault.Message}");

    public static Refusal ValueNeeded(string source) => new("raffle_public_value", $"The draw needs the value of '{source}'; send it as publicValue.");

    public static Refusal ValueWithoutSource(string id) => new("raffle_public_value", $"Raffle '{id}' names no public source; leave publicValue out.");

    public static Refusal Full() => new("raffle_full", FormattableString.Invariant($"A raffle has at most {RaffleEntrants.Most} entrants."));
}
