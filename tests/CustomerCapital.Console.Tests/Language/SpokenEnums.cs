using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using CustomerCapital.ConsolePages.Language;

namespace CustomerCapital.ConsolePages.Tests.Language;

/// <summary>The enumerations whose values the console speaks by <see cref="Speech.Word{TEnum}"/>, as its compiled code has them.</summary>
internal static class SpokenEnums
{
    public static IReadOnlyList<Type> All { get; } = [.. Find().Distinct().OrderBy(type => type.Name, StringComparer.Ordinal)];

    private static IEnumerable<Type> Find()
    {
        var assembly = typeof(Speech).Assembly;
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var reader = file.GetMetadataReader();
        for (var row = 1; row <= reader.GetTableRowCount(TableIndex.MethodSpec); row++)
        {
            var handle = MetadataTokens.MethodSpecificationHandle(row);
            var method = reader.GetMethodSpecification(handle).Method;
            if (method.Kind != HandleKind.MethodDefinition || !reader.StringComparer.Equals(reader.GetMethodDefinition((MethodDefinitionHandle)method).Name, nameof(Speech.Word))) continue;
            yield return assembly.ManifestModule.ResolveMethod(MetadataTokens.GetToken(handle))!.GetGenericArguments()[0];
        }
    }
}
