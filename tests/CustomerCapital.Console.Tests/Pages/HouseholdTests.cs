using CustomerCapital.ConsolePages.Tests.Serving;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Households;

namespace CustomerCapital.ConsolePages.Tests.Pages;

/// <summary>Staff put customers into a household, and take them out of it.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class HouseholdTests(ConsoleServer server) : IDisposable
{
    private readonly Visitor _visitor = new(server.Address);

    public void Dispose() => _visitor.Dispose();

    [Fact]
    public async Task Customer_joins_a_household_takes_another_in_and_leaves()
    {
        await BuyAsync("home-anna");
        await BuyAsync("home-bruno");
        var form = (await _visitor.GetAsync("/console/household?id=home-anna")).Form("join");
        form["household"] = "<home> rossi";
        var joined = await _visitor.PostAsync("/console/household?id=home-anna", form);
        Assert.Equal("/console/household?id=home-anna&done=joined", new Uri(server.Address, joined.Headers["Location"]).PathAndQuery);
        var page = await _visitor.GetAsync("/console/household?id=home-anna");
        Assert.Contains("<home> rossi", page.Words, StringComparison.Ordinal);
        form = page.Form("join");
        form["member"] = "home-bruno";

        await _visitor.PostAsync("/console/household?id=home-anna", form);

        Assert.Equal(["home-anna", "home-bruno"], (await server.Engine.AskAsync(new ReadHousehold("<home> rossi")))!.Members.Select(member => member.CustomerId).Order());
        Assert.Contains("<home> rossi", (await _visitor.GetAsync("/console/customer?id=home-bruno")).Words, StringComparison.Ordinal);
        page = await _visitor.GetAsync("/console/household?id=home-bruno");
        await _visitor.PostAsync("/console/household?id=home-bruno", page.Form("leave-0"));
        Assert.Single((await server.Engine.AskAsync(new ReadHousehold("<home> rossi")))!.Members);
    }

    [Fact]
    public async Task Page_that_was_read_before_others_left_takes_out_whom_it_names()
    {
        foreach (var customer in new[] { "stale-anna", "stale-bruno", "stale-carla" })
        {
            await BuyAsync(customer);
            await server.Engine.AskAsync(new AddMember("stale", customer));
        }

        var members = (await server.Engine.AskAsync(new ReadHousehold("stale")))!.Members.Select(member => member.CustomerId).ToList();
        var form = (await _visitor.GetAsync("/console/household?id=stale-carla")).Form("leave-1");
        await server.Engine.AskAsync(new RemoveMember("stale", members[0]));

        await _visitor.PostAsync("/console/household?id=stale-carla", form);

        Assert.Equal([members[2]], (await server.Engine.AskAsync(new ReadHousehold("stale")))!.Members.Select(member => member.CustomerId));
    }

    [Fact]
    public async Task Customer_whom_somebody_else_has_put_into_another_household_is_not_said_to_have_joined()
    {
        await BuyAsync("late-anna");
        var form = (await _visitor.GetAsync("/console/household?id=late-anna")).Form("join");
        form["household"] = "late-verdi";
        await server.Engine.AskAsync(new AddMember("late-rossi", "late-anna"));

        var page = await _visitor.PostAsync("/console/household?id=late-anna", form);

        Assert.Contains("Customer 'late-anna' is in household 'late-rossi'", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_a_customer_cannot_join_stands_on_the_page()
    {
        await BuyAsync("home-otto");
        await server.Engine.AskAsync(new AddMember("verdi", "home-otto"));
        var form = (await _visitor.GetAsync("/console/household?id=home-otto")).Form("join");
        form["member"] = "home-nobody";

        var page = await _visitor.PostAsync("/console/household?id=home-otto", form);

        Assert.Contains("There is no customer 'home-nobody'", page.Words, StringComparison.Ordinal);
        Assert.Equal("home-nobody", page.Form("join")["member"]);
    }

    [Theory]
    [InlineData("/console/household?id=home-nobody")]
    [InlineData("/console/merges?id=home-nobody")]
    public async Task Page_of_nobody_has_nothing_to_fill_in(string address)
    {
        var page = await _visitor.GetAsync(address);

        Assert.Equal(404, page.Status);
        Assert.DoesNotContain("name=\"_handler\"", page.Text, StringComparison.Ordinal);
    }

    private async Task BuyAsync(string customer) =>
        Assert.NotNull((await server.Engine.ExecuteAsync(customer, [new RecordPurchase { PurchaseId = customer, Amount = Money.Round(25), OccurredAt = server.Engine.Now }]))[0].Receipt);
}
