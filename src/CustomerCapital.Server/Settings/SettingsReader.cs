using System.Collections;
using System.CommandLine;
using System.Globalization;
using CustomerCapital.Ledger;

namespace CustomerCapital.Server.Settings;

/// <summary>Reads the settings: a file, then the environment, then the command line. What comes later replaces a setting whole.</summary>
internal static class SettingsReader
{
    /// <summary>What the names of settings begin with in the environment; after it, <c>SILOPORT</c> or <c>DATABASE_FILE</c>.</summary>
    public const string Prefix = "CUSTOMERCAPITAL_";

    private const string OfFile = "_FILE";

    public static readonly Option<string?> ConfigOption = new("--config", "-c") { Description = "JSON file with settings, named as the options are without hyphens", HelpName = "FILE" };

    public static readonly Option<string[]> DatabaseOption = new("--database", "-d")
    {
        Description = "sqlite:PATH, postgres:CONNECTION-STRING, sqlserver:CONNECTION-STRING, or memory: for one that ends with the program; several, always in the same order, "
            + "divide the customers among them [default: sqlite:customercapital.db; of demo memory:]",
        HelpName = "DATABASE",
    };

    public static readonly Option<string?> TimeZoneOption =
        Of("--time-zone", "ZONE", "IANA time zone whose months and days count, such as Europe/Berlin; fixed when the ledger is made [default: the ledger's, UTC for a new one]");

    public static readonly Option<string?> UrlOption = Of("--url", "URL", "Where HTTP is served: the API by gateways, health alone by silos [default: http://127.0.0.1:8080]");

    public static readonly Option<bool> AllowNetworkOption = new("--allow-network")
    {
        Description = "Serve HTTP on other than loopback addresses, although every caller may do everything; put a proxy with authentication before it",
    };

    private static readonly Option<string[]> ReplicaOption = new("--replica")
    {
        Description = "A standby (postgres: or sqlserver:) from which lists and counts of customers are read; may be behind. One for each --database, in their order",
        HelpName = "DATABASE",
    };

    private static readonly IReadOnlyList<string> Known = [.. typeof(ServerSettings).GetProperties().Select(setting => setting.Name)];

    /// <summary>Settings of several values: in a file an array, in the environment one a line.</summary>
    private static readonly IReadOnlyList<string> Lists = [.. typeof(ServerSettings).GetProperties().Where(setting => setting.PropertyType.IsArray).Select(setting => setting.Name)];

    /// <summary>Options of every command.</summary>
    public static IReadOnlyList<Option> Common { get; } = [DatabaseOption, TimeZoneOption, ConfigOption];

    /// <summary>Options of whoever serves.</summary>
    public static IReadOnlyList<Option> Serving { get; } =
    [
        Of("--role", "ROLE", "silo: holds customers; gateway: serves HTTP; both, in one process [default: both]"),
        UrlOption,
        AllowNetworkOption,
        ReplicaOption,
        Of("--cluster-id", "ID", "Processes with the same id and database find each other [default: customercapital]"),
        Of("--service-id", "ID", "Whose control state and reminders they are [default: customercapital]"),
        Of("--silo-port", "PORT", "Where other silos reach this one [default: 11111; with --listen loopback another that is free where it is taken]"),
        Of("--gateway-port", "PORT", "Where gateways reach this silo [default: 30000; likewise]"),
        Of("--listen", "WHERE", "loopback or any: from where the silo can be reached; any where the processes of a cluster run on several machines [default: loopback]"),
        Of("--advertise", "ADDRESS", "The IP address by which others reach this silo [default: the machine's first]"),
        Of("--drain-within", "SECONDS", "How long what was taken may take to finish when the process is told to end [default: 25]"),
        Of("--call-within", "SECONDS", "How long a call waits for another silo before it is made once more beside the first [default: 2]"),
        Of("--writer", "NUMBER", "Number of the counters to which this silo adds [default: the first that no other process uses]"),
        Of("--otlp-endpoint", "URL", "Where telemetry is sent by OTLP [default: nowhere]"),
        new Option<bool>("--metrics") { Description = "Serve metrics to Prometheus at /metrics" },
        Of("--dashboard-token", "SECRET", "Password of Orleans' dashboard at /dashboard [default: no dashboard]; better in the environment or in a file"),
    ];

    /// <summary>Reads and checks them.</summary>
    /// <exception cref="UsageException">One cannot be understood, or is out of its range.</exception>
    public static ServerSettings Read(ParseResult line) => Read(
        line.GetValue(ConfigOption),
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(pair => KeyValuePair.Create((string)pair.Key, (string?)pair.Value ?? "")),
        Common.Concat(Serving).Where(option => option != ConfigOption && line.GetResult(option) is { Implicit: false }).ToDictionary(NameOf, option => ValuesOf(line, option)));

    /// <inheritdoc cref="Read(ParseResult)"/>
    public static ServerSettings Read(string? file, IEnumerable<KeyValuePair<string, string>> environment, IReadOnlyDictionary<string, string[]> flags)
    {
        try
        {
            var given = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, values) in OfConfig(file).Concat(OfEnvironment(environment)).Concat(flags)) given[name] = values;
            if (given.Keys.FirstOrDefault(name => !Known.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
                throw new UsageException($"There is no setting {unknown}. The settings are: {string.Join(", ", Known)}.");
            var settings = new ServerSettings();
            new ConfigurationBuilder().AddInMemoryCollection(given.SelectMany(setting => IsList(setting.Key)
                ? setting.Value.Select((value, at) => KeyValuePair.Create($"{setting.Key}:{at}", (string?)value))
                : [KeyValuePair.Create(setting.Key, (string?)setting.Value[^1])])).Build().Bind(settings);
            return OptionLimits.Check(settings);
        }
        catch (Exception unusable) when (unusable is InvalidOperationException or InvalidDataException or FileNotFoundException or ArgumentException)
        {
            throw new UsageException($"{unusable.Message}{(unusable.InnerException is { } inner ? " " + inner.Message : "")}", unusable);
        }
    }

    private static IEnumerable<KeyValuePair<string, string[]>> OfConfig(string? file) => file is null ? [] : new ConfigurationBuilder()
        .AddJsonFile(Path.GetFullPath(file), optional: false).Build().GetChildren()
        .Select(setting => KeyValuePair.Create(setting.Key, setting.Value is { } value ? [value] : setting.GetChildren().Select(item => item.Value ?? "").ToArray()));

    private static IEnumerable<KeyValuePair<string, string[]>> OfEnvironment(IEnumerable<KeyValuePair<string, string>> environment)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in environment)
        {
            if (!key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) continue;
            var name = key[Prefix.Length..];
            var isFile = name.EndsWith(OfFile, StringComparison.OrdinalIgnoreCase);
            if (isFile) name = name[..^OfFile.Length];
            if (!seen.Add(name)) throw new UsageException($"{Prefix}{name.ToUpperInvariant()} is set twice, by itself and by a file; leave out one of the two");
            var text = isFile ? ReadSecret(key, value) : value;
            yield return KeyValuePair.Create(name, IsList(name) ? text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [text]);
        }
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

    private static bool IsList(string name) => Lists.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string[] ValuesOf(ParseResult line, Option option) => option switch
    {
        Option<string[]> several => line.GetValue(several)!,
        Option<bool> choice => [line.GetValue(choice) ? "true" : "false"],
        _ => [line.GetValue((Option<string?>)option)!],
    };

    private static string NameOf(Option option) => option.Name.TrimStart('-').Replace("-", "", StringComparison.Ordinal).ToLower(CultureInfo.InvariantCulture);

    private static Option<string?> Of(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
