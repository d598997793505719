using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.FollowUps;
using CustomerCapital.Engine.Templates;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Conformance.FollowUps;

/// <summary>The work list has the follow-ups of all customers that are not done, the earliest due first.</summary>
public abstract class WorkListConformance<TSource> : EngineConformance<TSource>
    where TSource : IEngineSource, new()
{
    protected override string? TimeZone => "Pacific/Auckland";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1_000)]
    public async Task WorkListAsync_pages_through_what_is_not_done(int limit)
    {
        await GivenAsync("ada", Planned("late", 3), Planned("early", -2), Planned("done", -1));
        await GivenAsync("bob", Planned("early", -2), Planned("next", 1));
        await GivenAsync("cyd", Purchase("p1", 10));
        await GivenAsync("ada", new CompleteFollowUp { FollowUpId = "done" });

        Assert.Equal(["ada early True", "bob early True", "bob next False", "ada late False"], await ReadAllAsync(limit));

        Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(["ada early True", "bob early True", "bob next True", "ada late False"], await ReadAllAsync(limit));
    }

    [Fact]
    public async Task WorkListAsync_through_a_day_has_what_is_due_by_its_end_in_the_programs_zone()
    {
        // 13 hours before UTC in January.
        var midnight = new DateTimeOffset(2026, 1, 20, 0, 0, 0, TimeSpan.FromHours(13));
        ScheduleFollowUp call = new() { FollowUpId = "last", Kind = FollowUpKind.Call, DueAt = midnight.AddMicroseconds(-1) };
        await GivenAsync("ada", call, call with { FollowUpId = "next", DueAt = midnight });

        Assert.Equal(["ada last"], Due(await Engine.AskAsync(new ReadWorkList(null, 10, new DateOnly(2026, 1, 19)))));
        Assert.Equal(["ada last", "ada next"], Due(await Engine.AskAsync(new ReadWorkList(null, 10, new DateOnly(2026, 1, 20)))));
        Assert.Empty(Due(await Engine.AskAsync(new ReadWorkList(null, 10, new DateOnly(2026, 1, 18)))));
        Assert.Equal(["ada last", "ada next"], Due(await Engine.AskAsync(new ReadWorkList(null, 10, DateOnly.MaxValue))));

        static IEnumerable<string> Due(WorkList page) => page.FollowUps.Select(open => $"{open.CustomerId} {open.FollowUpId}");
    }

    [Fact]
    public async Task WorkListAsync_tells_whom_it_is_about_and_what()
    {
        await GivenAsync(
            "ada", new RegisterCustomer { Name = "Ada Lovelace" }, Purchase("p1", 10),
            new ScheduleFollowUp { FollowUpId = "f", Kind = FollowUpKind.Letter, DueAt = Sample.Start.AddDays(1), Note = "Thank her", PurchaseId = "p1" });

        var page = await Engine.AskAsync(new ReadWorkList(null, 10));

        Assert.Equal([new("ada", "Ada Lovelace", "f", FollowUpKind.Letter, Sample.Start.AddDays(1), "Thank her", "p1", Overdue: false)], page.FollowUps);
        Assert.Null(page.Next);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1_000)]
    public async Task WorkListAsync_of_a_kind_or_of_somebody_has_no_other(int limit)
    {
        await GivenAsync("ada", Planned("a", 1) with { Assignee = "Mara" }, Planned("b", 2) with { Kind = FollowUpKind.Letter }, Planned("c", 3));
        await GivenAsync("bob", Planned("d", 1), Planned("e", 4) with { Kind = FollowUpKind.Letter, Assignee = "Mara" }, Planned("f", 5) with { Assignee = "Otto" });
        await GivenAsync("ada", new AssignFollowUp { AssignmentId = "1", FollowUpId = "c", Assignee = "Mara" });
        await GivenAsync("bob", new AssignFollowUp { AssignmentId = "1", FollowUpId = "f" });

        Assert.Equal(["ada a", "ada c", "bob e"], await IdsAsync(limit, assignee: "Mara"));
        Assert.Equal(["bob d", "ada b", "bob f"], await IdsAsync(limit, assignee: ""));
        Assert.Empty(await IdsAsync(limit, assignee: "Otto"));
        Assert.Equal(["ada b", "bob e"], await IdsAsync(limit, FollowUpKind.Letter));
        Assert.Equal(["bob e"], await IdsAsync(limit, FollowUpKind.Letter, "Mara"));
    }

    [Fact]
    public async Task FollowUp_that_several_tick_off_at_once_is_done_by_one_and_the_others_are_refused()
    {
        await GivenAsync("ada", Planned("f", 1));
        var ticks = Enumerable.Range(0, 8).Select(number => new CompleteFollowUp { FollowUpId = "f", CompletionId = $"tick-{number}", Outcome = FollowUpOutcome.Reached, DoneBy = $"staff-{number}", OccurredAt = Sample.Start }).ToList();

        var outcomes = (await Task.WhenAll(ticks.Select(tick => Engine.ExecuteAsync("ada", [tick])))).Select(outcome => outcome[0]).ToList();

        var winner = outcomes.FindIndex(outcome => outcome.Status == OutcomeStatus.Accepted);
        Assert.All(outcomes.Where((_, at) => at != winner), outcome => Assert.Equal("follow_up_done_already", outcome.Code));
        var again = (await Engine.ExecuteAsync("ada", [ticks[winner]]))[0];
        Assert.Equal((OutcomeStatus.Duplicate, outcomes[winner].Receipt), (again.Status, again.Receipt));
        Assert.Equal("follow_up_done_already", (await Engine.ExecuteAsync("ada", [ticks[(winner + 1) % 8]]))[0].Code);
        var history = (await Engine.Customer("ada").EntriesAsync(0, 100)).Select(entry => entry.Event).ToList();
        Assert.Equal($"staff-{winner}", Assert.Single(history.OfType<FollowUpDone>()).DoneBy);
        Assert.Equal("f", Assert.Single(history.OfType<InteractionRecorded>()).FollowUpId);
    }

    [Fact]
    public async Task FollowUp_that_several_take_at_once_is_one_persons()
    {
        await GivenAsync("ada", Planned("f", 1));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Engine.ExecuteAsync("ada", [new AssignFollowUp { AssignmentId = $"take-{number}", FollowUpId = "f", Assignee = $"staff-{number}", From = "" }])));

        var winner = Array.FindIndex(outcomes, outcome => outcome[0].Status == OutcomeStatus.Accepted);
        Assert.All(outcomes.Where((_, at) => at != winner), outcome => Assert.Equal("follow_up_assigned_already", outcome[0].Code));
        Assert.Equal($"staff-{winner}", (await Engine.AskAsync(new ReadWorkList(null, 10))).FollowUps[0].Assignee);
    }

    [Fact]
    public async Task ReadLetters_has_each_letter_in_the_customers_language_and_none_without_consent()
    {
        MessageTemplate template = new()
        {
            Purpose = ContactPurpose.Marketing, Channel = ContactChannel.Post,
            Variants = [new("en", "Thanks", "Dear {{ customer.name }}: {{ letter.note }}"), new("it", "Grazie", "Cara {{ customer.name }}: {{ letter.note }}, {{ letter.due }}")],
        };
        Assert.NotNull((await Engine.AskAsync(new PutTemplate("thanks", template, 0))).Version);
        await GivenAsync("ada", new RegisterCustomer { Name = "Ada", PostalAddress = "Via Appia 1\n00185 Roma", Language = "it-IT", Consents = new(Post: true) }, Planned("a", 1) with { Kind = FollowUpKind.Letter, Note = "A", Assignee = "Mara" }, Planned("call", 1));
        await GivenAsync("bob", new RegisterCustomer { Name = "Bob" }, Planned("b", 2) with { Kind = FollowUpKind.Letter, Note = "B" });
        await GivenAsync("cyd", new RegisterCustomer { Name = "Cyd", Language = "fr", Consents = new(Post: true) }, Planned("c", 3) with { Kind = FollowUpKind.Letter, Note = "C" });

        var first = await Engine.AskAsync(new ReadLetters("thanks", null, 2));
        var second = await Engine.AskAsync(new ReadLetters("thanks", first.Next, 2));

        Assert.Equal(
            [("ada", "it", "Grazie", "Cara Ada: A, 2026-01-17", null), ("bob", null, null, null, "consent_missing"), ("cyd", "en", "Thanks", "Dear Cyd: C", (string?)null)],
            first.Letters.Concat(second.Letters).Select(letter => (letter.FollowUp.CustomerId, letter.Language, letter.Subject, letter.Text, letter.Withheld)));
        Assert.Equal(["Via Appia 1\n00185 Roma", null, null], first.Letters.Concat(second.Letters).Select(letter => letter.PostalAddress));
        Assert.Null(second.Next);
        Assert.Equal("a", Assert.Single((await Engine.AskAsync(new ReadLetters("thanks", null, 9, Assignee: "Mara"))).Letters).FollowUp.FollowUpId);
        Assert.True((await Engine.AskAsync(new ReadLetters("none", null, 9))).IsTemplateMissing);
    }

    private async Task<List<string>> IdsAsync(int limit, FollowUpKind? kind = null, string? assignee = null)
    {
        var read = new List<string>();
        var (after, isFirst) = ((FollowUpPlace?)null, true);
        for (; isFirst || after is not null; isFirst = false)
        {
            var page = await Engine.AskAsync(new ReadWorkList(after, limit, Kind: kind, Assignee: assignee));
            Assert.True(page.FollowUps.Count <= limit);
            read.AddRange(page.FollowUps.Select(open => $"{open.CustomerId} {open.FollowUpId}"));
            after = page.Next;
        }

        return read;
    }

    private static ScheduleFollowUp Planned(string id, int days) => new() { FollowUpId = id, Kind = FollowUpKind.Call, DueAt = Sample.Start.AddDays(days) };

    private async Task<List<string>> ReadAllAsync(int limit)
    {
        var read = new List<string>();
        var (after, isFirst) = ((FollowUpPlace?)null, true);
        for (; isFirst || after is not null; isFirst = false)
        {
            var page = await Engine.AskAsync(new ReadWorkList(after, limit));
            read.AddRange(page.FollowUps.Select(open => $"{open.CustomerId} {open.FollowUpId} {open.Overdue}"));
            after = page.Next;
        }

        return read;
    }
}
