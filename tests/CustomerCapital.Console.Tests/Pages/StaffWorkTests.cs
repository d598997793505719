using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tests.Serving;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Engine.Templates;

namespace CustomerCapital.ConsolePages.Tests.Pages;

/// <summary>Staff take what is to be done, say what came of it, and print letters in batches.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class StaffWorkTests(ConsoleServer server) : IDisposable
{
    private readonly Visitor _visitor = new(server.Address);

    public void Dispose() => _visitor.Dispose();

    [Fact]
    public async Task FollowUp_is_taken_and_ticked_off_with_what_came_of_it()
    {
        await PlanAsync("staff-1", "call", FollowUpKind.Call, "rota-1");
        var form = await FormAsync("/console/work?assignee=rota-1", "work");
        (form["move"], form["by"], form["assignee.0"]) = ("give.0", "Mara", "rota-1b");
        var given = await _visitor.PostAsync("/console/work?assignee=rota-1", form);
        Assert.Equal("/console/work?assignee=rota-1&done=assigned", new Uri(server.Address, given.Headers["Location"]).PathAndQuery);
        Assert.Equal("rota-1b", (await StateAsync("staff-1")).OpenFollowUps[0].Assignee);

        form = await FormAsync("/console/work?assignee=rota-1b", "work");
        (form["move"], form["by"], form["outcome.0"], form["result.0"]) = ("done.0", "Mara", "4", "Orders on Monday.");
        await _visitor.PostAsync("/console/work?assignee=rota-1b", form);
        var sequence = (await StateAsync("staff-1")).Sequence;
        await _visitor.PostAsync("/console/work?assignee=rota-1b", form);

        var history = (await server.Engine.Customer("staff-1").EntriesAsync(0, 100)).Select(entry => entry.Event).ToList();
        var done = Assert.Single(history.OfType<FollowUpDone>());
        Assert.Equal((FollowUpOutcome.OrderPromised, "Mara", "Orders on Monday."), (done.Outcome, done.DoneBy, done.Result));
        Assert.Equal((InteractionKind.Answer, true), (Assert.Single(history.OfType<InteractionRecorded>()).Kind, history.OfType<InteractionRecorded>().Single().Positive));
        Assert.Equal(sequence, (await StateAsync("staff-1")).Sequence);
    }

    [Theory]
    [InlineData("/console/work?assignee=rota-2", "staff-2")]
    [InlineData("/console/customer?id=staff-2b", "staff-2b")]
    public async Task FollowUp_that_somebody_else_has_ticked_off_meanwhile_is_answered_on_the_page(string address, string customerId)
    {
        await PlanAsync(customerId, "call", FollowUpKind.Call, "rota-2");
        var form = await FormAsync(address, "work");
        Assert.NotNull((await server.Engine.ExecuteAsync(customerId, [new CompleteFollowUp { FollowUpId = "call", CompletionId = "first", DoneBy = "Otto" }]))[0].Receipt);
        (form["move"], form["by"]) = ("done.0", "Mara");

        var late = await _visitor.PostAsync(address, form);

        Assert.Equal(200, late.Status);
        Assert.Contains(ConsoleLanguage.All[0]["refusal.follow_up_done_already"], late.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("give.0")]
    [InlineData("assign.0")]
    public async Task Assignment_to_nobody_at_all_says_what_is_missing(string move)
    {
        await PlanAsync("staff-3", "call", FollowUpKind.Call, "rota-3");
        var form = await FormAsync("/console/work?assignee=rota-3", "work");
        (form["move"], form["by"]) = (move, "");

        var answer = await _visitor.PostAsync("/console/work?assignee=rota-3", form);

        Assert.Contains(ConsoleLanguage.All[0]["work.whose"], answer.Words, StringComparison.Ordinal);
        Assert.Equal("rota-3", (await StateAsync("staff-3")).OpenFollowUps[0].Assignee);
    }

    [Fact]
    public async Task Batch_of_letters_is_printed_in_each_language_and_ticked_off_once()
    {
        await SaveTemplateAsync("batch-letter", ContactPurpose.Marketing);
        (string Id, string Language, bool Consents)[] people = [("letter-a", "en", true), ("letter-b", "it", true), ("letter-c", "de", false), ("letter-d", "de", true)];
        foreach (var (id, language, consents) in people)
        {
            Assert.NotNull((await server.Engine.ExecuteAsync(id, [new RegisterCustomer { Name = $"Name of {id}", PostalAddress = id == "letter-b" ? null : $"1 Street of {id}\nTown", Language = language, Consents = new(Post: consents) }]))[0].Receipt);
            await PlanAsync(id, "letter", FollowUpKind.Letter, "print-1");
        }

        const string address = "/console/letters?template=batch-letter&assignee=print-1";
        var page = await _visitor.GetAsync(address);
        Assert.Contains("Dear Name of letter-a", page.Words, StringComparison.Ordinal);
        Assert.Contains("Cara Name of letter-b", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("Dear Name of letter-c", page.Words, StringComparison.Ordinal);
        Assert.Contains(ConsoleLanguage.All[0]["letters.withheld.consent_missing"], page.Words, StringComparison.Ordinal);
        Assert.Contains("Name of letter-a\n1 Street of letter-a\nTown", page.Words, StringComparison.Ordinal);
        Assert.Contains(ConsoleLanguage.All[0].Find("letters.noaddress.count")!.Replace("{0}", "1", StringComparison.Ordinal), page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page.Text, StringComparison.Ordinal);
        Assert.Equal(3, page.Tags.Count(tag => tag.StartsWith("<article", StringComparison.Ordinal)));

        var form = page.Form("letters");
        form["by"] = "Mara";
        // A letter without an address is printed where somebody wants it so.
        Assert.Null(form["letter.1"]);
        form["letter.1"] = "on";
        // The one to letter-d stays for another day.
        form["letter.3"] = null;
        var sent = await _visitor.PostAsync(address, form);
        Assert.Equal(302, sent.Status);
        var sequences = await SequencesAsync(people.Select(one => one.Id));
        await _visitor.PostAsync(address, form);

        Assert.Equal(sequences, await SequencesAsync(people.Select(one => one.Id)));
        Assert.Equal([0, 0, 1, 1], (await Task.WhenAll(people.Select(one => StateAsync(one.Id)))).Select(state => state.OpenFollowUps.Count));
        var done = (await server.Engine.Customer("letter-a").EntriesAsync(0, 100)).Select(entry => entry.Event).OfType<FollowUpDone>().Single();
        Assert.Equal((FollowUpOutcome.Sent, "Mara"), (done.Outcome, done.DoneBy));
    }

    [Fact]
    public async Task Letter_that_somebody_else_has_ticked_off_is_named_and_the_others_are_ticked_off()
    {
        await SaveTemplateAsync("service-letter", ContactPurpose.Service);
        foreach (var id in (string[])["letter-e", "letter-f"])
        {
            Assert.NotNull((await server.Engine.ExecuteAsync(id, [new RegisterCustomer { Name = id, PostalAddress = "1 Street" }]))[0].Receipt);
            await PlanAsync(id, "letter", FollowUpKind.Letter, "print-2");
        }

        const string address = "/console/letters?template=service-letter&assignee=print-2";
        var form = await FormAsync(address, "letters");
        Assert.NotNull((await server.Engine.ExecuteAsync("letter-e", [new CompleteFollowUp { FollowUpId = "letter", CompletionId = "first" }]))[0].Receipt);

        var answer = await _visitor.PostAsync(address, form);

        Assert.Contains("letter-e: " + ConsoleLanguage.All[0]["refusal.follow_up_done_already"], answer.Words, StringComparison.Ordinal);
        Assert.Empty((await StateAsync("letter-f")).OpenFollowUps);
    }

    [Fact]
    public async Task Batch_of_which_nothing_is_ticked_says_so()
    {
        await SaveTemplateAsync("service-letter", ContactPurpose.Service);
        var form = await FormAsync("/console/letters?template=service-letter&assignee=print-3", "letters");

        Assert.Contains(ConsoleLanguage.All[0]["letters.choose"], (await _visitor.PostAsync("/console/letters?template=service-letter&assignee=print-3", form)).Words, StringComparison.Ordinal);
    }

    private async Task<PageForm> FormAsync(string address, string name) => (await _visitor.GetAsync(address)).Form(name);

    private async Task<ActorState> StateAsync(string id) => (await server.Engine.Customer(id).GetAsync())!;

    private async Task<List<long>> SequencesAsync(IEnumerable<string> ids)
    {
        var sequences = new List<long>();
        foreach (var id in ids) sequences.Add((await StateAsync(id)).Sequence);
        return sequences;
    }

    private async Task PlanAsync(string customerId, string id, FollowUpKind kind, string assignee) =>
        Assert.NotNull((await server.Engine.ExecuteAsync(customerId, [new ScheduleFollowUp { FollowUpId = id, Kind = kind, DueAt = server.Engine.Now.AddDays(-1), Note = "Thank you.", Assignee = assignee }]))[0].Receipt);

    private async Task SaveTemplateAsync(string name, ContactPurpose purpose)
    {
        var kept = await server.Engine.AskAsync(new ReadTemplates());
        if (kept.Saved.Find(name) is not null) return;
        var template = new MessageTemplate
        {
            Purpose = purpose, Channel = ContactChannel.Post,
            Variants = [new("en", "Thanks", "Dear {{ customer.name }},\n\n{{ letter.note }}"), new("it", "Grazie", "Cara {{ customer.name }},\n\n{{ letter.note }}"), new("de", "Danke", "Liebe {{ customer.name }},\n\n{{ letter.note }}")],
        };
        Assert.NotNull((await server.Engine.AskAsync(new PutTemplate(name, template, kept.Version))).Version);
    }
}
