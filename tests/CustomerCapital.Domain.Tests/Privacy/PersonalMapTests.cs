using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Privacy;

namespace CustomerCapital.Domain.Tests.Privacy;

/// <summary>Whoever adds a field that can hold a text says here what becomes of it when a person is erased.</summary>
public sealed class PersonalMapTests
{
    [Fact]
    public void Every_text_of_commands_events_and_parts_has_a_line()
    {
        var lacking = Fields().Where(field => PersonalMap.Of(field.Type, field.Name) is null).Select(field => $"{field.Type}/{field.Name}").Distinct().Order(StringComparer.Ordinal).ToList();

        Assert.True(lacking.Count == 0, $"PersonalMap has no line for {string.Join(", ", lacking)}: say whether it is about a person.");
    }

    [Fact]
    public void Every_line_is_of_a_field()
    {
        var fields = Fields().Select(field => field.Name).ToHashSet(StringComparer.Ordinal);

        // Natural ids are columns of entries.
        var idle = PersonalMap.Names.Except(fields).Except(["concernsId", "naturalId"]).ToList();
        Assert.True(idle.Count == 0, $"No field has the name {string.Join(", ", idle)}.");
    }

    /// <remarks>What is dropped is read back as nothing. In the histories of others than customers nothing is dropped.</remarks>
    [Fact]
    public void What_is_dropped_of_an_event_may_be_absent()
    {
        var required = Fields().Where(field => field.IsEvent && PersonalMap.Of(field.Type, field.Name) is (Treatment.Dropped or Treatment.Own) && !field.MayBeAbsent)
            .Select(field => $"{field.Type}/{field.Name}").Distinct().ToList();

        Assert.True(required.Count == 0, $"{string.Join(", ", required)} cannot be null, so that it cannot be dropped.");
    }

    /// <remarks>The engine looks in the log for the id alone, and takes the state from no other record than the last.</remarks>
    [Fact]
    public void Of_a_record_of_the_audit_log_nothing_changes_but_the_id_of_the_customer() => Assert.Equal(
        ["customerId"], Fields().Where(field => field.Type == "audited" && PersonalMap.Of(field.Type, field.Name) != Treatment.Kept).Select(field => field.Name));

    private static IEnumerable<(string Type, string Name, bool IsEvent, bool MayBeAbsent)> Fields()
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, TypeInfoResolver = Capabilities.Json };
        foreach (var capability in Capabilities.All)
        {
            var roots = capability.Commands.Select(command => (command.Name, command.Type, IsEvent: false))
                .Concat(capability.Events.Select(happened => (happened.Name, happened.Type, IsEvent: capability.Kind == ActorKind.Customer)));
            if (capability.Part is { } part) roots = roots.Append((part.Name, part.Type, IsEvent: false));
            foreach (var (name, type, isEvent) in roots)
                foreach (var (field, mayBeAbsent) in FieldsOf(options, type, [])) yield return (name, field, isEvent, mayBeAbsent);
        }
    }

    private static IEnumerable<(string Name, bool MayBeAbsent)> FieldsOf(JsonSerializerOptions options, Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type)) yield break;
        // What is not written has no accessor.
        foreach (var property in options.GetTypeInfo(type).Properties.Where(property => property.Get is not null))
        {
            var of = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (IsText(of)) yield return (property.Name, IsNullable(type, property));
            else if (ItemOf(of) is { } item)
            {
                if (IsText(item)) yield return (property.Name, IsNullable(type, property));
                else if (IsOurs(item)) foreach (var inner in FieldsOf(options, item, seen)) yield return inner;
            }
            else if (IsOurs(of))
            {
                foreach (var inner in FieldsOf(options, of, seen)) yield return inner;
            }
        }
    }

    private static bool IsText(Type type) => type == typeof(string) || type == typeof(DateOnly) || typeof(IEnumerable<KeyValuePair<string, string>>).IsAssignableFrom(type);

    private static Type? ItemOf(Type type) => typeof(IEnumerable).IsAssignableFrom(type) && type != typeof(string)
        ? type.GetInterfaces().Append(type).FirstOrDefault(part => part.IsGenericType && part.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0] : null;

    private static bool IsOurs(Type type) => !type.IsEnum && type.Assembly == typeof(Capability).Assembly && !type.IsPrimitive && Converts(type);

    /// <summary>Whether it is written as an object, and not as a number or a word.</summary>
    private static bool Converts(Type type) => new JsonSerializerOptions { TypeInfoResolver = Capabilities.Json }.TryGetTypeInfo(type, out var info) && info.Kind == JsonTypeInfoKind.Object;

    private static bool IsNullable(Type type, JsonPropertyInfo property)
    {
        var member = type.GetProperties().FirstOrDefault(candidate => JsonNamingPolicy.CamelCase.ConvertName(candidate.Name) == property.Name);
        return member is null || Nullable.GetUnderlyingType(member.PropertyType) is not null || new NullabilityInfoContext().Create(member).ReadState != NullabilityState.NotNull;
    }
}
