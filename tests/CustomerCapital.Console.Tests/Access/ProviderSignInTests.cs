using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CustomerCapital.ConsolePages.Access;
using CustomerCapital.ConsolePages.Tests.Serving;
using CustomerCapital.Engine.Access;
using CustomerCapital.Gateway.Tests.Access.People;
using Microsoft.AspNetCore.WebUtilities;

namespace CustomerCapital.ConsolePages.Tests.Access;

/// <summary>People who sign in on the console at an identity provider, which runs beside it.</summary>
public sealed class ProviderSignInTests : IAsyncLifetime
{
    private static readonly TimeSpan ProviderDescriptionPause = TimeSpan.FromSeconds(5);

    private readonly MovableMachine _machine = new();
    private readonly ConsoleServer _server;
    private OidcProvider _provider = null!;
    private HttpClient _elsewhere = null!;

    public ProviderSignInTests() => _server = new() { IsOpen = false, Machine = _machine };

    public async Task InitializeAsync()
    {
        _provider = await OidcProvider.StartAsync();
        _elsewhere = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        _server.Provider = _provider.Settings;
        await _server.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _provider.DisposeAsync();
        _elsewhere.Dispose();
    }

    [Fact]
    public async Task Person_is_led_to_the_provider_and_from_there_to_the_page_that_was_wanted()
    {
        using var visitor = new Visitor(_server.Address);
        _provider.Person = Person("maria-1", "viewer");
        var signIn = await visitor.GetAsync((await visitor.GetAsync("/console/customers?view=at-risk")).Headers["Location"]);
        Assert.Contains("Sign in with Staff accounts", signIn.Words, StringComparison.Ordinal);
        var link = Assert.Single(signIn.Links, link => link.StartsWith(ProviderSignIn.Path, StringComparison.Ordinal));

        var asked = await visitor.GetAsync(link);
        Assert.StartsWith(_provider.Issuer + "/authorize?", asked.Headers["Location"], StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(new Uri(asked.Headers["Location"]).Query);
        Assert.Equal(["code", "S256", "openid profile"], ((string[])["response_type", "code_challenge_method", "scope"]).Select(name => query[name].ToString()));
        Assert.All(asked.Headers["Set-Cookie"].Split(", cc-"), cookie => Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase));
        var back = await visitor.GetAsync(await CodeAsync(asked));

        Assert.Equal("/console/customers?view=at-risk", back.Headers["Location"]);
        var page = await visitor.GetAsync("/console/customers?view=at-risk");
        Assert.Equal(200, page.Status);
        Assert.Contains("Maria <b>Rossi</b>", page.Words, StringComparison.Ordinal);
        Assert.Empty(_server.Complaints);
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Till)]
    [InlineData(Role.CampaignManager)]
    [InlineData(Role.Approver)]
    [InlineData(Role.Administrator)]
    public async Task Pages_show_each_role_what_is_its_own_and_nothing_else(Role role)
    {
        using var person = await SignedInAsync(_server.Address, IdentityProvider.NameOf(role));
        var may = Roles.ScopesOf(role);
        foreach (var address in ConsoleMap.Addresses.Where(address => !address.StartsWith(ConsoleSignIn.Path, StringComparison.Ordinal) && address != "/console/not-found"))
        {
            var access = PageAccessOf(address);
            var seen = await person.GetAsync(address);
            Assert.Equal((address, !may.Contains(access.Read)), (address, seen.Status == 403));
            if (seen.Status == 403) continue;
            if (!access.Write.Any(may.Contains) && !address.StartsWith("/console/campaign-editor", StringComparison.Ordinal)) Assert.DoesNotContain("name=\"_handler\"", seen.Text, StringComparison.Ordinal);
            foreach (var link in seen.Links.Select(link => link.Split('?')[0]).Where(link => link is "/console/keys" or "/console/audit")) Assert.Contains(PageAccessOf(link).Read, may);
        }
    }

    [Fact]
    public async Task Person_without_a_role_is_told_so_and_is_not_signed_in()
    {
        using var visitor = new Visitor(_server.Address);
        _provider.Person = Person("stranger", "boss");
        var back = await visitor.GetAsync(await CodeAsync(await visitor.GetAsync(ProviderSignIn.Path)));
        Assert.StartsWith(ConsoleSignIn.Path + "?failed=norole", back.Headers["Location"], StringComparison.Ordinal);
        Assert.Contains("gives you no role in this program (claim roles)", (await visitor.GetAsync(back.Headers["Location"])).Words, StringComparison.Ordinal);
        Assert.Equal(302, (await visitor.GetAsync("/console")).Status);
    }

    [Theory]
    [InlineData("forged")]
    [InlineData("of another browser")]
    [InlineData("left out")]
    [InlineData("replayed")]
    [InlineData("with another code")]
    public async Task State_that_is_not_the_one_that_was_given_signs_nobody_in(string kind)
    {
        _provider.Person = Person("maria", "administrator");
        using var visitor = new Visitor(_server.Address);
        using var other = new Visitor(_server.Address);
        var callback = await CodeAsync(await visitor.GetAsync(ProviderSignIn.Path));
        var state = Regex.Match(callback, "state=([^&]*)").Value;
        var others = await CodeAsync(await other.GetAsync(ProviderSignIn.Path));
        if (kind == "replayed") Assert.Equal("/console", (await visitor.GetAsync(callback)).Headers["Location"]);
        if (kind == "replayed") await SignOutAsync(visitor);
        var tried = kind switch
        {
            "forged" => callback.Replace(state, state[..^6] + "AAAAAA", StringComparison.Ordinal),
            // Whoever sends somebody else a link to come back by signs that one in nowhere.
            "of another browser" => others,
            "left out" => callback.Replace("&" + state, "", StringComparison.Ordinal).Replace(state + "&", "", StringComparison.Ordinal),
            "with another code" => callback.Replace(Regex.Match(callback, "code=([^&]*)").Value, Regex.Match(others, "code=([^&]*)").Value, StringComparison.Ordinal),
            _ => callback,
        };

        var back = await visitor.GetAsync(tried);

        Assert.StartsWith(ConsoleSignIn.Path + "?failed=", back.Headers["Location"], StringComparison.Ordinal);
        Assert.Contains("You were not signed in", (await visitor.GetAsync(back.Headers["Location"])).Words, StringComparison.Ordinal);
        Assert.Equal(302, (await visitor.GetAsync("/console/ladder")).Status);
    }

    [Fact]
    public async Task Provider_that_turns_somebody_away_or_is_out_of_reach_leads_back_to_the_page_on_which_keys_are_taken()
    {
        using var visitor = new Visitor(_server.Address);
        _provider.IsDown = true;
        var back = await visitor.GetAsync(ProviderSignIn.Path + "?back=%2Fconsole%2Fladder");
        Assert.Equal(ConsoleSignIn.Path + "?failed=unreachable&back=%2Fconsole%2Fladder", back.Headers["Location"]);
        var page = await visitor.GetAsync(back.Headers["Location"]);
        Assert.Contains("Staff accounts cannot be reached", page.Words, StringComparison.Ordinal);
        var form = page.Form("sign-in");
        form["key"] = await KeyAsync("emergency");
        Assert.Equal("/console/ladder", (await visitor.PostAsync(ConsoleSignIn.Path, form)).Headers["Location"]);
    }

    [Fact]
    public async Task Person_who_turns_back_is_told_so()
    {
        using var visitor = new Visitor(_server.Address);
        _provider.Denies = true;
        var back = await visitor.GetAsync(await CodeAsync(await visitor.GetAsync(ProviderSignIn.Path)));
        Assert.StartsWith(ConsoleSignIn.Path + "?failed=refused", back.Headers["Location"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/console")]
    [InlineData("//evil.example/console")]
    [InlineData("/console/..//evil.example")]
    [InlineData("/console/sign-in/provider")]
    public async Task Sign_in_leads_nowhere_but_into_the_console(string wanted)
    {
        using var visitor = new Visitor(_server.Address);
        _provider.Person = Person("maria", "viewer");
        var asked = await visitor.GetAsync(ProviderSignIn.Path + "?back=" + Uri.EscapeDataString(wanted));
        Assert.Equal("/console", (await visitor.GetAsync(await CodeAsync(asked))).Headers["Location"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sign_out_ends_also_a_cookie_that_was_copied_at_another_gateway(bool isPerson)
    {
        var beside = await _server.ServeBesideAsync();
        using var maria = isPerson ? await SignedInAsync(_server.Address, "viewer") : await SignedInByKeyAsync("maria");
        using var thief = new Visitor(beside);
        foreach (Cookie cookie in maria.Cookies.GetCookies(new Uri(_server.Address, "/console"))) thief.Cookies.Add(new Cookie(cookie.Name, cookie.Value, cookie.Path, cookie.Domain));
        using var other = await SignedInAsync(_server.Address, "viewer");
        Assert.Equal(200, (await thief.GetAsync("/console/ladder")).Status);

        await SignOutAsync(maria);

        Assert.Equal(302, (await thief.GetAsync("/console/ladder")).Status);
        Assert.Equal(401, (await thief.GetAsync("/v1/metrics")).Status);
        Assert.Equal(302, (await maria.GetAsync("/console/ladder")).Status);
        Assert.Equal(200, (await other.GetAsync("/console/ladder")).Status);
    }

    [Fact]
    public async Task Sign_out_leads_on_to_where_the_provider_ends_its_own_session_and_from_there_back()
    {
        _provider.SignOutAddress = _provider.Issuer + "/logout?realm=a;b";
        using var maria = await SignedInAsync(_server.Address, "viewer");

        var page = await SendSignOutAsync(maria);

        Assert.Equal(200, page.Status);
        Assert.Equal("no-store", page.Headers["Cache-Control"]);
        Assert.Contains("Staff accounts signs you out there too", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("Rossi", page.Words, StringComparison.Ordinal);
        var address = AddressOnPage(page);
        Assert.Equal(address, WebUtility.HtmlDecode(Regex.Match(page.Text, "<a class=\"main\" href=\"([^\"]*)\"").Groups[1].Value));
        Assert.Equal(302, (await maria.GetAsync("/console/ladder")).Status);
        using var answer = await _elsewhere.GetAsync(new Uri(address));
        Assert.Equal(("viewer-1", OidcProvider.ClientId), Assert.Single(_provider.SignedOut));
        Assert.Equal(new Uri(_server.Address, ConsoleSignIn.Path), answer.Headers.Location);
        Assert.Equal(200, (await maria.GetAsync(answer.Headers.Location!.PathAndQuery)).Status);
    }

    [Fact]
    public async Task Sign_out_of_a_person_whose_id_token_is_too_long_for_a_cookie_is_asked_of_the_provider_without_it()
    {
        _provider.SignOutAddress = _provider.Issuer + "/logout";
        _provider.Person = new() { ["sub"] = "maria", ["roles"] = new JsonArray("viewer"), ["groups"] = new string('g', 8_000) };
        using var maria = new Visitor(_server.Address);
        var back = await maria.GetAsync(await CodeAsync(await maria.GetAsync(ProviderSignIn.Path)));
        Assert.InRange(back.Headers["Set-Cookie"].Length, 1, 8_000);

        using var answer = await _elsewhere.GetAsync(new Uri(AddressOnPage(await SendSignOutAsync(maria))));

        Assert.Equal(("", OidcProvider.ClientId), Assert.Single(_provider.SignedOut));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("/logout")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Sign_out_stays_in_the_console_where_the_provider_names_no_address_for_it(string? named)
    {
        _provider.SignOutAddress = named;
        using var maria = await SignedInAsync(_server.Address, "viewer");
        Assert.Equal(ConsoleSignIn.Path, (await SendSignOutAsync(maria)).Headers["Location"]);
    }

    [Fact]
    public async Task Sign_out_of_a_visit_by_key_does_not_lead_to_the_provider()
    {
        _provider.SignOutAddress = _provider.Issuer + "/logout";
        using var maria = await SignedInByKeyAsync("maria");
        Assert.Equal(ConsoleSignIn.Path, (await SendSignOutAsync(maria)).Headers["Location"]);
    }

    [Fact]
    public async Task Sign_out_says_that_the_provider_cannot_be_reached_and_ends_the_visit_here()
    {
        _provider.SignOutAddress = _provider.Issuer + "/logout";
        using var maria = await SignedInAsync(_server.Address, "viewer");
        _provider.IsDown = true;
        // A gateway that was started since, and has never read what the provider says of itself.
        using var beside = new Visitor(await _server.ServeBesideAsync());
        foreach (Cookie cookie in maria.Cookies.GetCookies(new Uri(_server.Address, "/console"))) beside.Cookies.Add(new Cookie(cookie.Name, cookie.Value, cookie.Path, cookie.Domain));

        var page = await SendSignOutAsync(beside);

        Assert.Equal(200, page.Status);
        Assert.Contains("Staff accounts cannot be reached: you may still be signed in there", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("http-equiv", page.Text, StringComparison.Ordinal);
        Assert.Equal(302, (await maria.GetAsync("/console/ladder")).Status);
    }

    [Fact]
    public async Task What_a_person_does_is_in_the_audit_log_under_the_subject_and_by_the_cookie_nothing_of_the_API_is_changed()
    {
        using var administrator = await SignedInAsync(_server.Address, "administrator");
        var form = (await administrator.GetAsync("/console/keys")).Form("create");
        (form["key-id"], form["role"]) = ("till-9", nameof(Role.Till));
        Assert.Equal(200, (await administrator.PostAsync("/console/keys", form)).Status);
        var log = await administrator.GetAsync("/v1/audit?after=0");
        Assert.Contains("\"by\":\"person:administrator-1\"", log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Rossi", log.Text, StringComparison.Ordinal);
        using var body = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(401, (await administrator.PostAsync("/v1/campaigns/thanks/cancel", body)).Status);
    }

    [Fact]
    public async Task Key_by_which_the_provider_signs_from_now_on_is_known_at_the_second_try()
    {
        using var before = await SignedInAsync(_server.Address, "viewer");
        _provider.Rotate("second");
        _machine.Move(ProviderDescriptionPause);
        using var visitor = new Visitor(_server.Address);
        Assert.StartsWith(ConsoleSignIn.Path + "?failed=stale", (await visitor.GetAsync(await CodeAsync(await visitor.GetAsync(ProviderSignIn.Path)))).Headers["Location"], StringComparison.Ordinal);
        Assert.Equal("/console", (await visitor.GetAsync(await CodeAsync(await visitor.GetAsync(ProviderSignIn.Path)))).Headers["Location"]);
    }

    [Fact]
    public async Task Roles_are_asked_for_again_after_eight_hours_whatever_happens()
    {
        using var maria = await SignedInAsync(_server.Address, "viewer");
        for (var hour = 1; hour < 8; hour++)
        {
            _machine.Move(TimeSpan.FromHours(1));
            Assert.Equal((hour, 200), (hour, (await maria.GetAsync("/console/ladder")).Status));
        }

        _machine.Move(TimeSpan.FromHours(1));
        Assert.Equal(302, (await maria.GetAsync("/console/ladder")).Status);
    }

    private static JsonObject Person(string subject, string role) => new() { ["sub"] = subject, ["name"] = "Maria <b>Rossi</b>", ["roles"] = new JsonArray(role) };

    private static PageAccessAttribute PageAccessOf(string address) => (PageAccessAttribute)typeof(PageAccessAttribute).Assembly.GetTypes()
        .Single(type => type.GetCustomAttributes(typeof(Microsoft.AspNetCore.Components.RouteAttribute), false).Any(route => ((Microsoft.AspNetCore.Components.RouteAttribute)route).Template == address.Split('?')[0]))
        .GetCustomAttributes(typeof(PageAccessAttribute), false).Single();

    private async Task<Visitor> SignedInAsync(Uri address, string role)
    {
        _provider.Person = Person(role + "-1", role);
        var visitor = new Visitor(address);
        Assert.Equal("/console", (await visitor.GetAsync(await CodeAsync(await visitor.GetAsync(ProviderSignIn.Path)))).Headers["Location"]);
        return visitor;
    }

    private async Task<Visitor> SignedInByKeyAsync(string keyId)
    {
        var visitor = new Visitor(_server.Address);
        var form = (await visitor.GetAsync(ConsoleSignIn.Path)).Form("sign-in");
        form["key"] = await KeyAsync(keyId);
        Assert.Equal(302, (await visitor.PostAsync(ConsoleSignIn.Path, form)).Status);
        return visitor;
    }

    /// <summary>Goes to the provider as it was led there, and gives the address by which the provider leads back.</summary>
    private async Task<string> CodeAsync(Page asked)
    {
        using var answer = await _elsewhere.GetAsync(new Uri(asked.Headers["Location"]));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.PathAndQuery;
    }

    private static async Task SignOutAsync(Visitor visitor) => Assert.Equal(ConsoleSignIn.Path, (await SendSignOutAsync(visitor)).Headers["Location"]);

    /// <summary>The address to which a page leads on by itself.</summary>
    private static string AddressOnPage(Page page) => WebUtility.HtmlDecode(Regex.Match(page.Text, "<meta http-equiv=\"refresh\" content=\"0; url=([^\"]*)\"").Groups[1].Value);

    private static async Task<Page> SendSignOutAsync(Visitor visitor)
    {
        var page = await visitor.GetAsync("/console/ladder");
        var form = PageForm.Of(Regex.Match(page.Text, "<form method=\"post\" action=\"/console/sign-out\".*?</form>", RegexOptions.Singleline).Value);
        return await visitor.PostAsync(ConsoleSignIn.OutPath, form);
    }

    private async Task<string> KeyAsync(string keyId)
    {
        var text = AccessKey.TextOf(System.Security.Cryptography.RandomNumberGenerator.GetBytes(AccessKey.SecretBytes));
        Assert.Equal(KeyCreationStatus.Created, (await _server.Engine.AskAsync(new CreateKey(keyId, new KeyTerms { Scopes = Roles.ScopesOf(Role.Viewer) }, AccessKey.HashOf(text)!))).Status);
        return text;
    }
}
