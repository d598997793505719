using CustomerCapital.ConsolePages.Campaigns;
using CustomerCapital.ConsolePages.Language;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using FsCheck;
using FsCheck.Fluent;

namespace CustomerCapital.ConsolePages.Tests.Campaigns;

/// <summary>Terms become fields, and fields terms: who edits a campaign and changes nothing has changed nothing.</summary>
public sealed class EditorFormTests
{
    private static readonly ProgramPolicy Policy = new() { Currency = "EUR", TimeZone = "Europe/Berlin" };
    private static readonly ProgramCalendar Calendar = new(Policy.TimeZone);
    private static readonly Condition Loyal = LadderFields.Rung.Where(SegmentOperator.AtLeast, Rung.Member);
    private static readonly Condition Recent = PurchaseFields.LastPurchaseAt.Where(SegmentOperator.AtLeast, SegmentInstant.Ago(30));

    public static readonly TheoryData<string, CampaignTerms> Terms = new()
    {
        { "once", Once() },
        { "once, to the second", new("five") { Schedule = new(new DateTimeOffset(2027, 2, 14, 9, 0, 30, TimeSpan.FromHours(1))) } },
        { "once, in the second of two hours of the same name", new("five") { Schedule = new(new DateTimeOffset(2026, 10, 25, 2, 30, 0, TimeSpan.FromHours(1))) } },
        { "once, in the first of two hours of the same name", new("five") { Schedule = new(new DateTimeOffset(2026, 10, 25, 2, 30, 0, TimeSpan.FromHours(2))) } },
        { "once, for each member", new("five") { Schedule = new() { Zone = ScheduleZone.Member, AtLocal = new(2027, 2, 14, 9, 0, 0) } } },
        { "again and again", new("five") { Schedule = new(Cron: "0 9 * * MON", From: new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), Until: new(2027, 6, 1, 0, 0, 0, 123, TimeSpan.Zero), Overlap: OverlapRule.Both, CatchUpMinutes: 0) } },
        { "again and again, for each member", new("five") { Schedule = new(Cron: "0 9 1 * *", Overlap: OverlapRule.Wait) { Zone = ScheduleZone.Member } } },
        { "on an order", new("five") { Trigger = new(TriggerKind.Purchase, AtLeast: Money.Round(12.5m)) } },
        { "on each third order", new("five") { Trigger = new(TriggerKind.NthPurchase, Nth: 3, Every: true, From: new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)) } },
        { "on spending", new("five") { Trigger = new(TriggerKind.Spend, AtLeast: Money.Round(100), WithinMonths: 3) } },
        { "on a rung", new("five") { Trigger = new(TriggerKind.RungReached, Rung: Rung.Advocate) } },
        { "on an opinion", new("five") { Trigger = new(TriggerKind.Feedback, FromNps: 0, ToNps: 6, Until: new(2027, 1, 1, 0, 0, 59, TimeSpan.Zero)) } },
        { "limits", Once() with { PerCustomer = new(3, 30), Budget = new(1_000, Money.Round(2_500.25m), 100, 500), HoldoutPercent = 12.25m, MeasureDays = 14, Exclusive = new("thanks", 30, 2), Priority = 7, PerSecond = 50 } },
        { "limits, one of each", Once() with { PerCustomer = new(2), Budget = new(Amount: Money.Round(0)), Exclusive = new("thanks") } },
        { "hours and days", Once() with { QuietHours = new(new(22, 0), new(7, 30)), BlackoutDays = [new(2027, 12, 25), new(2027, 12, 24)], Rungs = [Rung.RavingFan, Rung.Buyer], AudienceTaken = AudienceTaken.AtLaunch } },
        { "quiet hours to the second", Once() with { QuietHours = new(new(22, 0, 30), new(7, 30)) } },
        { "an audience of all", Once() with { Audience = new AllOf([Loyal, Recent]) } },
        { "an audience of any", Once() with { Audience = new AnyOf([Loyal, Recent]) } },
        { "an audience of nobody", Once() with { Audience = new AnyOf([]) } },
        { "an audience without somebody", Once() with { Audience = new Not(Loyal) } },
        { "a saved audience", Once() with { Audience = new SavedSegmentReference("loyal") } },
        { "an audience beside a saved one", Once() with { Audience = new AllOf([Loyal, new SavedSegmentReference("loyal")]) } },
        { "an audience within an audience", Once() with { Audience = new AllOf([new AnyOf([Loyal, Recent]), Loyal]) } },
        { "an audience of more conditions than the form has", Once() with { Audience = new AnyOf([.. Enumerable.Range(1, 7).Select(orders => PurchaseFields.Orders.Where(SegmentOperator.Equals, orders))]) } },
        { "an audience by words with commas", Once() with { Audience = new AllOf([CustomerFields.CustomerId.Where(SegmentOperator.In, "a, b", "c")]) } },
        { "an audience by words with blanks around them", Once() with { Audience = new AllOf([CustomerFields.CustomerId.Where(SegmentOperator.Equals, " a ")]) } },
        { "an audience by an exact moment", Once() with { Audience = new AllOf([PurchaseFields.LastPurchaseAt.Where(SegmentOperator.LessThan, SegmentInstant.Of(new(2026, 1, 1, 12, 30, 15, TimeSpan.Zero)))]) } },
        { "an audience by what there is", Once() with { Audience = new AllOf([PurchaseFields.LastPurchaseAt.Where(SegmentOperator.Exists)]) } },
    };

    [Theory]
    [MemberData(nameof(Terms))]
    public void Terms_are_the_same_after_editing_without_a_change(string what, CampaignTerms terms)
    {
        foreach (var language in ConsoleLanguage.All)
        {
            var form = Edited(terms, language);
            Assert.True(form.Faults.Count == 0, $"{what}: {string.Join(", ", form.Faults)}");
            Assert.Equal(terms, form.Terms);
        }
    }

    [Fact]
    public void Audience_of_one_condition_fills_the_form_and_means_the_same() =>
        Assert.Equal(new AllOf([Loyal]), Edited(Once() with { Audience = Loyal }, ConsoleLanguage.All[0]).Terms.Audience);

    [Fact]
    public void Audience_by_months_ago_stands_as_JSON()
    {
        var audience = SegmentJson.Read("""{"all":[{"field":"cohort","operator":"equals","value":{"monthsAgo":2}}]}""", out _)!;

        Assert.Equal(audience, Edited(Once() with { Audience = audience }, ConsoleLanguage.All[0]).Terms.Audience);
    }

    [Fact]
    public void Random_terms_are_the_same_after_editing_without_a_change() =>
        Prop.ForAll(Arb.From(AnyTerms), terms =>
        {
            var form = Edited(terms, ConsoleLanguage.All[1]);
            Assert.Empty(form.Faults);
            Assert.Equal(terms, form.Terms);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithQuietOnSuccess(true));

    [Theory]
    [InlineData("budget.grants", "many")]
    [InlineData("budget.amount", "1,000.5")]
    [InlineData("holdoutPercent", "ten")]
    [InlineData("measureDays", "1.5")]
    [InlineData("at", "soon")]
    [InlineData("at", "2027-02-14T09:00Z")]
    [InlineData("perCustomer.times", "99999999999")]
    [InlineData("overlap", "9")]
    [InlineData("audienceTaken", "0")]
    [InlineData("quietHours.from", "25:00")]
    [InlineData("blackoutDays", "2027-12-24, Christmas")]
    [InlineData("priority", "high")]
    public void Faults_name_the_field_of_what_cannot_be_read(string field, string typed)
    {
        var fields = EditorForm.FieldsOf(Once(), SpeechOf(ConsoleLanguage.All[0]));
        fields[field] = typed;

        Assert.Contains(field, new EditorForm(fields.GetValueOrDefault, Calendar, Once()).Faults.Select(fault => fault.Field));
    }

    [Fact]
    public void Faults_say_that_a_trigger_must_be_chosen()
    {
        var fields = EditorForm.FieldsOf(Once(), SpeechOf(ConsoleLanguage.All[0]));
        fields["kind"] = "trigger";

        Assert.Contains("trigger.on", new EditorForm(fields.GetValueOrDefault, Calendar, Once()).Faults.Select(fault => fault.Field));
    }

    [Fact]
    public void Faults_of_an_audience_name_the_audience()
    {
        var fields = EditorForm.FieldsOf(Once(), SpeechOf(ConsoleLanguage.All[0]));
        (fields["f1"], fields["o1"], fields["v1"]) = ("orders", "atLeast", "three");

        Assert.Contains("audience", new EditorForm(fields.GetValueOrDefault, Calendar, Once()).Faults.Select(fault => fault.Field));
    }

    [Theory]
    [InlineData("12,5", 12.5)]
    [InlineData("12.5", 12.5)]
    [InlineData("0", 0)]
    public void Numbers_take_a_point_or_a_comma_before_their_decimals(string typed, double number)
    {
        var fields = EditorForm.FieldsOf(Once(), SpeechOf(ConsoleLanguage.All[0]));
        (fields["holdoutPercent"], fields["budget.amount"]) = (typed, typed);

        var form = new EditorForm(fields.GetValueOrDefault, Calendar, Once());
        Assert.Empty(form.Faults);
        Assert.Equal(((decimal)number, Money.Round((decimal)number)), (form.Terms.HoldoutPercent, form.Terms.Budget!.Amount));
    }

    private static CampaignTerms Once() => new("five") { Title = "Thanks", Schedule = new(new DateTimeOffset(2027, 2, 14, 9, 0, 0, TimeSpan.FromHours(1))) };

    private static Gen<CampaignTerms> AnyTerms =>
        from minute in Gen.Choose(0, 60 * 24 * 365)
        from second in Gen.Elements(0, 0, 0, 30)
        from kind in Gen.Choose(0, 3)
        from numbers in Gen.Choose(0, 20).ListOf(8)
        from rungs in Gen.SubListOf(Enum.GetValues<Rung>())
        from conditions in Gen.Choose(0, 12).ListOf()
        from any in Gen.Elements(true, false)
        let at = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute).AddSeconds(second)
        select new CampaignTerms("five")
        {
            Schedule = kind switch { 0 => new(at), 1 => new(Cron: "0 9 * * *", From: at, Overlap: (OverlapRule)(1 + numbers[0] % 3), CatchUpMinutes: numbers[1]), _ => null },
            Trigger = kind switch { 2 => new(TriggerKind.NthPurchase, Nth: 1 + numbers[0], Every: any, Until: at), 3 => new(TriggerKind.Purchase, AtLeast: new(numbers[0] * 1_234)), _ => null },
            PerCustomer = numbers[2] == 0 ? null : new(numbers[2], numbers[3] == 0 ? null : numbers[3]),
            Budget = numbers[4] == 0 ? null : new(numbers[4], numbers[5] == 0 ? null : new(numbers[5] * 777)),
            HoldoutPercent = numbers[6] / 4m,
            Priority = numbers[7],
            Rungs = [.. rungs],
            Audience = conditions.Count == 0 ? null : any ? new AnyOf([.. conditions.Select(ConditionOf)]) : new AllOf([.. conditions.Select(ConditionOf)]),
        };

    private static Segment ConditionOf(int number) => (number % 6) switch
    {
        0 => PurchaseFields.Orders.Where(SegmentOperator.In, number, number + 1),
        1 => PurchaseFields.Revenue.Where(SegmentOperator.GreaterThan, new Money(number * 5_001)),
        2 => LadderFields.Lapsed.Where(SegmentOperator.Equals, number > 6),
        3 => PurchaseFields.LastPurchaseAt.Where(SegmentOperator.AtMost, SegmentInstant.Ago(number)),
        4 => LadderFields.Rung.Where(SegmentOperator.NotEquals, Rung.Buyer),
        _ => PurchaseFields.LastPurchaseAt.Where(SegmentOperator.Exists),
    };

    private static EditorForm Edited(CampaignTerms terms, ConsoleLanguage language)
    {
        var fields = EditorForm.FieldsOf(terms, SpeechOf(language));
        return new(name => fields.GetValueOrDefault(name)?.Trim() is { Length: > 0 } value ? value : null, Calendar, terms);
    }

    private static Speech SpeechOf(ConsoleLanguage language) => new(language, Policy, Calendar);
}
