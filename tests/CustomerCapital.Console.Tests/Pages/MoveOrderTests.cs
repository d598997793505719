using CustomerCapital.ConsolePages.Tests.Serving;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;

namespace CustomerCapital.ConsolePages.Tests.Pages;

/// <summary>Staff move an order to the customer whose it is.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class MoveOrderTests(ConsoleServer server) : IDisposable
{
    private readonly Visitor _visitor = new(server.Address);

    public void Dispose() => _visitor.Dispose();

    [Fact]
    public async Task Order_is_the_other_customers_once_it_is_moved()
    {
        Assert.NotNull((await server.Engine.ExecuteAsync("move-guest", [new RecordPurchase { PurchaseId = "o-1", Amount = Money.Round(25), OccurredAt = server.Engine.Now }]))[0].Receipt);
        Assert.NotNull((await server.Engine.ExecuteAsync("move-account", [new RegisterCustomer { Name = "Anna", OccurredAt = server.Engine.Now }]))[0].Receipt);
        var form = (await _visitor.GetAsync("/console/customer?id=move-guest")).Form("purchase-move");
        (form["purchase"], form["to"]) = ("o-1", "move-account");

        var moved = await _visitor.PostAsync("/console/customer?id=move-guest", form);
        await server.SettleAsync();

        Assert.Equal("/console/customer?id=move-guest&done=moved", new Uri(server.Address, moved.Headers["Location"]).PathAndQuery);
        Assert.Equal((0L, 1L), ((await server.Engine.Customer("move-guest").GetAsync())!.Orders, (await server.Engine.Customer("move-account").GetAsync())!.Orders));
    }

    [Fact]
    public async Task Customer_of_whom_nothing_is_known_is_made_only_where_a_box_says_so()
    {
        Assert.NotNull((await server.Engine.ExecuteAsync("move-mistyped", [new RecordPurchase { PurchaseId = "o-2", Amount = Money.Round(25), OccurredAt = server.Engine.Now }]))[0].Receipt);
        const string address = "/console/customer?id=move-mistyped";
        var form = (await _visitor.GetAsync(address)).Form("purchase-move");
        (form["purchase"], form["to"]) = ("o-2", "move-nobody");

        var asked = await _visitor.PostAsync(address, form);
        await server.SettleAsync();

        Assert.Contains("Nobody with this id is known.", asked.Words, StringComparison.Ordinal);
        Assert.Contains("Id of the customer whose it is", asked.Words, StringComparison.Ordinal);
        Assert.Null(await server.Engine.Customer("move-nobody").GetAsync());
        form = asked.Form("purchase-move");
        form["make"] = "on";
        await _visitor.PostAsync(address, form);
        await server.SettleAsync();
        Assert.Equal(1, (await server.Engine.Customer("move-nobody").GetAsync())!.Orders);
    }
}
