using System.Text.RegularExpressions;
using CustomerCapital.Grains.Schema;
using CustomerCapital.Ledger.Schema;

namespace CustomerCapital.Grains.Tests.Schema;

/// <summary>What the scripts of both dialects hold, against what Orleans' providers ask for.</summary>
public sealed partial class ClusterScriptTests
{
    private const string Silo = "Address DeploymentId Generation Port";
    private const string State = "GrainIdExtensionString GrainIdHash GrainIdN0 GrainIdN1 GrainTypeHash GrainTypeString";

    /// <summary>The keys that the providers look up, each with the parameters that it is given and needs.</summary>
    private static readonly Dictionary<string, string> Asked = new()
    {
        ["CleanupDefunctSiloEntriesKey"] = "DeploymentId IAmAliveTime",
        ["ClearStorageKey"] = $"{State} GrainStateVersion ServiceId",
        ["DeleteMembershipTableEntriesKey"] = "DeploymentId",
        ["DeleteReminderRowKey"] = "GrainId ReminderName ServiceId Version",
        ["DeleteReminderRowsKey"] = "ServiceId",
        ["DeleteStorageKey"] = $"{State} GrainStateVersion ServiceId",
        ["GatewaysQueryKey"] = "DeploymentId Status",
        ["InsertMembershipKey"] = $"{Silo} HostName IAmAliveTime ProxyPort SiloName StartTime Status Version",
        ["InsertMembershipVersionKey"] = "DeploymentId",
        ["MembershipReadAllKey"] = "DeploymentId",
        ["MembershipReadRowKey"] = Silo,
        ["ReadFromStorageKey"] = $"{State} ServiceId",
        ["ReadRangeRows1Key"] = "BeginHash EndHash ServiceId",
        ["ReadRangeRows2Key"] = "BeginHash EndHash ServiceId",
        ["ReadReminderRowKey"] = "GrainId ReminderName ServiceId",
        ["ReadReminderRowsKey"] = "GrainId ServiceId",
        ["UpdateIAmAlivetimeKey"] = $"{Silo} IAmAliveTime",
        ["UpdateMembershipKey"] = $"{Silo} IAmAliveTime Status SuspectTimes Version",
        ["UpsertReminderRowKey"] = "GrainHash GrainId Period ReminderName ServiceId StartTime",
        ["WriteToStorageKey"] = $"{State} GrainStateVersion PayloadBinary ServiceId",
    };

    [Theory]
    [InlineData(ClusterDialect.PostgreSql)]
    [InlineData(ClusterDialect.SqlServer)]
    public void Script_holds_every_query_that_the_providers_ask_for_with_their_parameters(ClusterDialect dialect)
    {
        var script = new ProviderSql(typeof(ClusterSchema).Assembly, $"{dialect}/").Scripts.Single(script => script.Name == "001-cluster").Text;

        var held = Query().Matches(script).ToDictionary(
            query => query.Groups[1].Value,
            query => Ordered(Parameter().Matches(query.Groups[2].Value).Select(parameter => parameter.Groups[1].Value).Distinct()));

        Assert.Equal(Asked.Keys.Order(StringComparer.Ordinal), held.Keys.Order(StringComparer.Ordinal));
        foreach (var (key, parameters) in Asked) Assert.Equal((key, Ordered(parameters.Split(' '))), (key, held[key]));
    }

    private static string Ordered(IEnumerable<string> words) => string.Join(' ', words.Order(StringComparer.Ordinal));

    [GeneratedRegex(@"^\(N?'(\w+)', (?:N'|\$query\$)(.*?)(?:'|\$query\$)\)[,;]\s*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Query();

    /// <summary>The providers' begin with a capital; the queries' own variables do not.</summary>
    [GeneratedRegex("(?<!@)@([A-Z]\\w*)")]
    private static partial Regex Parameter();
}
