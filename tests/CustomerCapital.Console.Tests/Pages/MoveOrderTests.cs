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
}
