using CustomerCapital.ConsolePages.Tests.Serving;
using CustomerCapital.Domain.Duplicates;

namespace CustomerCapital.ConsolePages.Tests.Pages;

/// <summary>Staff say on the page which likely duplicates are different persons, and take that back.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class DuplicatesTests(ConsoleServer server) : IDisposable
{
    private readonly Visitor _visitor = new(server.Address);

    public void Dispose() => _visitor.Dispose();

    [Fact]
    public async Task Group_is_decided_with_a_reason_and_decided_again()
    {
        var form = await FormAsync("/console/duplicates");
        var at = PlaceOf(form);
        (form["move"], form["by"], form["reason." + at]) = ("different." + at, "Mara", "Two tills.");

        var decided = await _visitor.PostAsync("/console/duplicates", form);

        Assert.Equal("/console/duplicates?done=decided", new Uri(server.Address, decided.Headers["Location"]).PathAndQuery);
        Assert.Equal((DuplicateVerdict.NotTheSame, "Mara", "Two tills."), await GroupAsync());
        Assert.DoesNotContain("Twin-1", (await _visitor.GetAsync("/console/duplicates")).Words, StringComparison.Ordinal);

        const string address = "/console/duplicates?verdict=not_the_same";
        form = await FormAsync(address);
        form["move"] = "again." + PlaceOf(form);
        await _visitor.PostAsync(address, form);
        Assert.Equal(DuplicateVerdict.Undecided, (await GroupAsync()).Verdict);
    }

    [Fact]
    public async Task Form_of_a_tab_that_has_been_open_for_long_gets_an_answer()
    {
        const string decided = "/console/duplicates?verdict=not_the_same";
        var form = await FormAsync("/console/duplicates");
        form["move"] = "different.99";

        var page = await _visitor.PostAsync(decided, form);

        Assert.Equal(200, (int)page.Status);
        Assert.Contains("Likely duplicates", page.Words, StringComparison.Ordinal);
    }

    private async Task<(DuplicateVerdict Verdict, string? By, string? Reason)> GroupAsync()
    {
        var group = DuplicateGroup.Part.Of((await server.Engine.Customer(DuplicateGroup.ActorOf(DuplicateGroup.IdOf(Shop.Twins))).GetAsync())!);
        return (group.Verdict, group.By, group.Reason);
    }

    private async Task<PageForm> FormAsync(string address) => (await _visitor.GetAsync(address)).Form("decide");

    private static int PlaceOf(PageForm form) => Enumerable.Range(0, 20).Single(at => form[$"customer.{at}.0"] == Shop.Twins[1]);
}
