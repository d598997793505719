using System.CommandLine.Parsing;

namespace CustomerCapital.Server.Reporting;

/// <summary>Form of a report.</summary>
internal enum ReportFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>Comma-separated, with a header.</summary>
    Csv,

    /// <summary>As the gateway answers it.</summary>
    Json,

    /// <summary>For data frames and warehouses; into a file.</summary>
    Parquet,
}

/// <summary>Which form a report gets.</summary>
internal static class ReportFormats
{
    /// <summary>The names of the forms, as the help shows them.</summary>
    public const string Names = "table|csv|json|parquet";

    /// <summary>Reads <c>--format</c>.</summary>
    public static ReportFormat? Parse(ArgumentResult result)
    {
        var name = result.Tokens[0].Value;
        if (Named(name) is { } format) return format;
        result.AddError($"--format {name}: must be table, csv, json or parquet");
        return null;
    }

    /// <summary>The form that is asked for: the one named, else the one that the file's name ends with, else a table.</summary>
    /// <param name="named">What <c>--format</c> says; null for nothing.</param>
    /// <param name="path">What <c>--output</c> says; null for the terminal.</param>
    /// <exception cref="UsageException">The two do not go together, or the file's name says nothing.</exception>
    public static ReportFormat Of(ReportFormat? named, string? path)
    {
        if (path is null) return named == ReportFormat.Parquet ? throw new UsageException("--format parquet: name a file with --output") : named ?? ReportFormat.Table;
        var ending = Path.GetExtension(path).TrimStart('.');
        var ended = Named(ending) is { } form and not ReportFormat.Table ? form : (ReportFormat?)null;
        if (named is null) return ended ?? throw new UsageException($"--output {path}: end the name in .csv, .json or .parquet, or say which it is with --format");
        return ended is null || ended == named ? named.Value : throw new UsageException($"--output {path}: ends in .{ending}, but --format says {named.Value.ToString().ToLowerInvariant()}; leave --format out");
    }

    private static ReportFormat? Named(string name) => name.ToUpperInvariant() switch
    {
        "TABLE" => ReportFormat.Table,
        "CSV" => ReportFormat.Csv,
        "JSON" => ReportFormat.Json,
        "PARQUET" => ReportFormat.Parquet,
        _ => null,
    };
}
