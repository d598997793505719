using System.CommandLine;
using CustomerCapital.Client;
using CustomerCapital.Server.Settings;

namespace CustomerCapital.Server.Terminal;

/// <summary>The address of a server, as <c>--gateway</c> names it.</summary>
internal static class GatewayAddress
{
    /// <summary>Of commands that always ask a server.</summary>
    public static readonly Option<string> Option = new("--gateway")
    {
        Description = "The address of the server",
        DefaultValueFactory = _ => "http://127.0.0.1:8080",
        HelpName = "URL",
        Recursive = true,
    };

    /// <summary>A client of the server that the command line names, with the key of the settings.</summary>
    /// <exception cref="UsageException">The address cannot be understood.</exception>
    public static GatewayClient ClientOf(ParseResult line) => new(Of(line.GetValue(Option)!), connectionLimit: 1, SettingsReader.Read(line).Key);

    /// <exception cref="UsageException">It cannot be understood.</exception>
    public static Uri Of(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", Query: "", Fragment: "" }
        ? address
        : throw new UsageException($"--gateway {text}: write it like http://127.0.0.1:8080");
}
