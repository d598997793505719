using CustomerCapital.ConsolePages.Language;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;

namespace CustomerCapital.ConsolePages.CustomerPages;

/// <summary>What leads a customer to the next rung, by the rules in force and the customer's own figures, in words.</summary>
internal static class NextRung
{
    /// <summary>The ways up, any of which is enough; none on the highest rung.</summary>
    public static IReadOnlyList<string> WaysUp(Speech say, ActorState state, LoyaltyProgram program, DateTimeOffset now)
    {
        var (policy, earned) = (program.Policy, LadderRule.Earned(state, program, now));
        if (state.LastOrderAt is { } last && now >= program.Calendar.AddDays(last, policy.Lapse.AfterDays)) return [say.Say("my.next.lapsed", NameOf(say, earned))];
        return earned switch
        {
            Rung.InTargetMarket or Rung.Prospect => [say["my.next.first"]],
            Rung.Buyer => [say["my.next.again"]],
            Rung.Customer => [say["my.next.join"], say.Count("my.next.orders", policy.Member.Orders - Within(state.LatestOrders, policy.Member.WithinDays), say.Number(policy.Member.WithinDays))],
            Rung.Member => [say["my.next.opinion"], say.Count("my.next.referrals", policy.Advocate.Referrals - Within(state.LatestConversions, policy.Advocate.WithinDays), say.Number(policy.Advocate.WithinDays))],
            Rung.Advocate => [say.Count("my.next.referrals", policy.RavingFan.Referrals - Within(state.LatestConversions, policy.RavingFan.WithinDays), say.Number(policy.RavingFan.WithinDays))],
            _ => [],
        };

        int Within(LatestInstants instants, int days) => instants.NewestFirst.Count(at => now < program.Calendar.AddDays(at, days));
    }

    /// <summary>The rung to which they lead; null on the highest.</summary>
    public static Rung? After(ActorState state, LoyaltyProgram program, DateTimeOffset now) => LadderRule.Earned(state, program, now) switch
    {
        Rung.InTargetMarket or Rung.Prospect => Rung.Buyer,
        Rung.Buyer => Rung.Customer,
        Rung.Customer => Rung.Member,
        Rung.Member => Rung.Advocate,
        Rung.Advocate => Rung.RavingFan,
        _ => null,
    };

    /// <summary>A rung as customers know it.</summary>
    public static string NameOf(Speech say, Rung rung) => say["my.rung." + rung];
}
