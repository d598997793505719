using CustomerCapital.Engine.Access;
using CustomerCapital.Server.Serving;
using CustomerCapital.Server.Settings;

namespace CustomerCapital.Server.Tests.Settings;

public sealed class OidcSettingsTests
{
    [Fact]
    public void Provider_has_the_usual_claim_and_the_roles_by_their_own_names()
    {
        var provider = OidcSettings.Of(new() { OidcAuthority = "https://login.example/realm", OidcAudience = "loyalty-api" })!;
        Assert.Equal(("login.example", "roles", null), (provider.Name, provider.RoleClaim, provider.ClientId));
        Assert.Equal(["administrator", "agent", "approver", "campaign_manager", "till", "viewer"], provider.Roles.Keys.Order());
        Assert.Equal(["openid", "profile"], provider.AskedFor);
    }

    [Fact]
    public void Values_of_a_directory_stand_for_roles_as_it_is_said()
    {
        var provider = OidcSettings.Of(new() { OidcAuthority = "http://127.0.0.1:9", OidcClientId = "console", OidcRoles = ["CN=Loyalty,OU=Shop=approver", "tills = till"], OidcScopes = ["groups", "openid"], OidcName = "Staff" })!;
        Assert.Equal([KeyValuePair.Create("CN=Loyalty,OU=Shop", Role.Approver), KeyValuePair.Create("tills", Role.Till)], provider.Roles.OrderBy(role => role.Key, StringComparer.Ordinal));
        Assert.Equal(["openid", "profile", "groups"], provider.AskedFor);
        Assert.Equal("Staff", provider.Name);
    }

    [Fact]
    public void No_provider_is_none() => Assert.Null(OidcSettings.Of(new()));

    [Theory]
    [InlineData("boss", "write VALUE=ROLE, with one of viewer, till, campaign_manager, approver, administrator")]
    [InlineData("boss=king", "write VALUE=ROLE")]
    [InlineData("=viewer", "write VALUE=ROLE")]
    public void Role_that_there_is_not_is_refused(string roles, string message) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => OidcSettings.Of(new() { OidcAuthority = "https://login.example", OidcAudience = "a", OidcRoles = [roles] })).Message, StringComparison.Ordinal);

    [Fact]
    public void Settings_that_do_not_fit_each_other_are_refused()
    {
        Assert.Contains("with --open nobody is asked", Refused(new() { OidcAuthority = "https://login.example", OidcAudience = "a", Open = true }), StringComparison.Ordinal);
        Assert.Contains("a secret is there without the id", Refused(new() { OidcAuthority = "https://login.example", OidcAudience = "a", OidcClientSecret = "s3cret" }), StringComparison.Ordinal);
        Assert.Contains("the value is there twice", Refused(new() { OidcAuthority = "https://login.example", OidcAudience = "a", OidcRoles = ["x=till", "x=viewer"] }), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", Refused(new() { OidcClientSecret = "s3cret" }), StringComparison.Ordinal);
    }

    private static string Refused(ServerSettings settings) => Assert.Throws<UsageException>(() => OidcSettings.Of(settings)).Message;
}
