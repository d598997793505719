using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Conformance.Referrals;

/// <summary>Who brought whom: each person once, never in a loop, and counted while the person has bought.</summary>
public abstract class ReferralsConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    [Fact]
    public async Task Referral_converts_with_the_first_purchase_of_the_person_brought()
    {
        await GivenAsync("ada", new SetEnrolment { Enrolled = true }, Referral("m", "bob"));
        await SettleAsync();
        Assert.Equal((1L, 0L), await ReferralsOfAsync("ada"));

        await GivenAsync("bob", Purchase("p1"), Purchase("p2"));
        await SettleAsync();

        Assert.Equal((1L, 1L), await ReferralsOfAsync("ada"));
        Assert.Equal(new Standing(Rung.Advocate, false), (await CustomerAsync("ada")).Standing);
        Assert.Equal("ada", (await CustomerAsync("bob")).BroughtBy);
        Assert.Single(await EntriesAsync("ada"), entry => entry.Event is ConversionCounted);
    }

    [Fact]
    public async Task Referral_is_undone_by_the_return_of_everything_and_converts_anew_with_the_next_purchase()
    {
        await GivenAsync("ada", new SetEnrolment { Enrolled = true }, Referral("m", "bob"));
        await GivenAsync("bob", Purchase("p1"), Purchase("p2"));
        await SettleAsync();

        await GivenAsync("bob", WholeReturn("r1", "p1"));
        await SettleAsync();
        Assert.Equal((1L, 1L), await ReferralsOfAsync("ada"));
        await GivenAsync("bob", WholeReturn("r2", "p2"));
        await SettleAsync();
        Assert.Equal((1L, 0L), await ReferralsOfAsync("ada"));
        Assert.Equal(Rung.Member, (await CustomerAsync("ada")).Standing.Rung);
        await GivenAsync("bob", Purchase("p3"));
        await SettleAsync();
        Assert.Equal((1L, 1L), await ReferralsOfAsync("ada"));
        Assert.Equal(Rung.Advocate, (await CustomerAsync("ada")).Standing.Rung);
    }

    [Fact]
    public async Task Referral_converts_with_the_first_order_as_known_now()
    {
        await GivenAsync("ada", new SetEnrolment { Enrolled = true, OccurredAt = Start.AddDays(-400) }, Purchase("own"), Referral("m", "bob") with { OccurredAt = Start.AddDays(-399) });
        await GivenAsync("bob", Purchase("second", at: Start.AddDays(-200)));
        await SettleAsync();
        Assert.Equal(Rung.Advocate, (await CustomerAsync("ada")).Standing.Rung);

        await GivenAsync("bob", Purchase("first", at: Start.AddDays(-380)));
        await SettleAsync();
        Assert.Equal((1L, 1L), await ReferralsOfAsync("ada"));
        Assert.Equal(Rung.Member, (await CustomerAsync("ada")).Standing.Rung);

        await GivenAsync("bob", WholeReturn("r", "first"));
        await SettleAsync();
        Assert.Equal((1L, 1L), await ReferralsOfAsync("ada"));
        Assert.Equal(Rung.Advocate, (await CustomerAsync("ada")).Standing.Rung);
    }

    [Fact]
    public async Task Referral_of_somebody_referred_already_is_refused()
    {
        await GivenAsync("ada", Referral("m", "bob"));

        Assert.Equal("already_referred", (await ExecuteAsync("carl", Referral("m", "bob"))).Code);
        Assert.Equal("already_referred", (await ExecuteAsync("ada", Referral("m2", "bob"))).Code);

        Assert.Null(await Engine.Customer("carl").GetAsync());
        Assert.Equal((1L, 0L), await ReferralsOfAsync("ada"));
    }

    [Fact]
    public async Task Referral_that_was_made_first_counts_in_whatever_order_referrals_arrive()
    {
        await GivenAsync("ada", new SetEnrolment { Enrolled = true }, Referral("m", "bob"));
        await GivenAsync("bob", Purchase("p"));
        await SettleAsync();
        Assert.Equal((1L, 1L), await ReferralsOfAsync("ada"));

        await GivenAsync("carl", new SetEnrolment { Enrolled = true }, Referral("m", "bob") with { OccurredAt = Start.AddDays(-3) });
        await SettleAsync();

        Assert.Equal("carl", (await CustomerAsync("bob")).BroughtBy);
        Assert.Equal((1L, 0L), await ReferralsOfAsync("ada"));
        Assert.Equal((1L, 1L), await ReferralsOfAsync("carl"));
        Assert.Equal((Rung.Member, Rung.Advocate), ((await CustomerAsync("ada")).Standing.Rung, (await CustomerAsync("carl")).Standing.Rung));
    }

    [Fact]
    public async Task Referral_of_oneself_is_refused()
    {
        Assert.Equal("self_referral", (await ExecuteAsync("ada", Referral("m", "ada"))).Code);

        Assert.Null(await Engine.Customer("ada").GetAsync());
    }

    [Fact]
    public async Task Referral_back_to_somebody_above_is_refused_as_a_loop()
    {
        await GivenAsync("ada", Referral("m1", "bob"));
        await GivenAsync("bob", Referral("m2", "carl"));

        Assert.Equal("referral_loop", (await ExecuteAsync("bob", Referral("m3", "ada"))).Code);
        Assert.Equal("referral_loop", (await ExecuteAsync("carl", Referral("m4", "ada"))).Code);

        Assert.Null((await CustomerAsync("ada")).BroughtBy);
    }

    [Fact]
    public async Task Referrals_in_a_ring_made_at_once_leave_one_out()
    {
        for (var round = 0; round < 20; round++)
        {
            string[] ring = [$"a{round}", $"b{round}", $"c{round}"];

            var outcomes = await Task.WhenAll(ring.Select((id, at) => Task.Run(() => ExecuteAsync(id, Referral("m", ring[(at + 1) % 3])))));

            Assert.Equal(2, outcomes.Count(outcome => outcome.Status == OutcomeStatus.Accepted));
            Assert.Single(outcomes, outcome => outcome.Code == "referral_loop");
        }
    }

    [Fact]
    public async Task Opposite_referrals_made_at_once_accept_one_and_refuse_the_other_as_a_loop()
    {
        for (var round = 0; round < 20; round++)
        {
            var (left, right) = ($"left{round}", $"right{round}");

            var outcomes = await Task.WhenAll(
                Task.Run(() => ExecuteAsync(left, Referral("m", right))), Task.Run(() => ExecuteAsync(right, Referral("m", left))));

            Assert.Single(outcomes, outcome => outcome.Status == OutcomeStatus.Accepted);
            Assert.Single(outcomes, outcome => outcome.Code == "referral_loop");
        }
    }

    [Fact]
    public async Task Referrals_of_one_person_by_64_at_once_accept_one()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => ExecuteAsync($"c{i}", Referral("m", "bob")))));

        var winner = Array.FindIndex(outcomes, outcome => outcome.Status == OutcomeStatus.Accepted);
        Assert.Equal(63, outcomes.Count(outcome => outcome.Code == "already_referred"));
        Assert.Equal($"c{winner}", (await CustomerAsync("bob")).BroughtBy);
    }

    private static MakeReferral Referral(string id, string referred) => new() { ReferralId = id, ReferredCustomerId = referred, OccurredAt = Start };

    private async Task<(long Made, long Converted)> ReferralsOfAsync(string customerId)
    {
        var state = await CustomerAsync(customerId);
        return (state.Referrals, state.ConvertedReferrals);
    }
}
