using System.Reflection;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>The SQL of an operation, from the resource of the same name.</summary>
internal static class SqlText
{
    private static readonly Dictionary<string, string> Operations = Names("Sql/").ToDictionary(name => name, name => Read("Sql/" + name));

    public static string Of(string operation) => Operations[operation];

    /// <summary>The schema scripts in the order of their numbers.</summary>
    public static IReadOnlyList<(string Name, string Text)> SchemaScripts() => [.. Names("Schema/").Order(StringComparer.Ordinal).Select(name => (name, Read("Schema/" + name)))];

    private static IEnumerable<string> Names(string folder) => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
        .Select(name => name[folder.Length..]);

    private static string Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly holds no resource '{resource}'.");
        return new StreamReader(stream).ReadToEnd();
    }
}
