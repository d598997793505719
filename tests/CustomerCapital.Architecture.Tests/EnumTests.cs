using System.Text.Json;
using System.Text.RegularExpressions;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Deliveries;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Sql;

namespace CustomerCapital.Architecture.Tests;

/// <summary>The values of enums are part of the API and of the ledger.</summary>
public sealed class EnumTests
{
    /// <summary>Enums that appear in no JSON, with the reason.</summary>
    private static readonly Dictionary<Type, string> NotInJson = new()
    {
        [typeof(ActorKind)] = "stored as its number, in a column",
        [typeof(PieceKind)] = "stored as its number, in a column",
        [typeof(AheadOfClock)] = "an answer within the process",
        [typeof(DeliveryStatus)] = "an answer within the process",
        [typeof(StandingMove)] = "an answer within the process",
        [typeof(SegmentOperator)] = "written by SegmentJson in camelCase, as the names of fields beside it",
        [typeof(DayCount)] = "says how a field is derived, within the process",
        [typeof(Listing)] = "says which members the JSON has, and is none",
        [typeof(AppendResult)] = "an answer within the process",
        [typeof(MailAnswerKind)] = "an answer within the process",
        [typeof(Scope)] = "written by ScopeJsonConverter, with a colon between what and how: customers:read",
        [typeof(SqlType)] = "says how a column is sent, within the process",
        [typeof(BuyingChangeKind)] = "says what an entry changes, within the process; 0 is nothing",
        [typeof(Treatment)] = "says what becomes of a field, within the process",
        [typeof(ColumnUse)] = "says what a column is sent for, within the process",
    };

    private static IEnumerable<Type> PublicEnums =>
        new[] { typeof(ActorState), typeof(AppendResult), typeof(CommandOutcome), typeof(Problem) }
            .SelectMany(type => type.Assembly.GetExportedTypes()).Where(type => type.IsEnum);

    [Fact]
    public void Values_in_json_are_snake_case()
    {
        Assert.Contains(typeof(OutcomeStatus), PublicEnums);
        foreach (var type in PublicEnums.Where(type => !NotInJson.ContainsKey(type)))
        {
            foreach (var value in Enum.GetValues(type))
            {
                var json = JsonSerializer.Serialize(value, type);
                Assert.True(Regex.IsMatch(json, "^\"[a-z][a-z0-9]*(_[a-z0-9]+)*\"$"),
                    $"{type.Name}.{value} is {json} in JSON. Values are words in snake_case everywhere, never numbers, which change their meaning when a value is inserted: "
                    + "put [JsonConverter(typeof(SnakeCaseEnumConverter<…>))] on the enum, or give the reason in this test why it is in no JSON.");
                Assert.Equal(value, JsonSerializer.Deserialize(json, type));
            }

            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("1", type));
        }
    }

    [Fact]
    public void Values_are_numbered_explicitly_from_one()
    {
        foreach (var type in PublicEnums.Where(type => !NotInJson.ContainsKey(type)))
            Assert.True(Enum.GetValuesAsUnderlyingType(type).Cast<int>().Min() == 1,
                $"{type.Name} has a value 0. What was left out would read as a meaningful value: number from 1.");
    }

    [Fact]
    public void Discriminators_of_commands_and_events_are_snake_case_and_unique()
    {
        foreach (var names in (string[][])[[.. Capabilities.Commands.Select(command => command.Name)], [.. Capabilities.All.SelectMany(capability => capability.Events).Select(type => type.Name)]])
        {
            Assert.Equal(names.Distinct().Count(), names.Length);
            Assert.All(names, name => Assert.Matches("^[a-z]+(_[a-z]+)*$", name));
        }
    }
}
