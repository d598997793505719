using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Surveys;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Access;
using CustomerCapital.Gateway.Commands;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Access;

/// <summary>Which scope each operation needs. One that nobody has thought of keeps the server from starting.</summary>
internal static class OperationScopes
{
    /// <summary>By tag: the scope to read, and the scope to do anything else.</summary>
    private static readonly Dictionary<string, (Scope Read, Scope Write)> OfTags = new(StringComparer.Ordinal)
    {
        ["Customers"] = (Scope.CustomersRead, Scope.CustomersWrite),
        ["Commands"] = (Scope.CustomersRead, Scope.CommandsWrite),
        ["Imports"] = (Scope.CustomersRead, Scope.CommandsWrite),
        ["Feed"] = (Scope.CustomersRead, Scope.CustomersWrite),
        ["Follow-ups"] = (Scope.CustomersRead, Scope.CustomersWrite),
        ["Segments"] = (Scope.CustomersRead, Scope.CustomersWrite),
        ["Needs"] = (Scope.CustomersRead, Scope.CustomersWrite),
        ["Wallets"] = (Scope.RewardsRead, Scope.RewardsWrite),
        ["Rewards"] = (Scope.RewardsRead, Scope.RewardsWrite),
        ["Vouchers"] = (Scope.RewardsRead, Scope.RewardsWrite),
        ["Campaigns"] = (Scope.CampaignsRead, Scope.CampaignsWrite),
        ["Raffles"] = (Scope.CampaignsRead, Scope.CampaignsWrite),
        ["Messages"] = (Scope.MessagesRead, Scope.MessagesWrite),
        ["Subscriptions"] = (Scope.MessagesRead, Scope.MessagesWrite),
        ["Reports"] = (Scope.ReportsRead, Scope.ReportsWrite),
        ["Value"] = (Scope.ReportsRead, Scope.ReportsWrite),
        ["Policy"] = (Scope.PolicyRead, Scope.PolicyWrite),
        ["Clock"] = (Scope.PolicyRead, Scope.PolicyWrite),
        ["Links"] = (Scope.PrivacyRead, Scope.PrivacyWrite),
        ["Privacy"] = (Scope.PrivacyRead, Scope.PrivacyWrite),
        ["Keys"] = (Scope.KeysRead, Scope.KeysWrite),
        ["Audit"] = (Scope.AuditRead, Scope.AuditRead),
    };

    /// <summary>Operations that need another scope than their tag says.</summary>
    private static readonly Dictionary<string, Scope> Others = new(StringComparer.Ordinal)
    {
        // Questions that have a body.
        ["queryCustomers"] = Scope.CustomersRead,
        ["countSegment"] = Scope.CustomersRead,
        ["previewPurchase"] = Scope.RewardsRead,
        ["dryRunCampaign"] = Scope.CampaignsRead,
        ["previewTemplate"] = Scope.MessagesRead,
        ["balanceEquity"] = Scope.ReportsRead,
        ["projectSurvival"] = Scope.ReportsRead,
        // Two pairs of eyes.
        ["scheduleCampaign"] = Scope.CampaignsApprove,
        ["resumeCampaign"] = Scope.CampaignsApprove,
        ["freezeRaffle"] = Scope.CampaignsApprove,
        ["drawRaffle"] = Scope.CampaignsApprove,
        ["completeFollowUp"] = Scope.CustomersWrite,
        // At the till, and at the shop's check-out.
        ["holdVoucher"] = Scope.CommandsWrite,
        ["releaseVoucherHold"] = Scope.CommandsWrite,
        ["getShareCode"] = Scope.CustomersRead,
        ["makeReferralByCode"] = Scope.CommandsWrite,
        ["getCustomerValue"] = Scope.CustomersRead,
        ["listCustomerCampaigns"] = Scope.CustomersRead,
        // Whoever has a secret can send in our name.
        ["listSubscriptionSecrets"] = Scope.MessagesWrite,
    };

    /// <summary>Commands that need another scope than <see cref="Scope.CommandsWrite"/>, wherever they come in.</summary>
    private static readonly Dictionary<Type, Scope> OfCommands = new()
    {
        [typeof(RegisterCustomer)] = Scope.CustomersWrite,
        [typeof(ChangeRegistration)] = Scope.CustomersWrite,
        [typeof(SetEnrolment)] = Scope.CustomersWrite,
        [typeof(ScheduleFollowUp)] = Scope.CustomersWrite,
        [typeof(AssignFollowUp)] = Scope.CustomersWrite,
        [typeof(CompleteFollowUp)] = Scope.CustomersWrite,
        [typeof(InviteToSurvey)] = Scope.MessagesWrite,
        [typeof(ChangeConsent)] = Scope.MessagesWrite,
        [typeof(RequestConsent)] = Scope.MessagesWrite,
        [typeof(ConfirmConsent)] = Scope.MessagesWrite,
        [typeof(PlanMessage)] = Scope.MessagesWrite,
        [typeof(ReportMessage)] = Scope.MessagesWrite,
        [typeof(AdjustWallet)] = Scope.RewardsWrite,
        [typeof(GrantReward)] = Scope.RewardsWrite,
        [typeof(ReverseGrant)] = Scope.RewardsWrite,
    };

    /// <summary>Every scope that a command can need.</summary>
    public static readonly IReadOnlyList<Scope> Commanding = [.. OfCommands.Values.Append(Scope.CommandsWrite).Distinct()];

    /// <summary>The scope that a command needs, in a stream and by itself.</summary>
    public static Scope Of(ActorCommand command) => OfCommands.GetValueOrDefault(command.GetType(), Scope.CommandsWrite);

    /// <summary>Has every endpoint of a group ask for its scope.</summary>
    public static void RequireScopes(this RouteGroupBuilder api) => ((IEndpointConventionBuilder)api).Finally(endpoint =>
    {
        var scope = ScopeOf(
            endpoint.Metadata.OfType<IEndpointNameMetadata>().LastOrDefault()?.EndpointName ?? throw new InvalidOperationException($"{endpoint.DisplayName} has no name, by which its scope would be known."),
            endpoint.Metadata.OfType<ITagsMetadata>().Last().Tags[0],
            endpoint.Metadata.OfType<IHttpMethodMetadata>().Last().HttpMethods[0],
            endpoint.Metadata.OfType<CommandMetadata>().LastOrDefault()?.Command);
        endpoint.Metadata.Add(new ScopeMetadata(scope));
    });

    /// <summary>The scope of an operation.</summary>
    /// <exception cref="InvalidOperationException">Nobody has said which.</exception>
    public static Scope ScopeOf(string name, string tag, string method, Type? command)
    {
        if (command is not null) return OfCommands.GetValueOrDefault(command, Scope.CommandsWrite);
        if (Others.TryGetValue(name, out var other)) return other;
        if (!OfTags.TryGetValue(tag, out var scopes)) throw new InvalidOperationException($"Operation {name} has the tag {tag}, of which {nameof(OperationScopes)} knows no scope.");
        return HttpMethods.IsGet(method) ? scopes.Read : scopes.Write;
    }
}

/// <summary>The scope that an endpoint asks for.</summary>
/// <param name="Scope">The scope.</param>
public sealed record ScopeMetadata(Scope Scope) : IAuthorizationRequirementData
{
    /// <summary>Whether the endpoint itself looks at whom each part of a request is about: a key for some customers alone is then let in.</summary>
    public bool LooksAtCustomers { get; init; }

    /// <summary>Whether the endpoint changes something.</summary>
    public bool Changes => !Scopes.NameOf(Scope).EndsWith(":read", StringComparison.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new ScopeRequirement(Scope, LooksAtCustomers)];
}
