using System.Reflection;

namespace CustomerCapital.Ledger.Schema;

/// <summary>A provider's SQL, from the resources of its assembly: "Sql/…" for each operation, "Schema/…" for the numbered scripts that make its tables.</summary>
/// <remarks>Reads each resource once. Thread-safe.</remarks>
public sealed class ProviderSql
{
    private readonly Assembly _provider;
    private readonly string _dialect;
    private readonly Dictionary<string, string> _operations;

    /// <summary>Reads the resources.</summary>
    /// <param name="provider">The assembly that holds them.</param>
    /// <param name="dialect">The folder of "Sql" and "Schema", such as "PostgreSql/", where the assembly holds several dialects.</param>
    public ProviderSql(Assembly provider, string dialect = "")
    {
        _provider = provider;
        _dialect = dialect;
        _operations = Names("Sql/").ToDictionary(name => name, name => Read("Sql/" + _dialect + name));
        Scripts = [.. Names("Schema/").Order(StringComparer.Ordinal).Select(name => new SchemaScript(name, Read("Schema/" + _dialect + name)))];
    }

    /// <summary>The schema scripts in the order of their numbers.</summary>
    public IReadOnlyList<SchemaScript> Scripts { get; }

    /// <summary>The SQL of an operation, from the resource of the same name.</summary>
    public string Of(string operation) => _operations[operation];

    /// <summary>Holds what a database says it was made by against the scripts of this version.</summary>
    /// <param name="recorded">Names and hashes of the scripts applied, as the database records them.</param>
    /// <param name="database">The database as messages name it.</param>
    /// <returns>The scripts that it lacks, in their order.</returns>
    /// <exception cref="LedgerSchemaException">A script was changed after it was applied, or is not known here.</exception>
    public IReadOnlyList<SchemaScript> Missing(IEnumerable<(string Name, string Sha256)> recorded, string database)
    {
        var known = Scripts.ToDictionary(script => script.Name, script => script.Sha256);
        var applied = new HashSet<string>();
        foreach (var (name, sha256) in recorded)
        {
            if (!known.TryGetValue(name, out var hash)) throw new LedgerSchemaException($"{database} was made by a newer version (schema script {name}); use that version.");
            if (hash != sha256) throw new LedgerSchemaException($"Schema script {name} differs from the one that {database} was made with; restore the script.");
            applied.Add(name);
        }

        return [.. Scripts.Where(script => !applied.Contains(script.Name))];
    }

    private IEnumerable<string> Names(string folder) => _provider.GetManifestResourceNames()
        .Where(name => name.StartsWith(folder + _dialect, StringComparison.Ordinal))
        .Select(name => name[(folder + _dialect).Length..]);

    private string Read(string resource)
    {
        using var stream = _provider.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The assembly holds no resource '{resource}'.");
        return new StreamReader(stream).ReadToEnd();
    }
}
