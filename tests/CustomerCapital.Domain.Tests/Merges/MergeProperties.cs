using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Merges;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Domain.Tests.Merges;

/// <summary>Whatever two customers have done, in whatever order, merged they are what one person would be who has done it all.</summary>
public sealed class MergeProperties
{
    [Fact]
    public void Merged_histories_are_that_of_one_person()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var worlds = new World(seed, 60);
            var (merged, refusal) = MergedHistory.Of("ada", worlds.Own.Entries, worlds.Other.Entries, worlds.One.Program, worlds.One.Now);

            Assert.True(refusal is null, $"Seed {seed}: {refusal?.Message}");
            Assert.True(Sorted(worlds.One) == Sorted(merged!.State, merged.Entries, worlds.One.Program), $"Seed {seed}: {Sorted(worlds.One)}\n\n{Sorted(merged.State, merged.Entries, worlds.One.Program)}");
            foreach (var (part, value) in worlds.One.State.Parts) Assert.True(value.Equals(merged.State.Find(part)), $"Seed {seed}: {part.Name}: {value} and {merged.State.Find(part)}");
            Assert.Equal(worlds.One.State.AsOf, merged.State.AsOf);
            Assert.Equal(worlds.One.StandingChanges.Select(change => (change.From, change.To)), merged.Entries.Select(entry => entry.Event).OfType<StandingChanged>().Select(change => (change.From, change.To)));
        }
    }

    [Fact]
    public void Merged_entries_fold_into_their_state_and_keep_ids_and_moments()
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var worlds = new World(seed, 80);
            var merged = MergedHistory.Of("ada", worlds.Own.Entries, worlds.Other.Entries, worlds.One.Program, worlds.One.Now).Merged!;

            Assert.Equal(merged.State, merged.Entries.Aggregate(ActorState.New("ada"), (state, entry) => Decider.Evolve(state, entry, worlds.One.Program.Calendar)));
            Assert.Equal(Enumerable.Range(1, merged.Entries.Count).Select(number => (long)number), merged.Entries.Select(entry => entry.Sequence));
            Assert.Equal(IdsOf(worlds.Own.Entries.Concat(worlds.Other.Entries)), IdsOf(merged.Entries));
        }

        static IEnumerable<(string?, string?, DateTimeOffset, DateTimeOffset)> IdsOf(IEnumerable<Entry> entries) =>
            entries.Where(entry => entry.NaturalId is not null).Select(entry => (entry.NaturalId, entry.ConcernsId, entry.OccurredAt, entry.RecordedAt)).Order();
    }

    [Fact]
    public void Order_that_both_have_counts_once()
    {
        var (own, other) = (new CustomerScenario(id: "ada"), new CustomerScenario(id: "guest"));
        foreach (var scenario in (CustomerScenario[])[own, other]) scenario.Given(CustomerScenario.Purchase("p1", "10.00", CustomerScenario.Start));
        other.Given(CustomerScenario.Purchase("p2", "5.00"));

        var merged = MergedHistory.Of("ada", Hashed(own), Hashed(other), own.Program, own.Now).Merged!;

        Assert.Equal((2L, CustomerScenario.Amount("15.00")), (merged.State.Orders, merged.State.Revenue));
        Assert.Equal(["purchase:p1"], merged.TakenTwice);
    }

    [Fact]
    public void Order_that_both_have_otherwise_is_refused_by_name()
    {
        var (own, other) = (new CustomerScenario(id: "ada"), new CustomerScenario(id: "guest"));
        own.Given(CustomerScenario.Purchase("p1", "10.00"));
        other.Given(CustomerScenario.Purchase("p1", "11.00"));

        var (merged, refusal) = MergedHistory.Of("ada", Hashed(own, "a"), Hashed(other, "b"), own.Program, own.Now);

        Assert.Null(merged);
        Assert.Equal("merge_id_taken", refusal!.Code);
        Assert.Contains("purchase:p1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Persons_who_brought_each_other_are_refused()
    {
        var (own, other) = (new CustomerScenario(id: "ada"), new CustomerScenario(id: "guest"));
        own.Given(CustomerScenario.Purchase("p1"));
        other.Given(new AcceptReferral { ReferralId = "r", ReferrerId = "ada" });

        Assert.Equal("merge_referred_each_other", MergedHistory.Of("ada", own.Entries, other.Entries, own.Program, own.Now).Refusal!.Code);
    }

    [Fact]
    public void Registration_keeps_what_the_other_alone_has_stated()
    {
        var (own, other) = (new CustomerScenario(id: "ada"), new CustomerScenario(id: "guest"));
        own.Given(new RegisterCustomer { Name = "Ada", Phone = "+41 79 555 01 23", AcquisitionCost = CustomerScenario.Amount("12.00") });
        other.By(own.Now.AddDays(1)).Given(new RegisterCustomer { Name = "A. Lovelace", Email = "ada@example.org" });

        var merged = MergedHistory.Of("ada", own.Entries, other.Entries, own.Program, other.Now).Merged!;

        Assert.Equal(("A. Lovelace", "ada@example.org", "+41 79 555 01 23"), (merged.State.Profile.Name, merged.State.Profile.Email, merged.State.Profile.Phone));
        Assert.Equal(CustomerScenario.Amount("12.00"), Registration.Part.Of(merged.State).AcquisitionCost);
    }

    [Fact]
    public void What_was_recorded_since_is_given_back_and_nothing_else_changes()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var worlds = new World(seed, 40);
            var (own, other) = (worlds.Own.Entries, worlds.Other.Entries);
            var (split, refusal) = SplitHistory.Of(own, other, [], null, worlds.One.Program, worlds.One.Now, (own.Count + 100, other.Count));

            Assert.Null(refusal);
            Assert.Empty(split!.Own);
            Assert.Empty(split.Other);
        }
    }

    /// <summary>Entries with a hash, as a ledger keeps them.</summary>
    private static List<Entry> Hashed(CustomerScenario scenario, string salt = "") => [.. scenario.Entries.Select(entry => entry with { ContentHash = entry.NaturalId is null ? null : entry.NaturalId + salt })];

    private static string Sorted(CustomerScenario scenario) => Sorted(scenario.State, scenario.Entries, scenario.Program);

    private static string Sorted(ActorState state, IEnumerable<Entry> entries, LoyaltyProgram program)
    {
        var counters = new Counters();
        counters.Move(ActorState.New("ada"), state, entries, program.Calendar);
        return string.Join("\n", counters.Rows.Select(row => $"{row.Key.Kind} {row.Key.A} {row.Key.B} '{row.Key.Name}' {row.Value}").Order(StringComparer.Ordinal));
    }

    /// <summary>The same commands, done by two customers in turn and by one.</summary>
    private sealed class World
    {
        private readonly Random _random;
        private readonly List<string>[] _purchases = [[], []];
        private readonly List<string>[] _opinions = [[], []];
        private int _count;

        public World(int seed, int steps)
        {
            _random = new(seed);
            for (var step = 0; step < steps; step++)
            {
                var now = One.Now.AddHours(1 + _random.Next(_random.Next(4) == 0 ? 2_400 : 48));
                foreach (var scenario in (CustomerScenario[])[Own, Other, One]) scenario.By(now);
                var who = _random.Next(2);
                var command = Command(who);
                var mine = who == 0 ? Own : Other;
                if (mine.When(command).Refusal is not null) continue;
                Assert.Null(One.When(Whole(command, who == 0 ? Other : Own)).Refusal);
                if (command is RecordPurchase purchase) _purchases[who].Add(purchase.PurchaseId);
                if (command is GiveFeedback given) _opinions[who].Add(given.FeedbackId);
            }

            // Both are known.
            for (var who = 0; who < 2; who++)
            {
                var hour = One.Now.AddHours(1);
                foreach (var scenario in (CustomerScenario[])[Own, Other, One]) scenario.By(hour);
                var contact = new RecordInteraction { InteractionId = $"last-{who}", Kind = InteractionKind.Complaint, OccurredAt = One.Now };
                (who == 0 ? Own : Other).Given(contact);
                One.Given(contact);
            }
        }

        public CustomerScenario Own { get; } = new(id: "ada");

        public CustomerScenario Other { get; } = new(id: "guest");

        public CustomerScenario One { get; } = new(id: "ada");

        /// <summary>One person states with each registration what was stated before as the other customer.</summary>
        private static ActorCommand Whole(ActorCommand command, CustomerScenario other)
        {
            var known = Registration.Part.Of(other.State);
            return command is not RegisterCustomer register ? command
                : register with { AcquisitionChannel = register.AcquisitionChannel ?? known.Channel, AcquisitionCost = register.AcquisitionCost == Money.Zero ? known.AcquisitionCost : register.AcquisitionCost };
        }

        private ActorCommand Command(int who)
        {
            var (id, pick) = ($"{++_count}", _random.Next(100));
            var (purchases, opinions) = (_purchases[who], _opinions[who]);
            ActorCommand command = _random.Next(20) switch
            {
                < 8 => new RecordPurchase { PurchaseId = id, Amount = new Money(100L * _random.Next(1, 9_000)), Channel = pick % 3 == 0 ? $"channel-{pick % 4}" : null },
                < 12 when purchases.Count > 0 => new RecordReturn { ReturnId = id, PurchaseId = purchases[pick % purchases.Count], Amount = pick % 3 == 0 ? new Money(100) : null },
                12 => new RecordReturn { ReturnId = id, Amount = new Money(100L * pick) },
                13 when purchases.Count > 0 => new AmendPurchase { AmendmentId = id, PurchaseId = purchases[pick % purchases.Count], Amount = new Money(100L * _random.Next(1, 9_000)) },
                14 => new GiveFeedback { FeedbackId = id, Nps = pick % 11, Review = pick % 2 == 0 ? 1 + pick % 5 : null },
                15 when opinions.Count > 0 => new CorrectFeedback { CorrectionId = id, FeedbackId = opinions[pick % opinions.Count], Nps = pick % 11 },
                15 => new WithdrawFeedback { FeedbackId = opinions.Count > 0 ? opinions[pick % opinions.Count] : "none" },
                16 => new SetEnrolment { EnrolmentId = id, Enrolled = pick % 3 > 0 },
                17 => new RegisterCustomer { RegistrationId = id, Name = $"Ada {pick}", AcquisitionChannel = pick % 2 == 0 ? "web" : null, AcquisitionCost = new Money(100L * pick) },
                18 => new CountConversion { ReferredCustomerId = $"friend-{id}", Change = 1, ConvertedAt = Decider.Microseconds(One.Now.AddHours(-pick)) },
                _ => new RecordInteraction { InteractionId = id, Kind = pick % 2 == 0 ? InteractionKind.Inquiry : InteractionKind.Answer, Positive = pick % 4 == 1 },
            };
            return command with { OccurredAt = One.Now.AddHours(-_random.Next(pick % 5 == 0 ? 4_000 : 20)).AddMilliseconds(-_count) };
        }
    }
}
