using System.Collections;
using System.CommandLine;
using System.Reflection;
using System.Text.Json;
using CustomerCapital.Server.Terminal;

namespace CustomerCapital.Server.Settings;

/// <summary>Reads the settings: a file, then the environment, then the command line. What comes later replaces a setting whole.</summary>
internal static class SettingsReader
{
    /// <summary>What the names of settings begin with in the environment; after it, <c>SILOPORT</c> or <c>DATABASE_FILE</c>.</summary>
    public const string Prefix = "CUSTOMERCAPITAL_";

    private const string OfFile = "_FILE";

    public static readonly Option<string?> ConfigOption = new("--config", "-c") { Description = "JSON file with settings, such as {\"timeZone\": \"UTC\"}", HelpName = "FILE" };

    public static readonly Option<string[]> DatabaseOption = new("--database", "-d")
    {
        Description = "sqlite:PATH, postgres:CONNECTION-STRING, sqlserver:CONNECTION-STRING, or memory: (ends with the program). Given several times, in the same order each time, "
            + "the databases divide the customers. [default: sqlite:customercapital.db; of demo memory:]",
        HelpName = "DATABASE",
    };

    public static readonly Option<string?> TimeZoneOption =
        Of("--time-zone", "ZONE", "IANA time zone of months and days, such as Europe/Berlin. Fixed when the ledger is made. [default: the ledger's; UTC for a new one]");

    public static readonly Option<string?> UrlOption = Of("--url", "URL", "Where HTTP is served; a silo serves its health alone [default: http://127.0.0.1:8080]");

    public static readonly Option<bool> AllowNetworkOption = new("--allow-network")
    {
        Description = "Serve HTTP, and not HTTPS, on other than loopback addresses. Keys can be read on the way: put a proxy with TLS before the program",
    };

    public static readonly Option<bool> OpenOption = new("--open")
    {
        Description = "Ask nobody for a key: every caller may do everything. On loopback addresses alone",
    };

    private static readonly Option<string[]> TrustedProxiesOption = new("--trusted-proxies")
    {
        Description = "Address or network of a proxy that is believed about who sends a request (X-Forwarded-For, -Proto); may be given several times [default: none]",
        HelpName = "ADDRESS",
    };

    private static readonly Option<string[]> OidcRolesOption = new("--oidc-roles")
    {
        Description = "A value of that claim and the role that it stands for, such as \"Loyalty approvers=approver\"; may be given several times [default: the roles' own names]",
        HelpName = "VALUE=ROLE",
    };

    private static readonly Option<string[]> OidcScopesOption = new("--oidc-scopes")
    {
        Description = "What the console asks the provider for besides openid and profile, such as groups; may be given several times [default: nothing]",
        HelpName = "SCOPE",
    };

    private static readonly Option<string[]> ReplicaOption = new("--replica")
    {
        Description = "A standby (postgres: or sqlserver:) from which lists and counts of customers are read. The standby may be behind. Name one for each --database, in their order",
        HelpName = "DATABASE",
    };

    private static readonly Option<string[]> WebhookHostsOption = new("--webhook-hosts")
    {
        Description = "A host that webhooks may be sent to though its address is not public, also without TLS; may be given several times [default: none]",
        HelpName = "HOST",
    };

    private static readonly IReadOnlyList<PropertyInfo> Known = typeof(ServerSettings).GetProperties();

    /// <summary>Options of every command.</summary>
    public static IReadOnlyList<Option> Common { get; } = [DatabaseOption, TimeZoneOption, ConfigOption];

    /// <summary>Options of whoever serves.</summary>
    public static IReadOnlyList<Option> Serving { get; } =
    [
        Of("--role", "ROLE", "silo (holds customers), gateway (serves HTTP) or both [default: both]"),
        UrlOption,
        AllowNetworkOption,
        OpenOption,
        Of("--tls-certificate", "FILE", "The certificate (PEM, with those up to the root) by which https is served; read again when the file changes [default: none]"),
        Of("--tls-key", "FILE", "The certificate's private key (PEM)"),
        TrustedProxiesOption,
        Of("--oidc-authority", "URL", "The issuer of an OpenID Connect provider by which people sign in [default: none; keys alone]"),
        Of("--oidc-audience", "AUDIENCE", "The API takes the provider's tokens for this audience as it takes keys [default: none; keys alone]"),
        Of("--oidc-client-id", "ID", "The console as the provider knows it; a secret is CUSTOMERCAPITAL_OIDCCLIENTSECRET_FILE, in the environment alone [default: none; keys alone]"),
        Of("--oidc-name", "NAME", "What the sign-in page calls the provider [default: the host of --oidc-authority]"),
        Of("--oidc-role-claim", "CLAIM", "The claim of tokens that names roles; within another claim like realm_access.roles [default: roles]"),
        OidcRolesOption,
        OidcScopesOption,
        ReplicaOption,
        Of("--cluster-id", "ID", "Processes with the same id and database find each other [default: customercapital]"),
        Of("--service-id", "ID", "Names the control state and reminders of a cluster; stays when a cluster is replaced [default: customercapital]"),
        Of("--silo-port", "PORT", "Where other silos reach this one [default: 11111, or with --listen loopback the next free port]"),
        Of("--gateway-port", "PORT", "Where gateways reach this silo [default: 30000, or with --listen loopback the next free port]"),
        Of("--listen", "WHERE", "loopback (processes of this machine reach the silo) or any (those of other machines too) [default: loopback]"),
        Of("--advertise", "ADDRESS", "The IP address by which others reach this silo [default: the machine's first]"),
        Of("--cluster-certificate", "FILE", "The certificate (PEM) that this process shows to the others of its cluster, which then talk by TLS alone; read again when the file changes [default: none]"),
        Of("--cluster-key", "FILE", "That certificate's private key (PEM)"),
        Of("--cluster-authority", "FILE", "The root (PEM, with those between) that has issued the certificates of all processes of the cluster"),
        Of("--drain-within", "SECONDS", "How long requests that were taken may take to finish when the process is told to end [default: 25]"),
        Of("--call-within", "SECONDS", "How long a call waits for a silo before a second one is made beside the first [default: 2]"),
        Of("--writer", "NUMBER", "Number of the counters to which this silo adds [default: the first that is free]"),
        Of("--otlp-endpoint", "URL", "Where telemetry is sent by OTLP [default: nowhere]"),
        WebhookHostsOption,
        new Option<bool>("--sandbox") { Description = "Let POST /v1/clock set the program's time, to try out a year in minutes on a ledger of its own" },
        new Option<bool>("--metrics") { Description = "Serve metrics to Prometheus at /metrics" },
        Of("--smtp-host", "HOST", "The mail server to which messages to customers are handed [default: none; messages stay planned]"),
        Of("--smtp-port", "PORT", "Port of the mail server [default: 587]"),
        Of("--smtp-security", "HOW", "start-tls, tls, or none (for a mail server on this machine) [default: start-tls]"),
        Of("--smtp-user", "NAME", "The name by which the program signs in at the mail server [default: it does not]"),
        Of("--smtp-password", "SECRET", "The password to that. Better in the environment or in a file"),
        Of("--smtp-connections", "COUNT", "Connections to the mail server at most, 1 to 64 [default: 4]"),
        Of("--smtp-unanswered", "COUNT", "Mails at most that are handed over before the answer to one before is recorded; as many can go out twice at a kill, 1 to 64 [default: 1]"),
        Of("--smtp-per-second", "RATE", "Mails a second at most [default: 0, without a limit]"),
        Of("--mail-from", "ADDRESS", "From whom mails come, such as \"Shop <news@shop.example>\""),
        Of("--public-url", "URL", "Under which https address customers reach this program, for the links in mails"),
        new Option<bool>("--dashboard") { Description = "Serve Orleans' dashboard at /dashboard, for keys with the scope operations:read" },
    ];

    /// <summary>Reads and checks them.</summary>
    /// <exception cref="UsageException">One does not exist, cannot be understood, or is out of its range; the message says where it stood.</exception>
    public static ServerSettings Read(ParseResult line) => Read(
        line.GetValue(ConfigOption),
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(pair => KeyValuePair.Create((string)pair.Key, (string?)pair.Value ?? "")),
        Common.Concat(Serving).Where(option => option != ConfigOption && line.GetResult(option) is { Implicit: false }).ToDictionary(option => option.Name, option => ValuesOf(line, option)));

    /// <inheritdoc cref="Read(ParseResult)"/>
    /// <param name="file">The JSON file; null for none.</param>
    /// <param name="environment">The variables of the environment, of which others than settings are passed over.</param>
    /// <param name="options">Options by their names, such as <c>--silo-port</c>.</param>
    public static ServerSettings Read(string? file, IEnumerable<KeyValuePair<string, string>> environment, IReadOnlyDictionary<string, string[]> options)
    {
        var settings = new ServerSettings();
        var given = new Dictionary<PropertyInfo, GivenSetting>();
        foreach (var setting in OfConfig(file).Concat(OfEnvironment(environment)).Concat(OfOptions(options))) given[setting.Property] = setting;
        foreach (var setting in given.Values) setting.Put(settings);
        return settings;
    }

    private static IEnumerable<GivenSetting> OfConfig(string? file)
    {
        if (file is null) return [];
        IEnumerable<IConfigurationSection> sections;
        try
        {
            sections = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file), optional: false).Build().GetChildren();
        }
        catch (FileNotFoundException absent)
        {
            throw new UsageException($"--config {file}: there is no such file", absent);
        }
        catch (Exception unusable) when (unusable is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--config {file}: {unusable.GetBaseException().Message}", unusable);
        }

        return sections.Select(section => new GivenSetting(
            PropertyOf(section.Key, $"{section.Key} in {file}", property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)),
            $"{section.Key} in {file}",
            section.Value is { } value ? [value] : [.. section.GetChildren().Select(item => item.Value ?? "")]));
    }

    private static IEnumerable<GivenSetting> OfEnvironment(IEnumerable<KeyValuePair<string, string>> environment)
    {
        var seen = new HashSet<PropertyInfo>();
        foreach (var (key, value) in environment)
        {
            if (!key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) continue;
            var name = key[Prefix.Length..];
            var isFile = name.EndsWith(OfFile, StringComparison.OrdinalIgnoreCase);
            if (isFile) name = name[..^OfFile.Length];
            var property = PropertyOf(name, $"{key} in the environment", known => Prefix + known.Name.ToUpperInvariant());
            if (!seen.Add(property)) throw new UsageException($"{Prefix}{name.ToUpperInvariant()} is set twice, by itself and by a file; leave out one of the two");
            var text = isFile ? ReadSecret(key, value) : value;
            yield return new(property, $"{key} in the environment", property.PropertyType.IsArray ? text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [text]);
        }
    }

    private static IEnumerable<GivenSetting> OfOptions(IReadOnlyDictionary<string, string[]> options) =>
        options.Select(option => new GivenSetting(PropertyOf(option.Key.Replace("-", "", StringComparison.Ordinal), option.Key, known => known.Name), option.Key, option.Value));

    /// <param name="name">Its name, in any case.</param>
    /// <param name="place">What stood where, for the message.</param>
    /// <param name="shown">How a setting is called in that place.</param>
    /// <exception cref="UsageException">There is no such setting.</exception>
    private static PropertyInfo PropertyOf(string name, string place, Func<PropertyInfo, string> shown)
    {
        if (Known.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found) return found;
        var near = Suggestion.Of(name, Known.Select(known => known.Name));
        var meant = near is null ? "." : $"; did you mean {shown(Known.First(known => known.Name == near))}?";
        throw new UsageException($"{place}: there is no such setting{meant} customercapital serve --help lists them.");
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

    private static string[] ValuesOf(ParseResult line, Option option) => option switch
    {
        Option<string[]> several => line.GetValue(several)!,
        Option<bool> choice => [line.GetValue(choice) ? "true" : "false"],
        _ => [line.GetValue((Option<string?>)option)!],
    };

    private static Option<string?> Of(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
