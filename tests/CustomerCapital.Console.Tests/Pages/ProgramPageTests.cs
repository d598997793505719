using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tests.Serving;

namespace CustomerCapital.ConsolePages.Tests.Pages;

/// <summary>The page of the program shows every version of the rules with what it has changed, and calls fields by their labels.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ProgramPageTests(ConsoleServer server) : IDisposable
{
    private readonly Visitor _visitor = new(server.Address);

    public void Dispose() => _visitor.Dispose();

    [Fact]
    public async Task Versions_say_field_by_field_what_each_has_changed()
    {
        var before = server.Engine.Policy.Program.Policy;
        var form = (await _visitor.GetAsync("/console/program")).Form("policy");
        (form["intent"], form["policy"]) = ("save", form["policy"]!.Replace($"\"activityWindowMonths\": {before.ActivityWindowMonths}", $"\"activityWindowMonths\": {before.ActivityWindowMonths + 1}", StringComparison.Ordinal));
        Assert.Equal(302, (await _visitor.PostAsync("/console/program", form)).Status);

        try
        {
            var page = await _visitor.GetAsync("/console/program");

            Assert.Contains($"activityWindowMonths: {before.ActivityWindowMonths} → {before.ActivityWindowMonths + 1}", page.Words, StringComparison.Ordinal);
            Assert.Contains($"href=\"/v1/policy/versions/{before.Version + 1}\"", page.Text, StringComparison.Ordinal);
            Assert.Contains("activityWindowMonths", (await _visitor.GetAsync("/console/csv/policy-versions")).Text, StringComparison.Ordinal);
        }
        finally
        {
            Assert.Empty((await server.Engine.Policy.PutAsync(server.Engine.Policy.Program.Policy with { ActivityWindowMonths = before.ActivityWindowMonths }, null)).Faults);
        }
    }

    [Fact]
    public async Task Faults_name_a_field_by_its_label_and_as_the_rules_do()
    {
        var form = (await _visitor.GetAsync("/console/program")).Form("policy");
        (form["intent"], form["policy"]) = ("check", System.Text.RegularExpressions.Regex.Replace(form["policy"]!, "\"marginRate\": [0-9.]+", "\"marginRate\": 7"));

        var page = await _visitor.PostAsync("/console/program", form);

        Assert.Contains($"<strong>{ConsoleLanguage.All[0]["program.margin"]}</strong>", page.Text, StringComparison.Ordinal);
        Assert.Contains("<code>marginRate</code>", page.Text, StringComparison.Ordinal);
    }

    /// <summary>What is left out would become zero.</summary>
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"version":3}""")]
    [InlineData("""{"marginRate":0.4}""")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task Policy_of_which_something_is_left_out_is_not_put_in_force(string text)
    {
        var before = server.Engine.Policy.Program.Policy;
        foreach (var intent in (string[])["check", "save"])
        {
            var form = (await _visitor.GetAsync("/console/program")).Form("policy");
            (form["intent"], form["policy"]) = (intent, text);

            var page = await _visitor.PostAsync("/console/program", form);

            Assert.InRange(page.Status, 200, 422);
            Assert.Contains("role=\"alert\"", page.Text, StringComparison.Ordinal);
        }

        Assert.Equal(before, server.Engine.Policy.Program.Policy);
    }
}
