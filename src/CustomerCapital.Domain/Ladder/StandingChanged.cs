using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder.Transitions;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.Domain.Ladder;

/// <summary>Why a standing changed.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<StandingReason>))]
public enum StandingReason
{
    /// <summary>Contacted the business or answered it positively.</summary>
    InterestShown = 1,

    /// <summary>Bought for the first time.</summary>
    FirstPurchase = 2,

    /// <summary>Bought again.</summary>
    RepeatPurchase = 3,

    /// <summary>Enrolled in the program.</summary>
    Enrolled = 4,

    /// <summary>Buys steadily enough under the policy.</summary>
    SteadyBuying = 5,

    /// <summary>Gave a positive opinion.</summary>
    PositiveOpinion = 6,

    /// <summary>Persons brought have bought.</summary>
    ConvertedReferrals = 7,

    /// <summary>Did not buy for the policy's time.</summary>
    Lapsed = 8,

    /// <summary>Bought again after lapsing.</summary>
    PurchaseAfterLapse = 9,

    /// <summary>The evidence is older than the policy counts.</summary>
    EvidenceExpired = 10,

    /// <summary>A purchase came back whole.</summary>
    PurchaseReturned = 11,

    /// <summary>Left the program.</summary>
    LeftProgram = 12,

    /// <summary>A person brought has returned everything.</summary>
    ReferralUndone = 13,

    /// <summary>The policy was changed.</summary>
    PolicyChanged = 14,

    /// <summary>The latest opinion is less positive, or one was corrected or withdrawn.</summary>
    OpinionChanged = 15,

    /// <summary>A purchase was moved to the customer whose it is.</summary>
    PurchaseMoved = 16,
}

/// <summary>The customer's place on the ladder has changed.</summary>
/// <param name="From">Where the customer stood.</param>
/// <param name="To">Where the customer stands.</param>
/// <param name="Reason">Why.</param>
/// <param name="Evidence">Natural ids of the entries, or names of the facts, on which the change rests.</param>
public sealed record StandingChanged(Standing From, Standing To, StandingReason Reason, IReadOnlyList<string> Evidence) : ActorEvent
{
    public override ActorState Fold(ActorState state, in Moment moment)
    {
        state = Standing.Part.Set(state, To);
        return From.Rung == To.Rung ? state : RungHistory.Part.Set(state, RungHistory.Part.Of(state).With(moment.Month, To.Rung));
    }

    /// <summary>The change that a fact brings about.</summary>
    internal static StandingChanged Because(Standing from, Standing to, ActorEvent fact, string evidence)
    {
        var move = from.Lapsed && !to.Lapsed ? StandingMove.Back : to.Rung > from.Rung ? StandingMove.Up : StandingMove.Down;
        var reason = to.Lapsed && !from.Lapsed ? StandingReason.Lapsed
            : fact.ReasonOf(move, to.Rung) ?? (move == StandingMove.Down ? StandingReason.EvidenceExpired : StandingReason.PolicyChanged);
        return new(from, to, reason, [evidence]);
    }

    /// <summary>The change that time alone, or a changed policy, brings about.</summary>
    internal static StandingChanged ByTime(ActorState state, Standing to, DateTimeOffset moment)
    {
        var from = Standing.Part.Of(state);
        var reason = to.Lapsed && !from.Lapsed ? StandingReason.Lapsed
            : moment > state.AsOf ? StandingReason.EvidenceExpired
            : StandingReason.PolicyChanged;
        return new(from, to, reason, reason == StandingReason.Lapsed ? [$"last order at {state.LastOrderAt:O}"] : []);
    }
}

/// <summary>Which way a fact moves a standing.</summary>
public enum StandingMove
{
    /// <summary>To a higher rung.</summary>
    Up,

    /// <summary>To a lower rung, or from the same one.</summary>
    Down,

    /// <summary>Back from lapsing, to whichever rung.</summary>
    Back,
}
