using System.CommandLine;
using System.Globalization;
using CustomerCapital.Ledger;

namespace CustomerCapital.Cluster.Settings;

/// <summary>Reads the settings: a file, then the environment, then the command line; what comes later wins.</summary>
internal static class SettingsReader
{
    /// <summary>What the names of settings begin with in the environment; after it, <c>SILOPORT</c> or <c>DATABASE_FILE</c>.</summary>
    public const string Prefix = "CUSTOMERCAPITAL_";

    private const string OfFile = "_FILE";

    private static readonly IReadOnlyList<string> Known = [.. typeof(ClusterSettings).GetProperties().Select(setting => setting.Name)];

    public static readonly Option<string?> ConfigOption = new("--config", "-c") { Description = "JSON file with settings, named as the options are without hyphens", HelpName = "FILE" };

    /// <summary>An option for each setting.</summary>
    public static IReadOnlyList<Option<string?>> Options { get; } =
    [
        Of("--role", "ROLE", "silo, gateway or both [default: both]"),
        Of("--database", "DATABASE", "postgres:CONNECTION-STRING or sqlserver:CONNECTION-STRING, of the ledger and of the cluster's own tables"),
        Of("--cluster-id", "ID", "Processes with the same id find each other [default: customercapital]"),
        Of("--service-id", "ID", "Whose control state and reminders they are [default: customercapital]"),
        Of("--silo-port", "PORT", "Where other silos reach this one [default: 11111]"),
        Of("--gateway-port", "PORT", "Where gateways reach this silo [default: 30000]"),
        Of("--listen", "WHERE", "loopback or any: from where the silo can be reached [default: loopback]"),
        Of("--advertise", "ADDRESS", "The IP address by which others reach this silo [default: the machine's first]"),
        Of("--url", "URL", "Where HTTP is served: the API by gateways, health alone by silos [default: http://127.0.0.1:8080]"),
        Of("--allow-network", "BOOL", "true to serve HTTP on other than loopback addresses, although every caller may do everything [default: false]"),
        Of("--drain-within", "SECONDS", "How long what was taken may take to finish when the process is told to end [default: 25]"),
        Of("--call-within", "SECONDS", "How long a call waits for a silo before another is made beside it [default: 2]"),
        Of("--writer", "NUMBER", "Number of the counters to which this silo adds [default: the first that no other silo uses]"),
        Of("--otlp-endpoint", "URL", "Where telemetry is sent by OTLP [default: nowhere]"),
        Of("--dashboard-token", "SECRET", "Password of Orleans' dashboard at /dashboard [default: no dashboard]; better in the environment or in a file"),
    ];

    /// <summary>Reads and checks them.</summary>
    /// <exception cref="UsageException">One cannot be understood, or is out of its range.</exception>
    public static ClusterSettings Read(ParseResult line) => Read(
        line.GetValue(ConfigOption),
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(pair => KeyValuePair.Create((string)pair.Key, (string?)pair.Value ?? "")),
        Options.Where(option => line.GetValue(option) is not null).ToDictionary(NameOf, line.GetValue));

    /// <inheritdoc cref="Read(ParseResult)"/>
    public static ClusterSettings Read(string? file, IEnumerable<KeyValuePair<string, string>> environment, IReadOnlyDictionary<string, string?> flags)
    {
        try
        {
            var configuration = new ConfigurationBuilder();
            if (file is not null) configuration.AddJsonFile(Path.GetFullPath(file), optional: false);
            configuration.AddInMemoryCollection(OfEnvironment(environment)).AddInMemoryCollection(flags);
            var read = configuration.Build();
            if (read.GetChildren().FirstOrDefault(setting => !Known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
                throw new UsageException($"There is no setting {unknown.Key}. The settings are: {string.Join(", ", Known)}.");
            var settings = new ClusterSettings();
            read.Bind(settings);
            return OptionLimits.Check(settings);
        }
        catch (Exception unusable) when (unusable is InvalidOperationException or InvalidDataException or FileNotFoundException or ArgumentException)
        {
            throw new UsageException($"{unusable.Message}{(unusable.InnerException is { } inner ? " " + inner.Message : "")}", unusable);
        }
    }

    private static Dictionary<string, string?> OfEnvironment(IEnumerable<KeyValuePair<string, string>> environment)
    {
        var read = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in environment)
        {
            if (!key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) continue;
            var name = key[Prefix.Length..];
            if (!name.EndsWith(OfFile, StringComparison.OrdinalIgnoreCase)) read[name] = value;
            else read[name[..^OfFile.Length]] = ReadSecret(key, value);
        }

        return read;
    }

    private static string ReadSecret(string key, string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{key} names {path}, which cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static string NameOf(Option option) => option.Name.TrimStart('-').Replace("-", "", StringComparison.Ordinal).ToLower(CultureInfo.InvariantCulture);

    private static Option<string?> Of(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
