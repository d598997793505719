using System.Text.Json.Nodes;
using CustomerCapital.ConsolePages.Tests.Serving;
using CustomerCapital.Gateway.Tests.Access.People;
using Microsoft.Playwright;

namespace CustomerCapital.ConsolePages.Tests.Browser;

/// <summary>Signing out in a browser that holds forms to the pages' policy, where people sign in at an identity provider of another origin.</summary>
public sealed class SignOutInBrowserTests : IAsyncLifetime
{
    private readonly Chromium _chromium = new();
    private readonly ConsoleServer _server = new() { IsOpen = false };
    private OidcProvider _provider = null!;

    public async Task InitializeAsync()
    {
        _provider = await OidcProvider.StartAsync();
        _provider.Person = new() { ["sub"] = "maria", ["roles"] = new JsonArray("viewer") };
        _provider.SignOutAddress = _provider.Issuer + "/logout";
        _server.Provider = _provider.Settings;
        await _server.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _chromium.DisposeAsync();
        await _server.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sign_out_ends_the_session_at_the_provider_too_and_comes_back_to_the_sign_in_page(bool script)
    {
        await using var context = await _chromium.ContextAsync(_server.Address, script: script);
        var page = await context.NewPageAsync();
        List<string> complaints = [];
        page.Console += (_, said) =>
        {
            if (said.Text.Contains("Content Security Policy", StringComparison.Ordinal)) complaints.Add(said.Text);
        };
        await page.GotoAsync("/console/ladder");
        await page.ClickAsync("a.main");
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(_server.Address, "/console/ladder").ToString());

        await page.ClickAsync("form[action='/console/sign-out'] button");

        await Assertions.Expect(page).ToHaveURLAsync(new Uri(_server.Address, "/console/sign-in").ToString());
        Assert.Equal(("maria", OidcProvider.ClientId), Assert.Single(_provider.SignedOut));
        Assert.Empty(complaints);
        await page.GotoAsync("/console/ladder");
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/console/sign-in"));
    }
}
