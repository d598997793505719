using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using FsCheck;
using FsCheck.Fluent;

namespace CustomerCapital.Domain.Tests.Properties;

/// <summary>One customer and those whom this one has brought: whatever arrives in whichever order, and whichever message is delivered when, it comes to what it comes to in order of date.</summary>
public sealed class ReferralProperties
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private static readonly Arbitrary<World> Worlds = Arb.From(
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from friends in Gen.Frequency((3, Gen.Choose(1, 6)), (1, Gen.Choose(17, 40)))
        from policy in Gen.Choose(0, 1_000)
        select new World(seed, friends, policy));

    /// <summary>Named by numbers, so that a failing one can be played again.</summary>
    public sealed record World(int Seed, int Friends, int Policy);

    [Fact]
    public void Standing_and_conversions_of_the_referrer_do_not_depend_on_the_order_of_arrival_and_of_delivery() => Histories.Hold(Worlds, world =>
    {
        var facts = Facts(world);
        var inOrderOfDate = Play(world, [.. facts.OrderBy(fact => fact.Command.OccurredAt)], 0);

        foreach (var shuffling in (int[])[1, 2, 3])
        {
            var random = new Random(world.Seed + shuffling);
            var arriving = facts.ToArray();
            random.Shuffle(arriving);
            var played = Play(world, arriving, world.Seed + shuffling);

            Assert.Equal(inOrderOfDate.State.Standing, played.State.Standing);
            Assert.Equal(inOrderOfDate.State.ConvertedReferrals, played.State.ConvertedReferrals);
            Assert.Equal(Asked(inOrderOfDate), Asked(played));
        }

        // By definition: the first order of each that is left, if it was placed after the referral.
        var first = FirstOrders(facts).OrderDescending().ToList();
        Assert.Equal(first.Count, inOrderOfDate.State.ConvertedReferrals);
        Assert.Equal(first.Take(LatestInstants.Needed), Asked(inOrderOfDate));
    });

    private static IEnumerable<DateTimeOffset> Asked(CustomerScenario referrer) => referrer.State.LatestConversions.NewestFirst.Take(LatestInstants.Needed);

    private static IEnumerable<DateTimeOffset> FirstOrders(IReadOnlyList<(string Customer, ActorCommand Command)> facts)
    {
        foreach (var friend in facts.GroupBy(fact => fact.Customer, fact => fact.Command).Where(group => group.Key != "ada"))
        {
            var referral = friend.OfType<AcceptReferral>().MinBy(accepted => accepted.OccurredAt)!;
            if (referral.ReferrerId != "ada") continue;
            var returned = friend.OfType<RecordReturn>().Where(back => back.Amount is null).Select(back => back.PurchaseId).ToHashSet();
            var orders = friend.OfType<RecordPurchase>().Where(purchase => !returned.Contains(purchase.PurchaseId)).Select(purchase => purchase.OccurredAt!.Value).Order().ToList();
            if (orders is [var first, ..] && first >= referral.OccurredAt) yield return first;
        }
    }

    /// <summary>A referral of each friend, of some by another too, orders mostly after it, and of some orders the return, whole or in part.</summary>
    private static List<(string Customer, ActorCommand Command)> Facts(World world)
    {
        var random = new Random(world.Seed);
        var facts = new List<(string, ActorCommand)> { ("ada", new SetEnrolment { EnrolmentId = "e", Enrolled = true, OccurredAt = Now.AddDays(-700) }) };
        for (var at = 0; at < random.Next(3); at++) facts.Add(("ada", CustomerScenario.Purchase($"own-{at}", at: Before(random, 600))));
        for (var friend = 1; friend <= world.Friends; friend++)
        {
            var id = $"friend-{friend}";
            facts.Add((id, new AcceptReferral { ReferralId = id, ReferrerId = "ada", OccurredAt = Now.AddDays(-500).AddMinutes(friend) }));
            for (var other = random.Next(3); other > 0; other--)
            {
                // Never two at one moment: of those the first to arrive counts.
                var seconds = (random.Next(2) == 0 ? -1 : 1) * (2 * random.Next(1, 450) + other % 2);
                facts.Add((id, new AcceptReferral { ReferralId = $"{id}-{other}", ReferrerId = random.Next(3) == 0 ? "ada" : "bob", OccurredAt = Now.AddDays(-500).AddMinutes(friend).AddSeconds(seconds) }));
            }

            for (var order = random.Next(5); order > 0; order--)
            {
                var (at, purchase) = (Before(random, random.Next(12) == 0 ? 600 : 480), $"p{order}");
                facts.Add((id, CustomerScenario.Purchase(purchase, at: at)));
                if (random.Next(3) == 0) facts.Add((id, CustomerScenario.Return($"r{order}", purchase, random.Next(4) == 0 ? "1.00" : null, at.AddDays(random.Next(20)))));
            }
        }

        return facts;
    }

    private static DateTimeOffset Before(Random random, int days) => Decider.Microseconds(Now.AddDays(-20 - random.NextDouble() * days));

    /// <summary>Plays commands in order of arrival; what was refused for its purchase is sent again once it is there. Messages come late, in any order, some of them twice.</summary>
    private static CustomerScenario Play(World world, IReadOnlyList<(string Customer, ActorCommand Command)> arriving, int delivery)
    {
        var random = delivery == 0 ? null : new Random(delivery);
        var actors = new Dictionary<string, CustomerScenario>();
        var messages = new List<(string To, ActorCommand Command)>();
        var left = new List<(string Customer, ActorCommand Command)>();
        // A referral of somebody who is known to have bought before it is refused, so that it must come before that is known.
        var boughtBefore = arriving.Where(fact => fact.Command is RecordPurchase && fact.Command.OccurredAt < Now.AddDays(-499)).Select(fact => fact.Customer).ToHashSet();
        foreach (var (customer, command) in arriving.OrderBy(fact => fact.Command is AcceptReferral && boughtBefore.Contains(fact.Customer) ? 0 : 1)) Send(customer, command);
        foreach (var (customer, command) in left.ToList()) Send(customer, command);
        while (messages.Count > 0) Deliver();
        return Of("ada").By(Now);

        CustomerScenario Of(string id) => actors.TryGetValue(id, out var known) ? known : actors[id] = new CustomerScenario(Histories.Policy(world.Policy), id).By(Now);

        void Send(string customer, ActorCommand command)
        {
            var (actor, before) = (Of(customer), Of(customer).Entries.Count);
            if (actor.When(command).Refusal is not null) left.Add((customer, command));
            foreach (var entry in actor.Entries.Skip(before))
                // What vouchers are told comes to each in order, and says nothing of referrals.
                foreach (var told in entry.Event.Tells(entry.Actor, entry.OccurredAt).Where(told => told.To.Kind == ActorKind.Customer)) messages.Add((told.To.Key, told.Command));
            while (messages.Count > 0 && (random is null || random.Next(3) == 0)) Deliver();
        }

        void Deliver()
        {
            var at = random?.Next(messages.Count) ?? 0;
            var (to, command) = messages[at];
            if (random is null || random.Next(5) > 0) messages.RemoveAt(at);
            Assert.Null(Of(to).When(command).Refusal);
        }
    }
}
