using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Ledger.Tests.Encoding;

/// <summary>What a newer version of the program has added is read, goes along, and is written back.</summary>
public sealed class NewerMembersTests
{
    private const string Newer =
        """{"id":"ada","sequence":1,"asOf":1768478400000000,"knownSince":1768478400000000,"registration":{"profile":{"name":"Ada","consents":{"post":true,"fax":true},"nickname":"A"},"card":4},"purchases":{"orders":1,"revenue":"10.00","activity":[24312,1,100000],"firstOrderAt":"2026-01-15T12:00:00+00:00","latestOrders":[1768478400000000],"earliestChannel":{"channel":"web","at":"2026-01-15T12:00:00+00:00","device":"till"}},"opinions":{"nps":{"9":"2026-01-15T12:00:00+00:00"},"stars":{"3":1}},"referrals":{"broughtBy":{"customerId":"bob","at":"2026-01-15T12:00:00+00:00","by":"post"}},"follow_ups":{"open":[{"followUpId":"u","kind":"call","dueAt":"2026-02-15T12:00:00+00:00","place":{"room":[1,null]}}]},"standing":{"rung":"buyer","since":7},"lastSeen":null,"points":{"balance":1.50,"of":null}}""";

    /// <summary>The same in a row of before it was kept in parts.</summary>
    private const string Flat =
        """{"customerId":"ada","sequence":1,"asOf":"2026-01-15T12:00:00+00:00","knownSince":"2026-01-15T12:00:00+00:00","standing":{"rung":"buyer","since":7},"profile":{"name":"Ada","consents":{"post":true,"fax":true},"nickname":"A"},"earliestChannel":{"channel":"web","at":"2026-01-15T12:00:00+00:00","device":"till"},"orders":1,"revenue":"10.00","activity":[24312,1,100000],"firstOrderAt":"2026-01-15T12:00:00+00:00","latestOrders":[1768478400000000],"opinions":{"nps":{"9":"2026-01-15T12:00:00+00:00"},"reviews":{},"stars":{"3":1}},"broughtBy":{"customerId":"bob","at":"2026-01-15T12:00:00+00:00","by":"post"},"openFollowUps":[{"followUpId":"u","kind":"call","dueAt":"2026-02-15T12:00:00+00:00","place":{"room":[1,null]}}],"points":{"balance":1.50,"of":null},"lastSeen":null}""";

    private static readonly DateTimeOffset At = new(2026, 1, 16, 12, 0, 0, TimeSpan.Zero);

    private static readonly LoyaltyProgram Program = new(new());

    [Fact]
    public void Encode_of_a_state_of_a_newer_version_is_what_was_read() => Assert.Equal(Newer, LedgerJson.Encode(State(Newer)));

    [Fact]
    public void Encode_of_a_row_of_before_there_were_parts_keeps_them_in_their_parts() =>
        Assert.Equal(Newer.Replace(",\"card\":4", "", StringComparison.Ordinal), LedgerJson.Encode(State(Flat)));

    [Fact]
    public void Encode_after_commands_keeps_them_wherever_their_record_goes_on()
    {
        var state = State(Newer);
        ActorCommand[] commands =
        [
            new RecordPurchase { PurchaseId = "p2", Amount = new Money(10_000), OccurredAt = At },
            new GiveFeedback { FeedbackId = "f", Nps = 3, OccurredAt = At },
            new SetEnrolment { Enrolled = true, OccurredAt = At },
            new ScheduleFollowUp { FollowUpId = "v", Kind = FollowUpKind.Letter, DueAt = At, OccurredAt = At },
        ];
        foreach (var command in commands)
        {
            var decision = Decider.Decide(state, command, new([]), Program, At, () => "");
            Assert.Null(decision.Refusal);
            state = decision.State;
        }

        var written = LedgerJson.Encode(state);

        Assert.Equal(2, state.Orders);
        Assert.NotEqual(Rung.Buyer, state.Standing.Rung);
        Assert.All(
            ["\"card\":4", "\"nickname\":\"A\"", "\"fax\":true", "\"device\":\"till\"", "\"stars\":{\"3\":1}", "\"by\":\"post\"", "\"place\":{\"room\":[1,null]}", "\"points\":{\"balance\":1.50,\"of\":null}", "\"lastSeen\":null"],
            member => Assert.Contains(member, written, StringComparison.Ordinal));
        Assert.DoesNotContain("since\":7", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_of_what_replaces_a_record_has_none_of_its_members()
    {
        var registered = Decider.Evolve(State(Newer), new CustomerRegistered(new() { Name = "Ada" }, null, default), At, At, Program.Calendar);

        Assert.DoesNotContain("nickname", LedgerJson.Encode(registered), StringComparison.Ordinal);
        Assert.Contains("points", LedgerJson.Encode(registered), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"ada","registration":{"profile":{"nickname":"A"}}}""")]
    [InlineData("""{"id":"ada","registration":{"profile":{"consents":{"fax":true}}}}""")]
    [InlineData("""{"id":"ada","opinions":{"stars":{}}}""")]
    [InlineData("""{"id":"ada","interest":{"in":["tea"]}}""")]
    public void Encode_keeps_a_record_that_holds_nothing_else(string json)
    {
        Assert.Contains(json[(json.IndexOf(',') + 1)..^1], LedgerJson.Encode(State(json)), StringComparison.Ordinal);
        Assert.Equal(ActorState.New("ada"), State(json));
    }

    [Fact]
    public void Equals_and_EncodeKnown_go_by_what_this_version_knows()
    {
        var (newer, known) = (State(Newer), State(LedgerJson.EncodeKnown(State(Newer))));

        Assert.Equal(known.Standing, newer.Standing);
        Assert.Equal(known.Profile, newer.Profile);
        Assert.Equal(known.GetHashCode(), newer.GetHashCode());
        Assert.Equal(known, newer);
        Assert.NotEqual(PurchaseHistory.Part.Set(known, PurchaseHistory.Part.Of(known) with { Orders = 2 }), newer);
        Assert.Equal(LedgerJson.Encode(known), LedgerJson.EncodeKnown(newer));
        Assert.DoesNotContain("since", LedgerJson.Encode(known), StringComparison.Ordinal);
        Assert.Equal(
            LedgerJson.EncodeKnown(State("""{"id":"ada"}""")),
            LedgerJson.EncodeKnown(State("""{"id":"ada","registration":{"profile":{"nickname":"A"}},"opinions":{"stars":{}}}""")));
    }

    [Fact]
    public void Policy_that_was_kept_before_value_was_predicted_has_the_default_rule()
    {
        var policy = LedgerJson.DecodePolicy("""{"version":3,"timeZone":"UTC","activityWindowMonths":3,"marginRate":1,"lapse":{},"member":{},"advocate":{},"ravingFan":{}}""");

        Assert.Equal(new ValueRule(Refit.Daily, 0.1m, 5), policy.Value);
        Assert.Empty(policy.Faults());
    }

    [Fact]
    public void Encode_of_a_policy_keeps_them_and_WithNewerOf_takes_them_over()
    {
        const string json = """{"version":3,"timeZone":"UTC","activityWindowMonths":3,"marginRate":1,"knownCustomersOnly":false,"holdoutPercent":0,"campaignApproval":false,"leapDayBirthday":"february_28","lapse":{"afterDays":90,"stepDown":1,"grace":5},"member":{"orders":4,"withinDays":365,"spend":"9"},"advocate":{"nps":9,"review":4,"referrals":1,"withinDays":365,"a":1},"ravingFan":{"referrals":3,"withinDays":365,"b":{}},"value":{"refit":"daily","annualDiscountRate":0.1,"residualYears":5,"c":[1]},"surveys":{"opensFollowUps":true,"detractorNps":6,"detractorReview":2,"followUp":"call","followUpDays":2,"d":1},"pages":{"namesSharer":false,"embeddedBy":[],"e":"x"},"wallets":[],"rewards":[],"tiers":["x"]}""";
        var policy = LedgerJson.DecodePolicy(json);

        Assert.Equal(json, LedgerJson.Encode(policy));
        Assert.Equal(json.Replace("90", "30", StringComparison.Ordinal), LedgerJson.Encode((policy with { }).WithNewerOf(policy) with { Lapse = policy.Lapse with { AfterDays = 30 } }));
        Assert.Equal(
            json.Replace("90", "180", StringComparison.Ordinal).Replace("\"version\":3", "\"version\":1", StringComparison.Ordinal), LedgerJson.Encode(new ProgramPolicy().WithNewerOf(policy)));
        Assert.Equal(policy with { Version = 1, Lapse = new() }, new ProgramPolicy());
    }

    [Fact]
    public void Encode_of_a_wallet_keeps_them_and_a_policy_that_is_put_takes_them_over_by_its_name()
    {
        var json = LedgerJson.Encode(new ProgramPolicy { Wallets = [new("points")] }).Replace("\"name\":\"points\"", "\"name\":\"points\",\"badge\":\"x\"", StringComparison.Ordinal);
        var policy = LedgerJson.DecodePolicy(json);

        Assert.Contains("\"badge\":\"x\"", LedgerJson.Encode(policy), StringComparison.Ordinal);
        var put = LedgerJson.Encode(new ProgramPolicy { Wallets = [new("stamps"), new("points", PendingDays: 3)] }.WithNewerOf(policy));
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(put, "badge"));
        Assert.DoesNotContain("badge", LedgerJson.Encode(new ProgramPolicy { Wallets = [new("stamps")] }.WithNewerOf(policy)), StringComparison.Ordinal);
    }

    private static ActorState State(string json) => LedgerJson.DecodeState(System.Text.Encoding.UTF8.GetBytes(json));
}
