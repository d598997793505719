using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Wallets;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Privacy;

/// <summary>Who is erased by the policy, as far as the state tells.</summary>
public sealed class InactivityTests
{
    private static readonly ProgramPolicy Policy = new() { Currency = "EUR", Retention = new(24), Wallets = [new("points")], Lapse = new(100) };

    [Fact]
    public void Every_event_of_customers_has_a_line()
    {
        var lacking = Capabilities.All.Where(capability => capability.Kind == ActorKind.Customer).SelectMany(capability => capability.Events).Where(happened => Inactivity.IsActivity(happened.Type) is null).Select(happened => happened.Name).ToList();

        Assert.True(lacking.Count == 0, $"Inactivity has no line for {string.Join(", ", lacking)}: say whether a customer is active by it.");
    }

    [Fact]
    public void Whoever_has_not_bought_is_erased_once_the_months_are_over_and_not_a_moment_before()
    {
        var scenario = new CustomerScenario(Policy).Given(Purchase("p"));

        Assert.Equal(InactivityVerdict.Stays, Verdict(scenario, Start.AddMonths(24)));
        Assert.Equal(InactivityVerdict.Erased, Verdict(scenario, Start.AddMonths(24).AddMicroseconds(1)));
        Assert.Equal(InactivityVerdict.Stays, Verdict(scenario, Start.AddYears(9), new()));
    }

    [Fact]
    public void What_has_happened_since_is_left_to_the_history_to_tell()
    {
        var scenario = new CustomerScenario(Policy).Given(Purchase("p")).AfterDays(101);
        Assert.Equal(InactivityVerdict.AsEntriesTell, Verdict(scenario, Start.AddMonths(24).AddDays(1)));
        Assert.Equal([true, false], scenario.Entries.Select(entry => Inactivity.IsActivity(entry.Event)).Distinct());

        scenario.Given(new RecordInteraction { InteractionId = "i", Kind = InteractionKind.Inquiry });

        Assert.True(Inactivity.IsActivity(scenario.Entries[^1].Event));
    }

    [Fact]
    public void Whoever_holds_points_or_a_voucher_is_erased_only_where_the_policy_says_so()
    {
        var points = new CustomerScenario(Policy).Given(Purchase("p"), new AdjustWallet { AdjustmentId = "a", Wallet = "points", Amount = new(WalletAmount.Scale) });
        var voucher = new CustomerScenario(Policy).Given(Purchase("p"), new Domain.Vouchers.NoteVoucher { Code = "FIVE", Terms = new() { Value = Amount("5"), ValidTo = new(2028, 6, 30) } });

        foreach (var scenario in (CustomerScenario[])[points, voucher])
        {
            Assert.Equal(InactivityVerdict.Held, Verdict(scenario, Start.AddMonths(25)));
            Assert.Equal(InactivityVerdict.Erased, Verdict(scenario, Start.AddMonths(25), new(24, ErasesHolders: true)));
        }

        Assert.Equal(InactivityVerdict.Erased, Verdict(voucher, new(2028, 7, 2, 0, 0, 0, TimeSpan.Zero)));
    }

    private static InactivityVerdict Verdict(CustomerScenario scenario, DateTimeOffset now, RetentionRule? rule = null) => Inactivity.Of(scenario.State, rule ?? Policy.Retention!, now, scenario.Program);
}
