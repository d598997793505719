using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;

namespace CustomerCapital.Domain.Ladder;

/// <summary>Where a customer stands under the policy at a moment, and when time alone will next change it.</summary>
/// <remarks>A pure function of facts, policy and moment: the order in which facts arrived does not matter.</remarks>
public static class LadderRule
{
    /// <summary>The standing that the state's facts earn at a moment.</summary>
    public static Standing At(ActorState state, LoyaltyProgram program, DateTimeOffset moment)
    {
        var earned = Earned(state, program, moment);
        var lapse = program.Policy.Lapse;
        var lapsed = state.LastOrderAt is { } last && moment >= program.Calendar.AddDays(last, lapse.AfterDays);
        if (!lapsed) return new(earned, false);
        var floor = Math.Min((int)earned, (int)Rung.Buyer);
        return new((Rung)Math.Max(floor, (int)earned - lapse.StepDown), true);
    }

    /// <summary>The rung that evidence earns, step by step, before inactivity is considered.</summary>
    public static Rung Earned(ActorState state, LoyaltyProgram program, DateTimeOffset moment)
    {
        var policy = program.Policy;
        var member = state.Enrolled || Within(state.LatestOrders[policy.Member.Orders - 1], policy.Member.WithinDays);
        if (!member)
        {
            return state.Orders switch
            {
                > 1 => Rung.Customer,
                1 => Rung.Buyer,
                _ => Interest.Part.Of(state).Shown ? Rung.Prospect : Rung.InTargetMarket,
            };
        }

        var advocate = Within(state.LatestConversions[policy.Advocate.Referrals - 1], policy.Advocate.WithinDays)
            || Within(Opinions.Part.Of(state).LatestFrom(policy.Advocate.Nps, policy.Advocate.Review), policy.Advocate.WithinDays);
        if (!advocate) return Rung.Member;
        return Within(state.LatestConversions[policy.RavingFan.Referrals - 1], policy.RavingFan.WithinDays) ? Rung.RavingFan : Rung.Advocate;

        bool Within(DateTimeOffset? evidence, int days) => evidence is { } at && moment < program.Calendar.AddDays(at, days);
    }

    /// <summary>The next moment after the state's own at which time alone changes the standing; null when it never will.</summary>
    /// <remarks>Where the recorded standing is not what the policy says even now (the policy has changed), that is the state's own moment.</remarks>
    public static DateTimeOffset? NextChange(ActorState state, LoyaltyProgram program)
    {
        if (state.Sequence == 0) return null;
        if (At(state, program, state.AsOf) != state.Standing) return state.AsOf;
        var policy = program.Policy;
        Span<DateTimeOffset> candidates = stackalloc DateTimeOffset[5];
        var count = 0;
        Consider(candidates, state.LastOrderAt, policy.Lapse.AfterDays);
        Consider(candidates, state.LatestOrders[policy.Member.Orders - 1], policy.Member.WithinDays);
        Consider(candidates, state.LatestConversions[policy.Advocate.Referrals - 1], policy.Advocate.WithinDays);
        Consider(candidates, state.LatestConversions[policy.RavingFan.Referrals - 1], policy.RavingFan.WithinDays);
        Consider(candidates, Opinions.Part.Of(state).LatestFrom(policy.Advocate.Nps, policy.Advocate.Review), policy.Advocate.WithinDays);
        candidates = candidates[..count];
        candidates.Sort();
        foreach (var moment in candidates)
            if (At(state, program, moment) != state.Standing) return moment.ToUniversalTime();
        return null;

        void Consider(Span<DateTimeOffset> into, DateTimeOffset? evidence, int days)
        {
            if (evidence is not { } at) return;
            var until = program.Calendar.AddDays(at, days);
            if (until > state.AsOf) into[count++] = until;
        }
    }
}
