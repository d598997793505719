using CustomerCapital.Domain.Program;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Domain.Tests.Program;

public sealed class ProgramPolicyTests
{
    public static TheoryData<string, ProgramPolicy> Wrong => new()
    {
        { "timeZone", new() { TimeZone = "Mars/Olympus_Mons" } },
        { "timeZone", new() { TimeZone = "" } },
        { "currency", new() { Currency = "eur" } },
        { "currency", new() { Currency = "EURO" } },
        { "activityWindowMonths", new() { ActivityWindowMonths = 0 } },
        { "activityWindowMonths", new() { ActivityWindowMonths = 37 } },
        { "marginRate", new() { MarginRate = -0.01m } },
        { "marginRate", new() { MarginRate = 1.01m } },
        { "lapse.afterDays", new() { Lapse = new(AfterDays: 0) } },
        { "lapse.afterDays", new() { Lapse = new(AfterDays: 36_501) } },
        { "lapse.stepDown", new() { Lapse = new(StepDown: -1) } },
        { "lapse.stepDown", new() { Lapse = new(StepDown: 7) } },
        { "member.orders", new() { Member = new(Orders: 0) } },
        { "member.orders", new() { Member = new(Orders: 13) } },
        { "member.withinDays", new() { Member = new(WithinDays: 0) } },
        { "advocate.nps", new() { Advocate = new(Nps: 11) } },
        { "advocate.review", new() { Advocate = new(Review: 0) } },
        { "advocate.referrals", new() { Advocate = new(Referrals: 0) } },
        { "advocate.withinDays", new() { Advocate = new(WithinDays: 36_501) } },
        { "ravingFan.referrals", new() { RavingFan = new(Referrals: 13) } },
        { "ravingFan.withinDays", new() { RavingFan = new(WithinDays: 0) } },
        { "surveys.detractorNps", new() { Surveys = new(DetractorNps: 11) } },
        { "surveys.detractorReview", new() { Surveys = new(DetractorReview: 0) } },
        { "surveys.followUp", new() { Surveys = new(FollowUp: 0) } },
        { "surveys.followUpDays", new() { Surveys = new(FollowUpDays: 366) } },
        { "pages.name", new() { Pages = new(Name: new('x', 201)) } },
        { "pages.shopUrl", new() { Pages = new(ShopUrl: "http://shop.example") } },
        { "pages.embeddedBy", new() { Pages = new() { EmbeddedBy = [.. Enumerable.Repeat("https://shop.example", 11)] } } },
        { "pages.embeddedBy[0]", new() { Pages = new() { EmbeddedBy = ["https://shop.example/path"] } } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Faults_of_a_policy_name_the_field(string field, ProgramPolicy policy) => Assert.Equal(field, Assert.Single(policy.Faults()).Field);

    [Fact]
    public void Faults_of_the_default_and_of_every_limit_are_none()
    {
        Assert.Empty(new ProgramPolicy().Faults());
        Assert.Empty(new ProgramPolicy
        {
            TimeZone = "Europe/Rome",
            Currency = "EUR",
            ActivityWindowMonths = 36,
            MarginRate = 0,
            Lapse = new(36_500, 6),
            Member = new(12, 36_500),
            Advocate = new(0, 5, 12, 1),
            RavingFan = new(12, 1),
        }.Faults());
    }

    [Theory]
    [InlineData("https://shop.example", true)]
    [InlineData("https://shop.example/welcome?from=club", true)]
    [InlineData("http://127.0.0.1:8080/", true)]
    [InlineData("https://shop.example/#top", false)]
    [InlineData("https://ada@shop.example/", false)]
    [InlineData("https://shop.example/; script-src *", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("//shop.example", false)]
    [InlineData("/welcome", false)]
    [InlineData("", false)]
    public void ShopUrl_is_an_address_to_which_anybody_may_be_led(string url, bool isTaken) => Assert.Equal(isTaken, !new ProgramPolicy { Pages = new(ShopUrl: url) }.Faults().Any());

    [Theory]
    [InlineData("https://shop.example", true)]
    [InlineData("https://shop.example:8443", true)]
    [InlineData("https://Shop.example", false)]
    [InlineData("https://shop.example/", false)]
    [InlineData("https://shop.example 'unsafe-inline'", false)]
    [InlineData("*", false)]
    public void EmbeddedBy_lists_sites_as_a_header_can_hold_them(string site, bool isTaken) => Assert.Equal(isTaken, !new ProgramPolicy { Pages = new() { EmbeddedBy = [site] } }.Faults().Any());

    [Fact]
    public void Defaults_are_those_of_the_documented_rules()
    {
        var policy = new ProgramPolicy();

        Assert.Equal((3, 1m, 180, 1), (policy.ActivityWindowMonths, policy.MarginRate, policy.Lapse.AfterDays, policy.Lapse.StepDown));
        Assert.Equal(new MemberRule(4, 365), policy.Member);
        Assert.Equal(new AdvocateRule(9, 4, 1, 365), policy.Advocate);
        Assert.Equal(new RavingFanRule(3, 365), policy.RavingFan);
        Assert.Equal(new SurveyRule(true, 6, 2, Domain.FollowUps.FollowUpKind.Call, 2), policy.Surveys);
        Assert.Equal(new PagesRule(), policy.Pages);
    }

    [Fact]
    public void Json_of_a_policy_reads_back_equal()
    {
        var policy = new ProgramPolicy { Version = 7, TimeZone = "Europe/Rome", Currency = "CHF", MarginRate = 0.35m, Lapse = new(720, 0), Member = new(2, 90) };

        Assert.Equal(policy, LedgerJson.DecodePolicy(LedgerJson.Encode(policy)));
    }
}
