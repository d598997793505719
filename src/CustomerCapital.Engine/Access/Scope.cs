using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerCapital.Engine.Access;

/// <summary>What a caller may do. In JSON and on the command line written like <c>customers:read</c>.</summary>
/// <remarks>The numbers are bits of <see cref="Caller.Scopes"/> and are stored nowhere; the names are.</remarks>
[JsonConverter(typeof(ScopeJsonConverter))]
public enum Scope
{
    /// <summary>Customers, what is recorded of them, segments, follow-ups, and the feed of all entries.</summary>
    CustomersRead = 1,

    /// <summary>To register and change customers, to schedule and complete follow-ups, to save segments.</summary>
    CustomersWrite = 2,

    /// <summary>To record what customers do: purchases, returns, interactions, feedback, referrals; streams of commands and imports.</summary>
    CommandsWrite = 3,

    /// <summary>Reports, forecasts and models.</summary>
    ReportsRead = 4,

    /// <summary>To have models fitted anew.</summary>
    ReportsWrite = 5,

    /// <summary>The policy and the program's clock.</summary>
    PolicyRead = 6,

    /// <summary>To change the policy, and in a sandbox the clock.</summary>
    PolicyWrite = 7,

    /// <summary>Campaigns, their runs and results, and raffles.</summary>
    CampaignsRead = 8,

    /// <summary>To write down, pause and cancel campaigns and raffles.</summary>
    CampaignsWrite = 9,

    /// <summary>To schedule and resume what somebody has written down: campaigns, and the draws of raffles.</summary>
    CampaignsApprove = 10,

    /// <summary>Wallets, vouchers, the catalogue and its stock.</summary>
    RewardsRead = 11,

    /// <summary>To issue and end vouchers, to give rewards, to adjust wallets and stock.</summary>
    RewardsWrite = 12,

    /// <summary>Templates, messages, consents and subscriptions.</summary>
    MessagesRead = 13,

    /// <summary>To change templates, consents and subscriptions, to read and rotate their secrets, to report bounces.</summary>
    MessagesWrite = 14,

    /// <summary>Links to customers' own pages, with all that is known of them.</summary>
    PrivacyRead = 15,

    /// <summary>To make such links, and to rotate the keys by which they are signed.</summary>
    PrivacyWrite = 16,

    /// <summary>The keys of callers, without their secrets.</summary>
    KeysRead = 17,

    /// <summary>To create and revoke keys.</summary>
    KeysWrite = 18,

    /// <summary>The audit log.</summary>
    AuditRead = 19,

    /// <summary>Metrics and the cluster's dashboard.</summary>
    OperationsRead = 20,

    /// <summary>To ask by the Model Context Protocol, as agents do. What a caller is told there needs its own scope besides.</summary>
    AgentsRead = 21,
}

/// <summary>What scopes are called.</summary>
public static class Scopes
{
    private static readonly Dictionary<string, Scope> Named = Enum.GetValues<Scope>().ToDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>All of them, in their order.</summary>
    public static IReadOnlyList<Scope> All { get; } = [.. Enum.GetValues<Scope>()];

    /// <summary>The name, such as <c>customers:read</c>.</summary>
    public static string NameOf(Scope scope) => JsonNamingPolicy.SnakeCaseLower.ConvertName(scope.ToString()).Replace('_', ':');

    /// <summary>The scope of a name; null where there is none.</summary>
    public static Scope? Of(string name) => Named.TryGetValue(name, out var scope) ? scope : null;

    /// <summary>A set of scopes as bits.</summary>
    public static long BitsOf(IEnumerable<Scope> scopes) => scopes.Aggregate(0L, (bits, scope) => bits | (1L << (int)scope));
}

/// <summary>Writes a scope as its name, and refuses names of none.</summary>
public sealed class ScopeJsonConverter : JsonConverter<Scope>
{
    public override Scope Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Scopes.Of(reader.GetString()!) is { } scope ? scope
        : throw new JsonException($"Must be one of {string.Join(", ", Scopes.All.Select(Scopes.NameOf))}.");

    public override void Write(Utf8JsonWriter writer, Scope value, JsonSerializerOptions options) => writer.WriteStringValue(Scopes.NameOf(value));
}
