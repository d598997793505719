using CustomerCapital.Ledger.Schema;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>The SQL of this provider.</summary>
internal static class SqlText
{
    private static readonly ProviderSql Provider = new(typeof(SqlText).Assembly);

    /// <summary>The scripts that make the tables, in their order.</summary>
    public static IReadOnlyList<SchemaScript> Scripts => Provider.Scripts;

    /// <inheritdoc cref="ProviderSql.Of"/>
    public static string Of(string operation) => Provider.Of(operation);

    /// <inheritdoc cref="ProviderSql.Missing"/>
    public static IReadOnlyList<SchemaScript> MissingScripts(IEnumerable<(string Name, string Sha256)> recorded, string database) => Provider.Missing(recorded, database);
}
