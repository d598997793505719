using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tests.Serving;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Privacy;

namespace CustomerCapital.ConsolePages.Tests.Pages;

/// <summary>Staff erase a person on the customer's page, and see afterwards that there is nobody any more.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class EraseTests(ConsoleServer server) : IDisposable
{
    private readonly Visitor _visitor = new(server.Address);

    public void Dispose() => _visitor.Dispose();

    [Fact]
    public async Task Person_is_erased_once_the_id_is_typed_again_and_the_page_of_the_erased_says_so_and_has_no_forms()
    {
        const string id = "erase-me-please";
        await GivenAsync(id);
        var address = ConsoleAddress.Customer(id);
        var form = (await _visitor.GetAsync(address)).Form("erase");
        (form["typed"], form["by"], form["reason"], form["move"]) = ("somebody-else", "Mara", "By letter.", "erase");
        Assert.Contains("This is not the id of this customer.", (await _visitor.PostAsync(address, form)).Words, StringComparison.Ordinal);
        (form["typed"], form["move"]) = (id, "");
        await _visitor.PostAsync(address, form);
        Assert.NotNull(await server.Engine.Customer(id).GetAsync());

        form["move"] = "erase";
        var erased = await _visitor.PostAsync(address, form);

        var erasure = Assert.Single(await server.Engine.AskAsync(new ListErasures()), one => one.By == "Mara");
        Assert.Equal(ConsoleAddress.Customer(erasure.ErasedId) + "&done=erased", new Uri(server.Address, erased.Headers["Location"]).PathAndQuery);
        Assert.Null(await server.Engine.Customer(id).GetAsync());
        var page = await _visitor.GetAsync(ConsoleAddress.Customer(erasure.ErasedId));
        foreach (var words in (string[])["Erased person", "This person was erased.", "Asked for by Mara", "By letter.", "Person erased"]) Assert.Contains(words, page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"typed\"", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"nps\"", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(id, page.Text, StringComparison.Ordinal);
        using var german = new Visitor(server.Address, "de");
        Assert.Contains("Person gelöscht", (await german.GetAsync(ConsoleAddress.Customer(erasure.ErasedId))).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_must_be_said_and_not_be_the_person()
    {
        const string id = "erase-who-asks";
        await GivenAsync(id);
        var address = ConsoleAddress.Customer(id);
        var form = (await _visitor.GetAsync(address)).Form("erase");
        (form["typed"], form["by"], form["move"]) = (id, "", "erase");
        Assert.Contains("Say who asks for it.", (await _visitor.PostAsync(address, form)).Words, StringComparison.Ordinal);
        form["by"] = "Erika Erasable";

        Assert.Contains("Your name must not name the person", (await _visitor.PostAsync(address, form)).Words, StringComparison.Ordinal);

        Assert.NotNull(await server.Engine.Customer(id).GetAsync());
    }

    private async Task GivenAsync(string id)
    {
        foreach (var outcome in await server.Engine.ExecuteAsync(
            id, [new RegisterCustomer { Name = "Erika Erasable" }, new RecordPurchase { PurchaseId = "o", Amount = Money.Round(25) }, new GiveFeedback { FeedbackId = "f", Nps = 9 }]))
            Assert.NotNull(outcome.Receipt);
        Assert.False(ErasedId.Is(id));
    }
}
