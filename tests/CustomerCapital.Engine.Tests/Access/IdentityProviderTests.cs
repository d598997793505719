using System.Security.Claims;
using CustomerCapital.Engine.Access;

namespace CustomerCapital.Engine.Tests.Access;

public sealed class IdentityProviderTests
{
    private static readonly IdentityProvider Provider = new() { Authority = new("https://login.example"), Name = "Login" };

    [Theory]
    [InlineData("roles", "roles", "viewer", "Viewer")]
    [InlineData("roles", "roles", "campaign_manager", "CampaignManager")]
    [InlineData("roles", "roles", "CampaignManager", "")]
    [InlineData("roles", "groups", "viewer", "")]
    [InlineData("https://shop.example/roles", "https://shop.example/roles", "till", "Till")]
    [InlineData("realm_access.roles", "realm_access", """{"roles":["offline","approver","till",7]}""", "Till,Approver")]
    [InlineData("realm_access.roles", "realm_access", """{"roles":"approver"}""", "Approver")]
    [InlineData("realm_access.roles", "realm_access", """{"roles":{"approver":true}}""", "")]
    [InlineData("realm_access.roles", "realm_access", "approver", "")]
    [InlineData("realm_access.roles", "realm_access", """["approver"]""", "")]
    [InlineData("resource_access.loyalty.roles", "resource_access", """{"loyalty":{"roles":["administrator"]}}""", "Administrator")]
    public void RolesOf_claim_gives_the_roles_whose_names_it_has(string name, string claim, string value, string roles) =>
        Assert.Equal(roles, string.Join(",", (Provider with { RoleClaim = name }).RolesOf([new("sub", "maria"), new(claim, value)])));

    [Fact]
    public void RolesOf_mapped_values_gives_those_alone()
    {
        var mapped = Provider with { RoleClaim = "groups", Roles = new Dictionary<string, Role> { ["CN=Loyalty,OU=Shop"] = Role.Approver, ["tills"] = Role.Till } };
        Assert.Equal([Role.Till, Role.Approver], mapped.RolesOf([new("groups", "CN=Loyalty,OU=Shop"), new("groups", "tills"), new("groups", "tills"), new("groups", "administrator")]));
    }

    [Theory]
    [InlineData("00u1", "name", "Maria Rossi", "Maria Rossi")]
    [InlineData("00u1", "email", "maria@shop.example", "maria@shop.example")]
    [InlineData("00u1", "name", "Maria\u0007", "person:00u1")]
    [InlineData("00u1", "nickname", "M", "person:00u1")]
    public void PersonOf_claims_has_the_subject_as_its_id_and_a_name_to_read(string subject, string claim, string value, string name) =>
        Assert.Equal(("person:" + subject, name), IdentityProvider.PersonOf([new("sub", subject), new(claim, value)]));

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    public void PersonOf_a_subject_that_is_none_is_nobody(string subject) => Assert.Null(IdentityProvider.PersonOf([new Claim("sub", subject)]));

    [Fact]
    public void PersonOf_a_subject_that_the_audit_log_would_cut_is_nobody()
    {
        Assert.NotNull(IdentityProvider.PersonOf([new("sub", new string('x', IdentityProvider.SubjectLimit))]));
        Assert.Null(IdentityProvider.PersonOf([new("sub", new string('x', IdentityProvider.SubjectLimit + 1))]));
    }

    [Fact]
    public void CallerOf_roles_may_what_any_of_them_may()
    {
        var caller = IdentityProvider.CallerOf("person:1", "Maria", [Role.Till, Role.Approver]);
        Assert.Equal(Roles.ScopesOf(Role.Till).Union(Roles.ScopesOf(Role.Approver)).Order(), Scopes.All.Where(caller.May));
        Assert.DoesNotContain("ecret", (Provider with { ClientSecret = "s3cret" }).ToString(), StringComparison.OrdinalIgnoreCase);
    }
}
