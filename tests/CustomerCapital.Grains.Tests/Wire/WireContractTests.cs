using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine;
using CustomerCapital.Grains.Customers;
using CustomerCapital.Grains.Questions;
using CustomerCapital.Grains.Wire;

namespace CustomerCapital.Grains.Tests.Wire;

/// <summary>
/// What processes of a cluster say to each other, held in a file: during a rolling upgrade old and new processes must understand each other, so that
/// every change of it is one to be looked at. A field may be added; a name, a method or what a field means may not be changed or taken away.
/// </summary>
public sealed class WireContractTests
{
    private static readonly IReadOnlyList<Type> Questions = [.. Question.DeclaredIn(typeof(Question).Assembly).OrderBy(question => question.Name, StringComparer.Ordinal)];

    private static readonly IReadOnlyList<Type> GrainInterfaces =
        [.. typeof(ICustomerGrain).Assembly.GetTypes().Where(type => type.IsInterface && type.IsAssignableTo(typeof(IGrain))).OrderBy(NameOf, StringComparer.Ordinal)];

    [Fact]
    public void Messages_are_those_of_the_golden_file()
    {
        var path = Path.Combine(FolderOfThis(), "wire.golden.txt");
        var actual = Describe();
        if (Environment.GetEnvironmentVariable("RENEW_GOLDEN") == "1") File.WriteAllText(path, actual);

        Assert.Equal(File.ReadAllText(path), actual);
    }

    [Fact]
    public void Every_type_of_a_grain_interface_has_a_name()
    {
        var own = GrainInterfaces.SelectMany(MethodsOf).SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
            .SelectMany(Parts).Where(type => type.Namespace!.StartsWith("CustomerCapital", StringComparison.Ordinal) && type != typeof(ActorCommand)).Distinct();

        Assert.Equal([], own.Where(type => !WireTypes.ByName.Values.Contains(type)).Select(type => type.FullName));
    }

    [Fact]
    public void Every_command_has_a_name() =>
        Assert.Equal(
            [],
            typeof(ActorCommand).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ActorCommand)) && !type.IsAbstract)
                .Except(WireTypes.ByName.Values).Select(type => type.FullName));

    [Fact]
    public void Every_kind_of_actor_that_a_question_names_is_a_grain() =>
        Assert.Empty(Questions.Select(ActorOf)
            .Except(typeof(IQuestionGrain).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IQuestionGrain))).Select(KindOf)));

    private static string Describe()
    {
        var text = new StringBuilder();
        foreach (var grain in GrainInterfaces)
        {
            text.Append("grain ").Append(NameOf(grain)).Append('\n');
            foreach (var method in MethodsOf(grain).OrderBy(method => method.Name, StringComparer.Ordinal))
            {
                var name = method.GetCustomAttribute<AliasAttribute>()?.Alias ?? $"{method.DeclaringType!.FullName}.{method.Name}";
                text.Append("  ").Append(name).Append('(').AppendJoin(", ", method.GetParameters().Select(parameter => Written(parameter.ParameterType))).Append(") -> ").Append(Written(method.ReturnType)).Append('\n');
            }
        }

        foreach (var (name, type) in WireTypes.ByName.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append("message ").Append(name).Append('\n').Append(type == typeof(ActorState) ? "as the ledger keeps it" : type == typeof(Asked) ? "one of the questions, with its name as type" : ShapeOf(type)).Append('\n');
        foreach (var type in Questions)
        {
            text.Append("question ").Append(type.Name).Append(" to ").Append(ActorOf(type)).Append('\n').Append(ShapeOf(type)).Append('\n');
            text.Append("answer to ").Append(type.Name).Append('\n').Append(ShapeOf(type.GetMethod("AnswerAsync")!.ReturnType.GetGenericArguments()[0])).Append('\n');
        }

        return text.ToString();
    }

    private static string? ActorOf(Type question) => ((Question)RuntimeHelpers.GetUninitializedObject(question)).Actor;

    private static string? KindOf(Type grain) => grain.GetCustomAttributesData().FirstOrDefault(attribute => attribute.AttributeType == typeof(GrainTypeAttribute))?.ConstructorArguments[0].Value as string;

    private static string ShapeOf(Type type)
    {
        var schema = WireJson.Options.GetJsonSchemaAsNode(type);
        return schema is JsonObject shape ? shape.ToJsonString(new() { WriteIndented = true }) : schema.ToJsonString();
    }

    private static string NameOf(Type grain) => grain.GetCustomAttribute<AliasAttribute>()!.Alias;

    private static IEnumerable<MethodInfo> MethodsOf(Type grain) =>
        grain.GetInterfaces().Append(grain).Where(type => type.Namespace!.StartsWith("CustomerCapital", StringComparison.Ordinal)).SelectMany(type => type.GetMethods());

    private static IEnumerable<Type> Parts(Type type) =>
        type.IsArray ? Parts(type.GetElementType()!) : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts) : [type];

    private static string Written(Type type)
    {
        if (type.IsArray) return Written(type.GetElementType()!) + "[]";
        if (type.IsGenericType) return $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Written))}>";
        return WireTypes.ByName.FirstOrDefault(pair => pair.Value == type).Key ?? type.Name;
    }

    private static string FolderOfThis([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
