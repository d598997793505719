using System.Security.Cryptography;
using CustomerCapital.ConsolePages.Access;
using CustomerCapital.ConsolePages.Tests.Serving;
using CustomerCapital.Engine.Access;
using Microsoft.AspNetCore.Components;

namespace CustomerCapital.ConsolePages.Tests.Access;

/// <summary>A console that asks who somebody is.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private readonly ConsoleServer _server = new() { IsOpen = false };

    public async Task InitializeAsync() => await _server.InitializeAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Whoever_is_not_known_is_led_to_where_people_sign_in_and_from_there_to_where_that_one_wanted()
    {
        using var visitor = new Visitor(_server.Address);
        foreach (var address in ConsoleMap.Addresses.Where(address => !address.StartsWith(ConsoleSignIn.Path, StringComparison.Ordinal) && address != "/console/not-found"))
        {
            var turnedAway = await visitor.GetAsync(address);
            Assert.Equal((address, 302), (address, turnedAway.Status));
            Assert.StartsWith(ConsoleSignIn.Path, turnedAway.Headers["Location"], StringComparison.Ordinal);
        }

        var form = (await visitor.GetAsync((await visitor.GetAsync("/console/customers?view=at-risk")).Headers["Location"])).Form("sign-in");
        form["key"] = AccessKey.TextOf(RandomNumberGenerator.GetBytes(AccessKey.SecretBytes));
        var wrong = await visitor.PostAsync(ConsoleSignIn.Path, form);
        Assert.Contains("This key is not taken", wrong.Words, StringComparison.Ordinal);
        Assert.DoesNotContain(form["key"]!, wrong.Text, StringComparison.Ordinal);

        form["key"] = await KeyAsync("maria", Roles.ScopesOf(Role.Viewer));
        var right = await visitor.PostAsync(ConsoleSignIn.Path, form);
        Assert.Equal("/console/customers?view=at-risk", right.Headers["Location"]);
        Assert.Equal(200, (await visitor.GetAsync("/console/customers?view=at-risk")).Status);
    }

    [Fact]
    public async Task Every_page_says_who_may_see_it_and_shows_forms_to_those_alone_who_may_send_them()
    {
        using var administrator = await SignedInAsync("administrator", Scopes.All);
        using var viewer = await SignedInAsync("viewer", Roles.ScopesOf(Role.Viewer));
        using var till = await SignedInAsync("till", [Scope.CommandsWrite]);
        var pages = typeof(PageAccessAttribute).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), false).Select(route => (type, ((RouteAttribute)route).Template))).ToDictionary(page => page.Template, page => page.type);
        foreach (var address in ConsoleMap.Addresses.Where(address => !address.StartsWith(ConsoleSignIn.Path, StringComparison.Ordinal) && address != "/console/not-found"))
        {
            var access = Assert.IsType<PageAccessAttribute>(Assert.Single(pages[address.Split('?')[0]].GetCustomAttributes(typeof(PageAccessAttribute), false)));
            Assert.NotEqual(403, (await administrator.GetAsync(address)).Status);
            Assert.Equal((address, 403), (address, (await till.GetAsync(address)).Status));
            var seen = await viewer.GetAsync(address);
            if (!Roles.ScopesOf(Role.Viewer).Contains(access.Read))
            {
                Assert.Equal((address, 403), (address, seen.Status));
                continue;
            }

            Assert.NotEqual((address, 403), (address, seen.Status));
            if (!address.StartsWith("/console/campaign-editor", StringComparison.Ordinal)) Assert.DoesNotContain("name=\"_handler\"", seen.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(seen.Links, link => link.StartsWith("/console/keys", StringComparison.Ordinal));
        }

        // What was not offered is not taken either.
        var form = (await administrator.GetAsync("/console/rewards")).Form("stock");
        Assert.Equal(403, (await viewer.PostAsync("/console/rewards", form)).Status);
        Assert.Equal(403, (await till.GetAsync("/console/csv/customers")).Status);
        Assert.Equal(200, (await viewer.GetAsync("/console/csv/customers")).Status);
        Assert.Equal(403, (await viewer.GetAsync("/console/csv/keys")).Status);
    }

    [Fact]
    public async Task Campaign_is_put_on_its_way_by_those_alone_who_approve()
    {
        using var writer = await SignedInAsync("writer", [Scope.CampaignsRead, Scope.CampaignsWrite]);
        using var approver = await SignedInAsync("approver", [Scope.CampaignsRead, Scope.CampaignsApprove]);
        var offered = await writer.GetAsync("/console/campaign?id=draft");
        Assert.DoesNotContain("value=\"schedule\"", offered.Text, StringComparison.Ordinal);
        var form = offered.Form("move");
        form["move"] = "schedule";
        Assert.Contains("not yours to do", (await writer.PostAsync("/console/campaign?id=draft", form)).Words, StringComparison.Ordinal);
        form = (await approver.GetAsync("/console/campaign?id=weekly")).Form("move");
        form["move"] = "pause";
        Assert.Equal(200, (await approver.PostAsync("/console/campaign?id=weekly", form)).Status);
    }

    [Theory]
    [InlineData("/console/..//evil.example")]
    [InlineData("/console/%2e%2e//evil.example")]
    [InlineData("/console/./..//evil.example")]
    [InlineData("/console/../../evil")]
    [InlineData("//evil.example/console")]
    public async Task Sign_in_leads_nowhere_but_into_the_console(string back)
    {
        using var visitor = new Visitor(_server.Address);
        var form = (await visitor.GetAsync(ConsoleSignIn.Path + "?back=" + Uri.EscapeDataString(back))).Form("sign-in");
        (form["key"], form["back"]) = (await KeyAsync("maria", Roles.ScopesOf(Role.Viewer)), back);
        Assert.Equal("/console", (await visitor.PostAsync(ConsoleSignIn.Path, form)).Headers["Location"]);
    }

    [Fact]
    public async Task Whoever_signs_in_can_read_the_calls_behind_the_figures_and_change_nothing_by_the_cookie()
    {
        using var manager = await SignedInAsync("manager", Scopes.All);
        Assert.Equal(200, (await manager.GetAsync("/v1/metrics")).Status);
        using var body = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(401, (await manager.PostAsync("/v1/campaigns/thanks/cancel", body)).Status);
    }

    [Fact]
    public async Task Key_that_is_revoked_on_the_page_ends_the_visit_of_its_holder()
    {
        using var administrator = await SignedInAsync("administrator", Scopes.All);
        using var maria = await SignedInAsync("maria", Roles.ScopesOf(Role.Viewer));
        Assert.Equal(200, (await maria.GetAsync("/console/ladder")).Status);

        var form = (await administrator.GetAsync("/console/keys")).Form("revoke");
        (form["revoked"], form["move"]) = ("maria", "revoke");
        Assert.Equal(302, (await administrator.PostAsync("/console/keys", form)).Status);
        Assert.Equal(302, (await maria.GetAsync("/console/ladder")).Status);
    }

    [Fact]
    public async Task Key_is_created_on_the_page_and_shown_once()
    {
        using var administrator = await SignedInAsync("administrator", Scopes.All);
        var form = (await administrator.GetAsync("/console/keys")).Form("create");
        (form["key-id"], form["role"], form["title"]) = ("till-9", nameof(Role.Till), "Till 9 <b>");
        var created = await administrator.PostAsync("/console/keys", form);
        var text = System.Text.RegularExpressions.Regex.Match(created.Text, "cckey_[A-Za-z0-9_-]+").Value;
        Assert.Equal(AccessKey.Length, text.Length);
        Assert.Contains("Till 9 <b>", created.Words, StringComparison.Ordinal);
        Assert.DoesNotContain(text, (await administrator.GetAsync("/console/keys")).Text, StringComparison.Ordinal);
        Assert.Contains("has or had this id", (await administrator.PostAsync("/console/keys", form)).Words, StringComparison.Ordinal);
        form["role"] = "";
        form["key-id"] = "none";
        Assert.Contains("Must name one at least", (await administrator.PostAsync("/console/keys", form)).Words, StringComparison.Ordinal);
        Assert.Contains("/console/keys", (await administrator.GetAsync("/console/audit")).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_out_ends_the_visit()
    {
        using var maria = await SignedInAsync("maria", Roles.ScopesOf(Role.Viewer));
        var page = await maria.GetAsync("/console/ladder");
        var form = PageForm.Of(System.Text.RegularExpressions.Regex.Match(page.Text, "<form method=\"post\" action=\"/console/sign-out\".*?</form>", System.Text.RegularExpressions.RegexOptions.Singleline).Value);
        Assert.Equal(ConsoleSignIn.Path, (await maria.PostAsync(ConsoleSignIn.OutPath, form)).Headers["Location"]);
        Assert.Equal(302, (await maria.GetAsync("/console/ladder")).Status);
    }

    private async Task<Visitor> SignedInAsync(string keyId, IReadOnlyList<Scope> scopes)
    {
        var visitor = new Visitor(_server.Address);
        var form = (await visitor.GetAsync(ConsoleSignIn.Path)).Form("sign-in");
        form["key"] = await KeyAsync(keyId, scopes);
        Assert.Equal(302, (await visitor.PostAsync(ConsoleSignIn.Path, form)).Status);
        return visitor;
    }

    private async Task<string> KeyAsync(string keyId, IReadOnlyList<Scope> scopes)
    {
        var text = AccessKey.TextOf(RandomNumberGenerator.GetBytes(AccessKey.SecretBytes));
        Assert.Equal(KeyCreationStatus.Created, (await _server.Engine.AskAsync(new CreateKey(keyId, new KeyTerms { Scopes = scopes }, AccessKey.HashOf(text)!))).Status);
        return text;
    }
}
