using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Referrals;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Referrals;

public sealed class ReferralTests
{
    private static readonly AcceptReferral ByBob = new() { ReferralId = "f1", ReferrerId = "bob" };

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

        Assert.Equal("already_referred", scenario.RefusalOf(new AcceptReferral { ReferralId = "f2", ReferrerId = "cleo" }));
        Assert.Equal("bob", scenario.State.BroughtBy?.CustomerId);
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
    public void Conversion_is_told_to_the_referrer_under_an_id_that_names_person_and_change()
    {
        var told = new ReferralConversionChanged("bob", 3, Start).Tells("ada", Start.AddDays(1))!;
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

    private static CountConversion Conversion(string friend) => new() { ReferredCustomerId = friend, Change = 1, ConvertedAt = Start };
}
