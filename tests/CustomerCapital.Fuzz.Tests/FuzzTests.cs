namespace CustomerCapital.Fuzz.Tests;

/// <summary>Some thousand requests from a seed; more of them by <c>./build.sh fuzz --requests N</c>.</summary>
public sealed class FuzzTests
{
    [Fact]
    public async Task Server_keeps_its_promises_whatever_is_sent_by_whomever()
    {
        var folder = Directory.CreateTempSubdirectory("customercapital-fuzz-").FullName;
        try
        {
            var outcome = await new FuzzRun(seed: 1, requests: 4_000, folder).RunAsync();

            Assert.True(outcome.Broken.Count == 0, string.Join('\n', outcome.Broken));
            Assert.True(outcome.Reached.Count > outcome.Never.Count, "few operations were carried out");
            string[] rare = ["makeReferralByCode", "movePurchase", "executeCommands", "createImport", "confirmImport"];
            Assert.Empty(rare.Except(outcome.Reached.Keys));
            Assert.True(outcome.Statuses.GetValueOrDefault(401) > 300 && outcome.Statuses.GetValueOrDefault(403) > 300, "few requests were refused for want of a right");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_seed_gives_the_same_request_each_time()
    {
        var operation = new Operation("a", "POST", "/v1/customers/{id}/purchases", null, [], "application/json", System.Text.Json.Nodes.JsonNode.Parse("""{"purchaseId":"p","amount":"1.00","lines":[{"sku":"a"}]}"""));
        Assert.All(Enumerable.Range(0, 500), number => Assert.Equal(Text(number), Text(number)));
        Assert.True(Enumerable.Range(0, 500).Select(Text).Distinct().Count() > 150);

        string Text(int number) => FuzzRequest.Make(7, number, [operation], [new("nobody", null, [])], Prepared.Nothing, mayChange: true).ToString();
    }
}
