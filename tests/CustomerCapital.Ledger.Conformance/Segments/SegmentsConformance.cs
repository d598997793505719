using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Segments;
using static CustomerCapital.Domain.Segments.SegmentOperator;

namespace CustomerCapital.Ledger.Conformance.Segments;

/// <summary>Segments mean the same in every database as they do in memory.</summary>
public abstract class SegmentsConformance<TSource> : LedgerConformance<TSource>
    where TSource : ILedgerSource, new()
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 23, 30, 0, 123, 456, TimeSpan.Zero);
    private static readonly ProgramCalendar Calendar = new("UTC");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ReadCustomersAsync_of_any_segment_gives_whom_it_says(int seed)
    {
        var customers = await GivenRandomCustomersAsync(seed, 60);
        foreach (var field in Capabilities.FieldsOfSegments.Values.Where(field => field.IsOfState))
            Assert.True(customers.Select(field.Of).Distinct().Count() > 1, $"All random customers are alike in {field}: add what changes it to RandomCustomers, or to GoldenExamples.Commands.");
        var segments = new RandomSegments(seed, customers, Now, Calendar);
        var (empty, full) = (0, 0);
        for (var i = 0; i < 150; i++)
        {
            var segment = segments.Next();
            var expected = customers.Where(customer => SegmentInterpreter.Has(segment, customer, Now, Calendar)).Select(customer => customer.CustomerId).Order(StringComparer.Ordinal).ToList();
            var taken = segment.At(Now, Calendar);
            Assert.Equal(segment, SegmentJson.Read(SegmentJson.Write(segment), out var faults) ?? (faults[0].Message.StartsWith("Is one too many", StringComparison.Ordinal) ? segment : null));

            var page = await Ledger.ReadCustomersAsync(taken, null, 1_000);
            var count = await Ledger.CountCustomersAsync(taken);

            var actual = page.Lines.Select(line => line.CustomerId).Order(StringComparer.Ordinal).ToList();
            Assert.True(expected.SequenceEqual(actual), $"Seed {seed}, segment {i}: {SegmentJson.Write(segment)}\nexpected {string.Join(", ", expected)}\nactual   {string.Join(", ", actual)}");
            Assert.True(expected.Count == count, $"Seed {seed}, segment {i} counts {count}: {SegmentJson.Write(segment)}");
            var belongs = SegmentRule.Of(taken);
            Assert.Equal(expected, customers.Where(customer => belongs(customer)).Select(customer => customer.CustomerId).Order(StringComparer.Ordinal));
            if (expected.Count == 0) empty++;
            if (expected.Count == customers.Count) full++;
        }

        // A test of segments that nearly all have nobody, or everybody, would say little.
        Assert.InRange(empty + full, 5, 75);
    }

    [Fact]
    public async Task Condition_on_a_missing_value_is_false_and_the_not_of_it_true()
    {
        await GivenAsync(
            new("bought"), Scribe.Purchase("p", channel: "web"), new RegisterCustomer { Language = "de-AT", BirthDate = new(1980, 2, 29), OccurredAt = Scribe.Start },
            new RecordInteraction { InteractionId = "i", Kind = InteractionKind.Complaint, OccurredAt = Scribe.Start });
        await GivenAsync(new("known"), new RegisterCustomer { Language = " ", OccurredAt = Scribe.Start });
        var instant = SegmentInstant.Of(Scribe.Start);
        Segment[] conditions =
        [
            CustomerFields.AcquisitionChannel.Where(SegmentOperator.Equals, "web"),
            CustomerFields.AcquisitionChannel.Where(NotEquals, "fair"),
            CustomerFields.AcquisitionChannel.Where(In, "fair", "web"),
            CustomerFields.AcquisitionChannel.Where(Exists),
            PurchaseFields.FirstPurchaseAt.Where(AtLeast, instant),
            PurchaseFields.LastPurchaseAt.Where(AtMost, instant),
            PurchaseFields.AverageOrderValue.Where(AtLeast, Money.Zero),
            PurchaseFields.AverageOrderValue.Where(NotEquals, Money.Zero),
            PurchaseFields.Cohort.Where(NotEquals, SegmentMonth.Of(Month.Of(2020, 1))).At(Now, Calendar),
            PurchaseFields.Cohort.Where(Exists).At(Now, Calendar),
            CustomerFields.Language.Where(NotEquals, "de"),
            CustomerFields.PrimaryLanguage.Where(In, "en", "DE"),
            CustomerFields.Birthday.Where(AtMost, MonthDay.OfNumber(229)),
            CustomerFields.BirthMonth.Where(NotEquals, 3).At(Now, Calendar),
            // Today is 31 January, in a year without 29 February.
            CustomerFields.DaysToBirthday.Where(SegmentOperator.Equals, 28).At(Now, Calendar),
            CustomerFields.MonthsToBirthday.Where(SegmentOperator.Equals, 1).At(Now, Calendar),
            InteractionFields.LastInteractionAt.Where(AtLeast, instant),
        ];

        foreach (var condition in conditions)
        {
            Assert.Equal(["bought"], await IdsAsync(condition));
            Assert.Equal(["known"], await IdsAsync(new Not(condition)));
            Assert.Equal(["bought"], await IdsAsync(new Not(new Not(condition))));
        }
    }

    /// <remarks>At 00:01 of 1 November 2009 the clocks of St John's were put back to 23:01 of 31 October; those of Asunción left out the first hour of 1 October 2023.</remarks>
    [Theory]
    [InlineData("America/St_Johns", "2009-10", new[] { "09-11-01T02:29:59.999999", "09-11-01T02:31:00", "09-11-01T03:29:59.999999" }, new[] { "09-11-01T02:30:00", "09-11-01T02:30:59.999999", "09-11-01T03:30:00" })]
    [InlineData("America/Asuncion", "2023-09", new[] { "23-10-01T03:59:59.999999" }, new[] { "23-10-01T04:00:00" })]
    [InlineData("Europe/Dublin", "2027-03", new[] { "27-03-01T00:00:00", "27-03-31T22:59:59.999999" }, new[] { "27-03-31T23:00:00" })]
    public async Task Cohort_is_the_month_that_local_clocks_show(string zone, string month, string[] within, string[] after)
    {
        var calendar = new ProgramCalendar(zone);
        Assert.True(Month.TryParse(month, out var named));
        var (wanted, next, third) = (SegmentMonth.Of(named), SegmentMonth.Of(named.Plus(1)), SegmentMonth.Of(named.Plus(2)));
        foreach (var at in within.Concat(after)) await GivenAsync(new(at), Scribe.Purchase("p", at: DateTimeOffset.Parse($"20{at}Z", System.Globalization.CultureInfo.InvariantCulture)));

        var cohort = PurchaseFields.Cohort;
        Assert.Equal(within.Order(), await IdsAsync(cohort.Where(SegmentOperator.Equals, wanted).At(Now, calendar)));
        Assert.Equal(within.Order(), await IdsAsync(cohort.Where(AtMost, wanted).At(Now, calendar)));
        Assert.Equal(within.Order(), await IdsAsync(cohort.Where(LessThan, next).At(Now, calendar)));
        Assert.Equal(after.Order(), await IdsAsync(cohort.Where(NotEquals, wanted).At(Now, calendar)));
        Assert.Equal(after.Order(), await IdsAsync(cohort.Where(GreaterThan, wanted).At(Now, calendar)));
        Assert.Equal(after.Order(), await IdsAsync(cohort.Where(In, next, third).At(Now, calendar)));
    }

    [Fact]
    public async Task Mailing_finds_who_may_be_written_to_in_their_language_with_an_address()
    {
        await GivenAsync(new("ada"), new RegisterCustomer { Email = "ada@example.org", Language = "DE_at", Consents = new(Email: true), OccurredAt = Scribe.Start });
        await GivenAsync(new("bob"), new RegisterCustomer { Email = "bob@example.org", Language = "de", Consents = new(Phone: true, Post: true), OccurredAt = Scribe.Start });
        await GivenAsync(new("cyd"), new RegisterCustomer { Email = " ", Language = "de-CH", Phone = "+41 1", Consents = new(Email: true), OccurredAt = Scribe.Start });
        await GivenAsync(new("dan"), new RegisterCustomer { Email = "dan@example.org", Language = "nds", Consents = new(Email: true), OccurredAt = Scribe.Start });
        await GivenAsync(new("eve"), Scribe.Purchase("p"));
        var (email, known) = (CustomerFields.EmailConsent.Where(SegmentOperator.Equals, true), CustomerFields.EmailKnown.Where(SegmentOperator.Equals, true));

        Assert.Equal(["ada", "bob", "cyd"], await IdsAsync(CustomerFields.PrimaryLanguage.Where(SegmentOperator.Equals, "de")));
        Assert.Equal(["ada"], await IdsAsync(CustomerFields.Language.Where(SegmentOperator.Equals, "de-AT")));
        Assert.Equal(["bob"], await IdsAsync(CustomerFields.Language.Where(SegmentOperator.Equals, "de")));
        Assert.Equal(["ada", "cyd", "dan"], await IdsAsync(email));
        Assert.Equal(["bob", "eve"], await IdsAsync(CustomerFields.EmailConsent.Where(SegmentOperator.Equals, false)));
        Assert.Equal(["bob"], await IdsAsync(new AllOf([CustomerFields.PhoneConsent.Where(SegmentOperator.Equals, true), CustomerFields.PostConsent.Where(SegmentOperator.Equals, true)])));
        Assert.Equal(["cyd"], await IdsAsync(CustomerFields.PhoneKnown.Where(SegmentOperator.Equals, true)));
        Assert.Equal(["ada"], await IdsAsync(new AllOf([email, known, CustomerFields.PrimaryLanguage.Where(SegmentOperator.Equals, "de")])));
    }

    [Fact]
    public async Task Consent_that_is_withdrawn_and_a_later_interaction_show_at_once()
    {
        var ada = await GivenAsync(
            new("ada"), new RegisterCustomer { Consents = new(Email: true), Language = "de", BirthDate = new(1980, 2, 29), OccurredAt = Scribe.Start },
            new RecordInteraction { InteractionId = "1", Kind = InteractionKind.Answer, OccurredAt = Scribe.Start });
        var later = InteractionFields.LastInteractionAt.Where(GreaterThan, SegmentInstant.Of(Scribe.Start));
        Segment[] before = [CustomerFields.EmailConsent.Where(SegmentOperator.Equals, true), CustomerFields.Birthday.Where(Exists), CustomerFields.Language.Where(Exists)];
        foreach (var segment in before) Assert.Equal(["ada"], await IdsAsync(segment));
        Assert.Empty(await IdsAsync(later));

        await GivenAsync(
            ada, new RegisterCustomer { OccurredAt = Scribe.Start.AddDays(1) },
            new RecordInteraction { InteractionId = "2", Kind = InteractionKind.Complaint, OccurredAt = Scribe.Start.AddMicroseconds(1) },
            new RecordInteraction { InteractionId = "3", Kind = InteractionKind.Inquiry, OccurredAt = Scribe.Start.AddDays(-9) });

        foreach (var segment in before) Assert.Empty(await IdsAsync(segment));
        Assert.Equal(["ada"], await IdsAsync(later));
    }

    [Fact]
    public async Task Columns_follow_the_state_and_not_only_the_first_append()
    {
        var ada = await GivenAsync(new("ada"), Scribe.Purchase("p", at: Scribe.Start));
        var earlier = CustomerFields.KnownSince.Where(LessThan, SegmentInstant.Of(Scribe.Start));
        var enrolled = EnrolmentFields.Enrolled.Where(SegmentOperator.Equals, true);
        var converted = ReferralFields.ConvertedReferrals.Where(SegmentOperator.Equals, 1);
        foreach (var segment in (Segment[])[earlier, enrolled, converted]) Assert.Empty(await IdsAsync(segment));

        await GivenAsync(
            ada, new Domain.Enrolment.SetEnrolment { Enrolled = true, OccurredAt = Scribe.Start.AddDays(1) },
            new Domain.Referrals.CountConversion { ReferredCustomerId = "bob", Change = 1, ConvertedAt = Scribe.Start, OccurredAt = Scribe.Start },
            Scribe.Purchase("late", at: Scribe.Start.AddMicroseconds(-1)));

        foreach (var segment in (Segment[])[earlier, enrolled, converted]) Assert.Equal(["ada"], await IdsAsync(segment));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task ReadCustomersAsync_pages_through_a_segment_in_the_order_of_code_points(int limit)
    {
        string[] ids = ["10", "9", "A", "B", "a", "ab", "é", "客", "\uff21", "\U0001f600"];
        foreach (var id in ids.Reverse()) await GivenAsync(new(id), Scribe.Purchase("p", amount: id.Length));
        var segment = new Not(CustomerFields.CustomerId.Where(In, "9", "ab"));

        var (read, more) = (new List<string>(), true);
        while (more)
        {
            var page = await Ledger.ReadCustomersAsync(segment, read.LastOrDefault(), limit);
            read.AddRange(page.Lines.Select(line => line.CustomerId));
            more = page.More;
        }

        Assert.Equal(ids.Except(["9", "ab"]), read);
    }

    [Fact]
    public async Task Segment_at_its_limits_is_read()
    {
        await GivenAsync(new("ada"), Scribe.Purchase("p", channel: "web"));
        var values = Enumerable.Range(1, Segment.ValueLimit - 1).Select(i => new string('x', Text.ShortLimit - 3) + i).Append("web").ToArray();
        var wide = new AllOf([.. Enumerable.Repeat(CustomerFields.AcquisitionChannel.Where(In, values), Segment.PartLimit - 1)]);

        Assert.Equal(["ada"], await IdsAsync(wide));
    }

    [Theory]
    [InlineData("""{"field":"lastPurchaseAt","operator":"lessThan","value":{"daysAgo":1}}""")]
    [InlineData("""{"not":{"any":[{"field":"cohort","operator":"equals","value":"2026-01"}]}}""")]
    [InlineData("""{"field":"cohort","operator":"equals","value":{"monthsAgo":0}}""")]
    [InlineData("""{"field":"daysToBirthday","operator":"atMost","value":7}""")]
    [InlineData("""{"not":{"segment":"saved"}}""")]
    public async Task Segment_that_depends_on_moment_or_calendar_or_names_a_saved_one_is_refused(string json)
    {
        var segment = SegmentJson.Read(json, out _)!;

        await Assert.ThrowsAsync<ArgumentException>(async () => await Ledger.ReadCustomersAsync(segment, null, 1));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Ledger.CountCustomersAsync(segment));
    }

    private async Task<List<ActorState>> GivenRandomCustomersAsync(int seed, int count)
    {
        var random = new RandomCustomers(seed);
        var scribes = random.Next(count);
        foreach (var scribe in scribes)
        {
            await GivenAsync(scribe, random.Commands());
            if (scribes.IndexOf(scribe) % 3 == 0) await Ledger.AppendAsync(scribe.WriteCatchUp(Now));
        }

        return scribes.ConvertAll(scribe => scribe.State);
    }

    private async Task<IEnumerable<string>> IdsAsync(Segment segment) => (await Ledger.ReadCustomersAsync(segment, null, 10)).Lines.Select(line => line.CustomerId);
}
