using System.Reflection;

namespace CustomerCapital.Ledger.Sqlite;

/// <summary>The SQL of an operation, from the resource of the same name.</summary>
internal static class SqlText
{
    public static string Of(string operation) => Read("Sql/" + operation);

    /// <summary>The schema scripts in the order of their numbers.</summary>
    public static IReadOnlyList<(string Name, string Text)> SchemaScripts() =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith("Schema/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (name["Schema/".Length..], Read(name)))];

    private static string Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly holds no resource '{resource}'.");
        return new StreamReader(stream).ReadToEnd();
    }
}
