namespace CustomerCapital.Bench.PostgreSql;

/// <summary>The SQL of an operation, from the resource of the same name.</summary>
internal static class SqlText
{
    public static string Of(string operation)
    {
        using var reader = new StreamReader(typeof(SqlText).Assembly.GetManifestResourceStream(operation)!);
        return reader.ReadToEnd();
    }
}
