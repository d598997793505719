using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Access;

/// <summary>What somebody works as; a name for several scopes.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Role>))]
public enum Role
{
    /// <summary>Looks at everything but keys, the audit log and metrics, as a person does.</summary>
    Viewer = 1,

    /// <summary>A till: knows customers, records what they buy, redeems vouchers.</summary>
    Till = 2,

    /// <summary>Writes campaigns, rewards and messages down. Somebody else approves them.</summary>
    CampaignManager = 3,

    /// <summary>Approves what campaign managers have written down.</summary>
    Approver = 4,

    /// <summary>May do everything.</summary>
    Administrator = 5,

    /// <summary>A program that asks by the Model Context Protocol: reports and campaigns, no customers.</summary>
    Agent = 6,
}

/// <summary>What roles may do.</summary>
public static class Roles
{
    private static readonly Scope[] Viewing =
        [Scope.CustomersRead, Scope.ReportsRead, Scope.PolicyRead, Scope.CampaignsRead, Scope.RewardsRead, Scope.MessagesRead];

    /// <summary>The scopes of a role.</summary>
    public static IReadOnlyList<Scope> ScopesOf(Role role) => role switch
    {
        Role.Viewer => Viewing,
        Role.Till => [Scope.CustomersRead, Scope.CommandsWrite, Scope.RewardsRead],
        Role.CampaignManager => [.. Viewing, Scope.CustomersWrite, Scope.CampaignsWrite, Scope.RewardsWrite, Scope.MessagesWrite],
        Role.Approver => [.. Viewing, Scope.CampaignsApprove],
        Role.Administrator => Scopes.All,
        Role.Agent => [Scope.AgentsRead, Scope.ReportsRead, Scope.CampaignsRead],
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "There is no such role."),
    };
}
