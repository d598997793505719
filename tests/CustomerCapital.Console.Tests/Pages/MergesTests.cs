using CustomerCapital.ConsolePages.Tests.Serving;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.ConsolePages.Tests.Pages;

/// <summary>Staff merge two customers who are one person, and take that back.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class MergesTests(ConsoleServer server) : IDisposable
{
    private readonly Visitor _visitor = new(server.Address);

    public void Dispose() => _visitor.Dispose();

    [Fact]
    public async Task Customer_is_merged_into_another_and_separated_again()
    {
        await BuyAsync("merge-guest", "m-1");
        await BuyAsync("merge-account", "m-2");
        var form = (await _visitor.GetAsync("/console/merges?id=merge-guest")).Form("merge");
        (form["into"], form["by"], form["reason"]) = ("merge-account", "Mara", "Ordered as a guest.");

        var merged = await _visitor.PostAsync("/console/merges?id=merge-guest", form);

        Assert.Equal("/console/customer?id=merge-account&done=merged", new Uri(server.Address, merged.Headers["Location"]).PathAndQuery);
        Assert.Equal(2, (await server.Engine.Customer("merge-guest").GetAsync())!.Orders);
        var led = await _visitor.GetAsync("/console/customer?id=merge-guest");
        Assert.Equal("/console/customer?id=merge-account", new Uri(server.Address, led.Headers["Location"]).PathAndQuery);
        var page = await _visitor.GetAsync("/console/merges?id=merge-account");
        Assert.Contains("Ordered as a guest.", page.Words, StringComparison.Ordinal);

        await _visitor.PostAsync("/console/merges?id=merge-account", page.Form("undo-0"));

        Assert.Equal(1, (await server.Engine.Customer("merge-guest").GetAsync())!.Orders);
        Assert.Equal(1, (await server.Engine.Customer("merge-account").GetAsync())!.Orders);
    }

    [Fact]
    public async Task Why_two_cannot_be_merged_stands_on_the_page()
    {
        await BuyAsync("merge-one", "m-3");
        var form = (await _visitor.GetAsync("/console/merges?id=merge-one")).Form("merge");
        form["into"] = "merge-nobody";

        var page = await _visitor.PostAsync("/console/merges?id=merge-one", form);

        Assert.Contains("There is no customer 'merge-nobody'", page.Words, StringComparison.Ordinal);
        Assert.Equal("merge-nobody", page.Form("merge")["into"]);
    }

    [Fact]
    public async Task Form_of_a_page_from_before_another_merge_undoes_its_own_merge_alone()
    {
        foreach (var (customer, purchase) in ((string, string)[])[("merge-stays", "m-4"), ("merge-first", "m-5"), ("merge-second", "m-6")]) await BuyAsync(customer, purchase);
        await MergeAsync("merge-first", "merge-stays");
        var page = await _visitor.GetAsync("/console/merges?id=merge-stays");
        await _visitor.PostAsync("/console/merges?id=merge-stays", page.Form("undo-0"));
        await MergeAsync("merge-second", "merge-stays");

        await _visitor.PostAsync("/console/merges?id=merge-stays", page.Form("undo-0"));

        Assert.Equal(2, (await server.Engine.Customer("merge-second").GetAsync())!.Orders);
        Assert.Equal(1, (await server.Engine.Customer("merge-first").GetAsync())!.Orders);
    }

    private async Task MergeAsync(string customer, string into)
    {
        var form = (await _visitor.GetAsync($"/console/merges?id={customer}")).Form("merge");
        form["into"] = into;
        Assert.Contains("done=merged", (await _visitor.PostAsync($"/console/merges?id={customer}", form)).Headers["Location"], StringComparison.Ordinal);
    }

    private async Task BuyAsync(string customer, string purchase) =>
        Assert.NotNull((await server.Engine.ExecuteAsync(customer, [new RecordPurchase { PurchaseId = purchase, Amount = Money.Round(25), OccurredAt = server.Engine.Now }]))[0].Receipt);
}
