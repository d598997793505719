using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine;
using CustomerCapital.Ledger;

namespace CustomerCapital.Architecture.Tests;

/// <summary>What others may use is described where it is declared. The compiler would want that said again of every override.</summary>
public sealed class DocumentationTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static TheoryData<string> Assemblies => [typeof(ActorState).Assembly.Location, typeof(ILedger).Assembly.Location, typeof(ICustomerCapital).Assembly.Location];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_public_type_and_member_is_described_unless_what_it_overrides_or_implements_is(string path)
    {
        var described = XDocument.Load(Path.ChangeExtension(path, ".xml")).Descendants("member").Select(member => NameOf(member.Attribute("name")!.Value)).ToHashSet();
        var types = Assembly.LoadFrom(path).GetExportedTypes().Where(type => !IsMade(type)).ToList();
        Assert.True(types.Count > 40);

        var missing = types.Select(NameOf).Concat(types.SelectMany(type => MembersOf(type).Select(member => $"{NameOf(type)}.{member.Name}"))).Where(name => !described.Contains(name));

        Assert.True(!missing.Any(), $"There is no summary of {string.Join(", ", missing)}.");
    }

    /// <summary>What is declared there for others: neither an override nor what an interface asks for, nor what the compiler makes of a record or an enum.</summary>
    private static IEnumerable<MemberInfo> MembersOf(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type)) yield break;
        var asked = type.IsInterface ? [] : type.GetInterfaces().SelectMany(contract => type.GetInterfaceMap(contract).TargetMethods).ToHashSet();
        var parameters = type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.Name).ToHashSet();
        foreach (var member in type.GetMembers(Declared))
        {
            var method = member switch { MethodInfo plain => plain, PropertyInfo property => property.GetMethod ?? property.SetMethod, _ => null };
            var isOpen = method is not null ? method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly : member is FieldInfo { IsPublic: true, IsSpecialName: false };
            if (!isOpen || IsMade(member) || IsMade(method) || (member is MethodInfo && method!.IsSpecialName)) continue;
            if (method is not null && (asked.Contains(method) || method.GetBaseDefinition() != method)) continue;
            // Of a record's own list, the parameters are described.
            if (member is PropertyInfo && parameters.Contains(member.Name)) continue;
            yield return member;
        }
    }

    private static bool IsMade(MemberInfo? member) =>
        member is not null && (member.Name.Contains('<', StringComparison.Ordinal) || member.Name == "Deconstruct" || member.IsDefined(typeof(CompilerGeneratedAttribute), false));

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static string NameOf(string documentationId) => documentationId[2..].Split('(')[0].Split("``")[0];
}
