using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Ledger.Reading;
using static CustomerCapital.Domain.Segments.SegmentOperator;

namespace CustomerCapital.Ledger.Conformance.Segments;

/// <summary>Segments mean the same in every database as they do in memory.</summary>
public abstract partial class SegmentsConformance<TSource> : LedgerConformance<TSource>
    where TSource : ILedgerSource, new()
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 23, 30, 0, 123, 456, TimeSpan.Zero);
    private static readonly ProgramCalendar Calendar = new("UTC");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Ledger.KeepBoughtAsync(true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ReadCustomersAsync_of_any_segment_gives_whom_it_says(int seed)
    {
        var scribes = await GivenRandomCustomersAsync(seed, 60);
        foreach (var field in Capabilities.FieldsOfSegments.Values.Where(field => field.IsOfState))
            Assert.True(scribes.Select(scribe => field.Of(scribe.State)).Distinct().Count() > 1, $"All random customers are alike in {field}: add what changes it to RandomCustomers, or to GoldenExamples.Commands.");
        var segments = new RandomSegments(seed, scribes.ConvertAll(scribe => scribe.State), Now, Calendar);
        var (empty, full) = (0, 0);
        for (var i = 0; i < 150; i++)
        {
            var segment = segments.Next();
            var expected = scribes.Where(scribe => SegmentInterpreter.Has(segment, scribe, Now, Calendar)).Select(scribe => scribe.CustomerId).Order(StringComparer.Ordinal).ToList();
            var taken = segment.At(Now, Calendar);
            Assert.Equal(segment, SegmentJson.Read(SegmentJson.Write(segment), out var faults) ?? (faults[0].Message.StartsWith("Is one too many", StringComparison.Ordinal) ? segment : null));

            var page = await Ledger.ReadCustomersAsync(taken, null, 1_000);
            var count = await Ledger.CountCustomersAsync(taken);

            var actual = page.Lines.Select(line => line.CustomerId).Order(StringComparer.Ordinal).ToList();
            Assert.True(expected.SequenceEqual(actual), $"Seed {seed}, segment {i}: {SegmentJson.Write(segment)}\nexpected {string.Join(", ", expected)}\nactual   {string.Join(", ", actual)}");
            Assert.True(expected.Count == count, $"Seed {seed}, segment {i} counts {count}: {SegmentJson.Write(segment)}");
            var belongs = SegmentRule.Of(taken);
            Assert.Equal(expected, scribes.Where(scribe => belongs(scribe.State, new(scribe.Pieces, scribe.Score))).Select(scribe => scribe.CustomerId).Order(StringComparer.Ordinal));
            if (expected.Count == 0) empty++;
            if (expected.Count == scribes.Count) full++;
        }

        // A test of segments that nearly all have nobody, or everybody, would say little.
        Assert.InRange(empty + full, 5, 75);
    }

    [Fact]
    public async Task Condition_on_a_missing_value_is_false_and_the_not_of_it_true()
    {
        await GivenAsync(
            new("bought"), Scribe.Purchase("p", channel: "web") with { Amount = null, Lines = [new("tea", "drinks", UnitPrice: Money.Round(10))] }, new RegisterCustomer { Language = "de-AT", TimeZone = "Europe/Vienna", BirthDate = new(1980, 2, 29), OccurredAt = Scribe.Start },
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
            PurchaseFields.BoughtSku.Where(SegmentOperator.Equals, "tea"),
            PurchaseFields.BoughtSku.Where(Exists),
            PurchaseFields.BoughtCategory.Where(In, "x", "drinks"),
            CustomerFields.Language.Where(NotEquals, "de"),
            CustomerFields.PrimaryLanguage.Where(In, "en", "DE"),
            CustomerFields.TimeZone.Where(In, "Europe/Rome", "europe/vienna"),
            CustomerFields.TimeZone.Where(NotEquals, "Europe/Rome"),
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
    public async Task Bought_sku_and_category_count_while_a_piece_is_with_the_customer()
    {
        PurchaseLine[] lines = [new("tea", "drinks", 2, Money.Round(3)), new("cup", "kitchen", 1, Money.Round(5))];
        RecordPurchase Of(string id) => new() { PurchaseId = id, Lines = lines, OccurredAt = Scribe.Start };
        RecordReturn Back(string id) => new() { ReturnId = id, PurchaseId = "p", OccurredAt = Scribe.Start.AddDays(1) };
        await GivenAsync(new("all"), Of("p"));
        await GivenAsync(new("amended"), Of("p"), new AmendPurchase { AmendmentId = "a", PurchaseId = "p", Lines = [new("pot", "kitchen", 1, Money.Round(9))], OccurredAt = Scribe.Start });
        await GivenAsync(new("credit"), Of("p"), Back("r") with { PurchaseId = null, Lines = [new(Sku: "tea", Quantity: 2, UnitPrice: Money.Round(3))] });
        await GivenAsync(new("moved"), Of("p"), new MovePurchase { MoveId = "m", PurchaseId = "p", ToCustomerId = "all", OccurredAt = Scribe.Start });
        await GivenAsync(new("none"), Scribe.Purchase("p"));
        await GivenAsync(new("one back"), Of("p"), Back("r") with { Lines = [new(1, Quantity: 1)] });
        await GivenAsync(new("one line back"), Of("p"), Back("1") with { Lines = [new(1, Quantity: 0.5m)] }, Back("2") with { Lines = [new(Sku: "tea")] });
        await GivenAsync(new("paid back"), Of("p"), Back("r") with { Amount = Money.Round(11) });
        await GivenAsync(new("some money back"), Of("p"), Back("r") with { Amount = Money.Round(10) });
        await GivenAsync(new("twice"), Of("p"), Of("q"), Back("r"));
        await GivenAsync(new("whole back"), Of("p"), Back("r"));

        Assert.Equal(["all", "credit", "one back", "some money back", "twice"], await IdsAsync(PurchaseFields.BoughtSku.Where(SegmentOperator.Equals, "tea")));
        Assert.Equal(["all", "amended", "credit", "one back", "one line back", "some money back", "twice"], await IdsAsync(PurchaseFields.BoughtCategory.Where(In, "kitchen", "garden")));
        Assert.Equal(["amended"], await IdsAsync(new AllOf([PurchaseFields.BoughtSku.Where(Exists), new Not(PurchaseFields.BoughtSku.Where(In, "tea", "cup"))])));
        Assert.Equal(["moved", "none", "paid back", "whole back"], await IdsAsync(new Not(PurchaseFields.BoughtCategory.Where(Exists))));
    }

    [Fact]
    public async Task Bought_sku_follows_a_purchase_that_moves_and_comes_back()
    {
        var content = new MovedContent(Money.Round(11), Money.Round(3), null, [new("tea", null, 2, Money.Round(3), Money.Round(6)), new("cup", null, 1, Money.Round(5), Money.Round(5))], [new(1, "tea", 1, Money.Round(3))]);
        TakeOverPurchase Take(string move) => new() { FromCustomerId = "ada", MoveId = move, PurchaseId = "p", Content = content, OccurredAt = Scribe.Start };
        var bob = await GivenAsync(new("bob"), Take("1"));
        var (tea, cup) = (PurchaseFields.BoughtSku.Where(SegmentOperator.Equals, "tea"), PurchaseFields.BoughtSku.Where(SegmentOperator.Equals, "cup"));
        Assert.Equal(["bob"], await IdsAsync(tea));

        await GivenAsync(bob, new RecordReturn { ReturnId = "r", PurchaseId = "p", Lines = [new(1)], OccurredAt = Scribe.Start });
        Assert.Empty(await IdsAsync(tea));
        Assert.Equal(["bob"], await IdsAsync(cup));

        await GivenAsync(bob, new MovePurchase { MoveId = "2", PurchaseId = "p", ToCustomerId = "ada", OccurredAt = Scribe.Start });
        Assert.Empty(await IdsAsync(cup));

        await GivenAsync(bob, Take("3"));
        Assert.Equal(["bob"], await IdsAsync(tea));
        Assert.Equal(bob.Pieces.Rows.ToDictionary(), (await Ledger.ReadPiecesAsync("bob", null, 10)).Where(row => row.Value != 0).ToDictionary());
    }

    [Fact]
    public async Task Pieces_are_read_in_pages_by_kind_and_in_the_order_of_code_points()
    {
        string[] skus = ["10", "9", "A", "a", "a ", "é", "\uff21", "\U0001f600", new('\uff21', Text.ShortLimit)];
        await GivenAsync(
            new("ada"), new RecordPurchase { PurchaseId = "p", Lines = [.. skus.Reverse().Select(sku => new PurchaseLine(sku, sku.ToUpperInvariant(), 0.0001m))], OccurredAt = Scribe.Start });
        await GivenAsync(new("bob"), new RecordPurchase { PurchaseId = "p", Lines = [new("of another"), new("", ""), new()], OccurredAt = Scribe.Start });

        var read = new List<KeyValuePair<PieceKey, long>>();
        while (await Ledger.ReadPiecesAsync("ada", read.Count == 0 ? null : read[^1].Key, 2) is { Count: > 0 } page) read.AddRange(page);

        Assert.Equal(
            ["10", "9", "A", "a", "a ", "é", "\uff21", new('\uff21', Text.ShortLimit), "\U0001f600", "10", "9", "A", "A ", "É", "\uff21", new('\uff21', Text.ShortLimit), "\U0001f600"],
            read.Select(row => row.Key.Name));
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1], read.Select(row => row.Value));
        Assert.Equal("of another", Assert.Single(await Ledger.ReadPiecesAsync("bob", null, 10)).Key.Name);
        Assert.Empty(await Ledger.ReadPiecesAsync("nobody", null, 10));
        Assert.Equal(["ada"], await IdsAsync(PurchaseFields.BoughtSku.Where(SegmentOperator.Equals, skus[^1])));
    }

    [Fact]
    public async Task Pieces_of_appends_of_one_group_add_up_and_those_of_a_refused_append_are_not_there()
    {
        var scribe = new Scribe("ada");
        RecordPurchase Of(string id) => new() { PurchaseId = id, Lines = [new("tea", "drinks", 1.5m)], OccurredAt = Scribe.Start };
        var appends = Enumerable.Range(0, 8).Select(i => scribe.Write(Of($"{i}"))).ToList();
        var stale = new Scribe("ada").Write(Of("stale"));

        await Task.WhenAll(appends.Select(Ledger.AppendAsync));
        await Assert.ThrowsAsync<VersionConflictException>(() => Ledger.AppendAsync(stale));

        Assert.Equal([120_000, 120_000], (await Ledger.ReadPiecesAsync("ada", null, 10)).Select(row => row.Value));
    }

    [Fact]
    public async Task What_was_bought_is_kept_from_the_whole_history_once_that_is_asked_for_and_refused_otherwise()
    {
        var ledger = await Source.OpenAsync();
        var scribes = SegmentColumns.ScribesWithPieces().Where(scribe => scribe.Scribe.CustomerId != "unreadable").ToList();
        var tea = PurchaseFields.BoughtSku.Where(SegmentOperator.Equals, "tea");
        Segment nested = new AnyOf([CustomerFields.CustomerId.Where(SegmentOperator.Equals, "bob"), new Not(new AllOf([PurchaseFields.BoughtCategory.Where(Exists)]))]);
        foreach (var (_, append) in scribes) await ledger.AppendAsync(append);
        await RefusedAsync();
        Assert.Equal(3, await ledger.CountCustomersAsync(Segment.Everyone));
        Assert.False(await ledger.KeepBoughtAsync(false));

        Assert.True(await ledger.KeepBoughtAsync(true));
        Assert.Equal((true, false), (await ledger.KeepsBoughtAsync(), await ledger.KeepBoughtAsync(true)));
        Assert.Equal(SegmentColumns.WithPieces, await SegmentColumns.PiecesAsync(ledger, scribes));
        Assert.Equal(["ada"], (await ledger.ReadCustomersAsync(tea, null, 10)).Lines.Select(line => line.CustomerId));
        Assert.Equal(2, await ledger.CountCustomersAsync(nested));

        Assert.True(await ledger.KeepBoughtAsync(false));
        await RefusedAsync();
        await ledger.AppendAsync(scribes[2].Scribe.Write(new RecordPurchase { PurchaseId = "later", Lines = [new("tea", null, 1, Money.Round(2))], OccurredAt = Scribe.Start }));
        await RefusedAsync();
        Assert.True(await ledger.KeepBoughtAsync(true));
        Assert.Equal([.. SegmentColumns.WithPieces, "zoe Sku tea 10000"], await SegmentColumns.PiecesAsync(ledger, scribes));

        async Task RefusedAsync()
        {
            Assert.False(await ledger.KeepsBoughtAsync());
            Assert.Empty(await SegmentColumns.PiecesAsync(ledger, scribes));
            foreach (var segment in (Segment[])[tea, nested])
            {
                await Assert.ThrowsAsync<BoughtNotKeptException>(() => ledger.ReadCustomersAsync(segment, null, 10));
                await Assert.ThrowsAsync<BoughtNotKeptException>(() => ledger.ReadSortedAsync(segment, CustomerSort.Of("-revenue")!, null, 10));
                await Assert.ThrowsAsync<BoughtNotKeptException>(() => ledger.CountCustomersAsync(segment));
            }
        }
    }

    [Fact]
    public async Task Appends_beside_the_beginning_and_end_of_keeping_what_was_bought_are_all_counted()
    {
        var ledger = await Source.OpenAsync();
        var scribes = Enumerable.Range(0, 6).Select(number => new Scribe($"c{number}")).ToList();

        var appending = Task.WhenAll(scribes.Select(scribe => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
                await ledger.AppendAsync(scribe.Write(new RecordPurchase { PurchaseId = $"{i}", Lines = [new("tea", "drinks", 1.5m), new($"sku {i % 3}")], OccurredAt = Scribe.Start }));
        })));
        var keep = false;
        do await ledger.KeepBoughtAsync(keep = !keep);
        while (!appending.IsCompleted || !keep);
        await appending;

        foreach (var scribe in scribes)
            Assert.Equal(scribe.Pieces.Rows.ToDictionary(), (await ledger.ReadPiecesAsync(scribe.Actor, null, 10)).ToDictionary());
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

    private async Task<List<Scribe>> GivenRandomCustomersAsync(int seed, int count)
    {
        var random = new RandomCustomers(seed);
        var scribes = random.Next(count);
        foreach (var scribe in scribes)
        {
            await GivenAsync(scribe, random.Commands());
            if (scribes.IndexOf(scribe) % 3 == 0) await Ledger.AppendAsync(scribe.WriteCatchUp(Now));
        }

        await ScoreAsync(scribes);
        return scribes;
    }

    private async Task<IEnumerable<string>> IdsAsync(Segment segment) => (await Ledger.ReadCustomersAsync(segment, null, 10)).Lines.Select(line => line.CustomerId);
}
