using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Referrals;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Referrals;

public sealed class ReferralTests
{
    private static readonly AcceptReferral ByBob = new() { ReferralId = "f1", ReferrerId = "bob" };
    private static readonly AcceptReferral ByCleo = new() { ReferralId = "f2", ReferrerId = "cleo" };

    [Fact]
    public void Referral_to_oneself_is_refused_on_both_sides()
    {
        var scenario = new CustomerScenario();

        Assert.Equal("self_referral", scenario.RefusalOf(new MakeReferral { ReferralId = "f1", ReferredCustomerId = "ada" }));
        Assert.Equal("self_referral", scenario.RefusalOf(new AcceptReferral { ReferralId = "f1", ReferrerId = "ada" }));
        Assert.Equal(0, scenario.State.Sequence);
    }

    [Fact]
    public void Referral_of_a_person_brought_by_another_is_refused_the_first_counts()
    {
        var scenario = new CustomerScenario().Given(ByBob);

        Assert.Equal("already_referred", scenario.RefusalOf(ByCleo));
        Assert.Equal("already_referred", scenario.RefusalOf(ByCleo with { OccurredAt = Start }));
        Assert.Equal("bob", scenario.State.BroughtBy?.CustomerId);
    }

    [Fact]
    public void Referral_that_was_made_earlier_and_told_later_takes_the_place_of_the_first_told()
    {
        var scenario = new CustomerScenario().Given(ByBob, Purchase("p1"), ByCleo with { OccurredAt = Start.AddHours(-1) });

        Assert.Equal(
            [new("bob", 1, Start), new("bob", 2, Start), new("cleo", 3, Start)],
            scenario.Entries.Select(entry => entry.Event).OfType<ReferralConversionChanged>());
        Assert.Equal(("cleo", true), (scenario.State.BroughtBy!.CustomerId, scenario.State.BroughtBy!.Converted));

        scenario.Given(ByBob with { ReferralId = "f3", OccurredAt = Start.AddHours(-2) });
        Assert.Equal([new("cleo", 4, Start), new("bob", 5, Start)], scenario.Entries.Select(entry => entry.Event).OfType<ReferralConversionChanged>().Skip(3));
    }

    [Fact]
    public void Referral_by_the_same_person_that_was_made_earlier_converts_by_an_order_between_the_two()
    {
        var scenario = new CustomerScenario().Given(ByBob, Purchase("p1", at: Start.AddHours(-1)));
        Assert.False(scenario.State.BroughtBy!.Converted);

        scenario.Given(ByBob with { ReferralId = "f2", OccurredAt = Start.AddHours(-2) });

        Assert.Equal([new ReferralConversionChanged("bob", 1, Start.AddHours(-1))], scenario.Entries.Select(entry => entry.Event).OfType<ReferralConversionChanged>());
    }

    [Fact]
    public void Referral_of_a_person_who_had_bought_before_it_is_refused_and_one_dated_before_the_purchase_is_not()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1", at: Start.AddHours(-1)));

        Assert.Equal("already_bought", scenario.RefusalOf(ByBob));
        Assert.Null(scenario.RefusalOf(ByBob with { OccurredAt = Start.AddHours(-2) }));
        Assert.Equal(new ReferralConversionChanged("bob", 1, Start.AddHours(-1)), scenario.Last<ReferralConversionChanged>());
    }

    [Fact]
    public void Referral_converts_with_the_first_purchase_ceases_with_the_last_return_and_converts_again()
    {
        var scenario = new CustomerScenario().Given(ByBob, Purchase("p1"), Purchase("p2"), Return("r1", "p1"));
        Assert.Equal(1, scenario.State.BroughtBy?.Changes);

        scenario.Given(Return("r2", "p2")).AfterDays(3).Given(Purchase("p3"));

        Assert.Equal(
            [new("bob", 1, Start), new("bob", 2, Start), new("bob", 3, Start.AddDays(3))],
            scenario.Entries.Select(entry => entry.Event).OfType<ReferralConversionChanged>());
        Assert.True(scenario.State.BroughtBy!.Converted);
    }

    [Fact]
    public void Referral_is_undone_by_a_late_arrival_that_shows_the_person_had_bought_before_it()
    {
        var scenario = new CustomerScenario().Given(ByBob).AfterDays(1).Given(Purchase("p1"), Purchase("p0", at: Start.AddDays(-1)));

        Assert.Equal(
            [new("bob", 1, Start.AddDays(1)), new("bob", 2, Start.AddDays(1))],
            scenario.Entries.Select(entry => entry.Event).OfType<ReferralConversionChanged>());
        Assert.False(scenario.State.BroughtBy!.Converted);
    }

    [Fact]
    public void Referral_converts_with_the_first_order_as_known_now_and_the_referrer_is_told_of_each_other_moment()
    {
        var scenario = new CustomerScenario().Given(ByBob).AfterDays(30)
            .Given(Purchase("p2", at: Start.AddDays(20)), Purchase("p1", at: Start.AddDays(10)), Purchase("p3"), Return("r1", "p1"), Return("r2", "p2"), Return("r3", "p3"));

        Assert.Equal(
            [
                new("bob", 1, Start.AddDays(20)), new("bob", 3, Start.AddDays(10)) { MovedFrom = Start.AddDays(20) }, new("bob", 5, Start.AddDays(20)) { MovedFrom = Start.AddDays(10) },
                new("bob", 7, Start.AddDays(30)) { MovedFrom = Start.AddDays(20) }, new("bob", 8, Start.AddDays(30)),
            ],
            scenario.Entries.Select(entry => entry.Event).OfType<ReferralConversionChanged>());
    }

    [Fact]
    public void Conversion_that_moves_to_an_earlier_moment_is_evidence_of_that_moment()
    {
        var scenario = new CustomerScenario().By(Utc(2026, 11, 27)).Given(
            new SetEnrolment { Enrolled = true, OccurredAt = Utc(2025, 11, 1) }, Purchase("own", at: Utc(2026, 10, 1)),
            Conversion("friend") with { ConvertedAt = Utc(2026, 3, 10) });
        Assert.Equal(Rung.Advocate, scenario.State.Standing.Rung);

        scenario.Given(new CountConversion { ReferredCustomerId = "friend", Change = 3, ConvertedAt = Utc(2025, 11, 20), MovedFrom = Utc(2026, 3, 10) });

        Assert.Equal((Rung.Member, 1), (scenario.State.Standing.Rung, scenario.State.ConvertedReferrals));
        Assert.Equal(StandingReason.EvidenceExpired, scenario.Last<StandingChanged>().Reason);
    }

    [Fact]
    public void Changes_of_a_conversion_in_any_order_and_twice_come_to_the_last()
    {
        var moved = new CountConversion { ReferredCustomerId = "a", Change = 3, ConvertedAt = Start.AddDays(-2), MovedFrom = Start };
        var undone = new CountConversion { ReferredCustomerId = "a", Change = 4, ConvertedAt = Start.AddDays(-2) };
        var again = new CountConversion { ReferredCustomerId = "a", Change = 5, ConvertedAt = Start.AddDays(-1) };
        CountConversion[] changes = [Conversion("a"), moved, undone, again];

        foreach (var count in (int[])[1, 2, 3, 4])
        {
            foreach (var order in Orders(changes[..count]))
            {
                var scenario = new CustomerScenario().Given(Conversion("b")).Given([.. order, .. order]);
                var expected = changes[count - 1].Change % 2 == 1 ? [Start, changes[count - 1].ConvertedAt] : new[] { Start };

                Assert.Equal(expected, scenario.State.LatestConversions.NewestFirst);
                Assert.Equal(expected.Length, scenario.State.ConvertedReferrals);
            }
        }
    }

    [Fact]
    public void Conversion_counted_before_changes_had_numbers_here_is_moved_and_undone_as_its_sender_says()
    {
        var scenario = new CustomerScenario();
        scenario.Keep("referral_conversion:1:a", new ConversionCounted("a", true, Start));

        scenario.Given(new CountConversion { ReferredCustomerId = "a", Change = 3, ConvertedAt = Start.AddDays(-1), MovedFrom = Start });
        Assert.Equal(1, scenario.State.ConvertedReferrals);
        Assert.Equal([Start.AddDays(-1)], scenario.State.LatestConversions.NewestFirst);

        var undone = new CustomerScenario();
        undone.Keep("referral_conversion:1:a", new ConversionCounted("a", true, Start));
        Assert.Equal(0, undone.Given(Conversion("a") with { Change = 2 }).State.ConvertedReferrals);
    }

    /// <remarks>Twenty friends have bought in October; the orders of the fourteen who were last come back whole.</remarks>
    [Fact]
    public void Conversions_that_are_undone_are_filled_up_from_the_history()
    {
        var scenario = new CustomerScenario().By(Utc(2026, 11, 1)).Given(new SetEnrolment { Enrolled = true, OccurredAt = Utc(2026, 1, 1) });
        for (var day = 1; day <= 20; day++) scenario.Given(Conversion($"friend-{day}") with { ConvertedAt = Utc(2026, 10, day) });
        for (var day = 20; day > 6; day--) scenario.Given(new CountConversion { ReferredCustomerId = $"friend-{day}", Change = 2, ConvertedAt = Utc(2026, 10, day) });

        Assert.Equal((Rung.RavingFan, 6), (scenario.State.Standing.Rung, scenario.State.ConvertedReferrals));
        Assert.Equal(Enumerable.Range(1, 6).Select(day => Utc(2026, 10, 7 - day)), scenario.State.LatestConversions.NewestFirst);
        Assert.Equal(Rung.RavingFan, scenario.By(Utc(2027, 10, 4, 11)).State.Standing.Rung);
        Assert.Equal(Rung.Advocate, scenario.By(Utc(2027, 10, 4)).State.Standing.Rung);
    }

    [Fact]
    public void Conversion_is_told_to_the_referrer_under_an_id_that_names_person_and_change()
    {
        var told = new ReferralConversionChanged("bob", 3, Start).Tells("ada", Start.AddDays(1)).Single();
        var command = Assert.IsType<CountConversion>(told.Command);

        Assert.Equal("bob", told.To);
        Assert.Equal("referral_conversion:3:ada", command.NaturalId);
        Assert.Equal((Start, Start.AddDays(1)), (command.ConvertedAt, command.OccurredAt));
    }

    [Theory]
    [InlineData(0, Rung.Member)]
    [InlineData(1, Rung.Advocate)]
    [InlineData(2, Rung.Advocate)]
    [InlineData(3, Rung.RavingFan)]
    public void Member_with_so_many_converted_referrals_stands_on_the_rung(int converted, Rung rung)
    {
        var scenario = new CustomerScenario().Given(new SetEnrolment { Enrolled = true });

        for (var i = 0; i < converted; i++) scenario.Given(Conversion($"friend-{i}"));

        Assert.Equal((rung, converted), (scenario.State.Standing.Rung, scenario.State.ConvertedReferrals));
    }

    [Fact]
    public void Referrals_converted_without_membership_earn_no_rung()
    {
        var scenario = new CustomerScenario().Given(Purchase("p1"), Conversion("a"), Conversion("b"), Conversion("c"));

        Assert.Equal(Rung.Buyer, scenario.State.Standing.Rung);
    }

    [Fact]
    public void Conversion_that_is_undone_no_longer_counts()
    {
        var scenario = new CustomerScenario().Given(new SetEnrolment { Enrolled = true }, Conversion("a"), Conversion("a") with { Change = 2 });

        Assert.Equal((Rung.Member, 0), (scenario.State.Standing.Rung, scenario.State.ConvertedReferrals));
        Assert.Equal([StandingReason.Enrolled, StandingReason.ConvertedReferrals, StandingReason.ReferralUndone], scenario.StandingChanges.Select(change => change.Reason));
    }

    [Fact]
    public void Conversions_expire_one_by_one_365_days_after_each()
    {
        var scenario = new CustomerScenario().Given(new SetEnrolment { Enrolled = true });
        foreach (var (friend, daysAgo) in (ReadOnlySpan<(string, int)>)[("a", 300), ("b", 200), ("c", 100)])
            scenario.Given(Conversion(friend) with { ConvertedAt = Start.AddDays(-daysAgo) });
        Assert.Equal(Rung.RavingFan, scenario.State.Standing.Rung);

        Assert.Equal(Rung.RavingFan, scenario.AfterDays(64).State.Standing.Rung);
        Assert.Equal(Rung.Advocate, scenario.AfterDays(1).State.Standing.Rung);
        Assert.Equal(Rung.Advocate, scenario.AfterDays(199).State.Standing.Rung);
        Assert.Equal(Rung.Member, scenario.AfterDays(1).State.Standing.Rung);
    }

    [Fact]
    public void Referral_that_is_made_counts_as_made() =>
        Assert.Equal(1, new CustomerScenario().Given(new MakeReferral { ReferralId = "f1", ReferredCustomerId = "bob" }).State.Referrals);

    [Fact]
    public void Faults_of_referral_commands_name_the_fields()
    {
        Assert.Equal(["referralId", "referredCustomerId"], FaultFields(new MakeReferral()));
        Assert.Equal(["referralId", "referrerId"], FaultFields(new AcceptReferral()));
        Assert.Equal(["referredCustomerId"], FaultFields(new CountConversion()));
    }

    private static IEnumerable<CountConversion[]> Orders(CountConversion[] changes) => changes.Length < 2
        ? [changes]
        : changes.SelectMany((first, at) => Orders([.. changes[..at], .. changes[(at + 1)..]]).Select(rest => (CountConversion[])[first, .. rest]));

    private static CountConversion Conversion(string friend) => new() { ReferredCustomerId = friend, Change = 1, ConvertedAt = Start };
}
