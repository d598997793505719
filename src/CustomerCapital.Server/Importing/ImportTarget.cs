using System.CommandLine;
using CustomerCapital.Client;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Exporting;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Settings;
using CustomerCapital.Server.Terminal;

namespace CustomerCapital.Server.Importing;

/// <summary>Where an import goes: an engine of its own over a database, or gateways of one that runs.</summary>
internal sealed class ImportTarget : IAsyncDisposable
{
    public static readonly Option<string[]> GatewayOption = new("--gateway")
    {
        Description = "Import through the server at this address instead of into a database. Several of one cluster share the work",
        DefaultValueFactory = _ => [],
        HelpName = "URL",
    };

    private readonly InProcessHost? _engine;
    private readonly GatewayStreams? _gateways;

    private ImportTarget(InProcessHost engine) => (_engine, Commands, Policy, Restore) = (engine, engine, engine.Policy, engine.Restore());

    private ImportTarget(GatewayStreams gateways) => (_gateways, Commands, Policy) = (gateways, gateways, gateways.Policy);

    public ICommands Commands { get; }

    public IPolicy Policy { get; }

    /// <summary>Restores lines of an export; null through gateways.</summary>
    public LedgerRestore? Restore { get; }

    /// <summary>Opens what the command line names.</summary>
    public static Task<ImportTarget> OpenAsync(ParseResult line, CancellationToken cancellation)
    {
        var urls = line.GetValue(GatewayOption)!;
        return urls.Length == 0 ? OpenAsync(Database.Of(SettingsReader.Read(line)), cancellation) : OpenAsync(AddressesOf(line, urls), SettingsReader.Read(line), cancellation);
    }

    /// <summary>Whether the ledger is known to hold nobody; false through gateways, which others use too.</summary>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellation) => _engine is not null && (await _engine.AskAsync(new ReportMetrics(null), cancellation)).Customers == 0;

    /// <summary>Does what is due in a database; a server does so by itself.</summary>
    /// <returns>What there is to say of it.</returns>
    public async Task<string?> SettleAsync(CancellationToken cancellation)
    {
        if (_engine is null) return "Everything is durable; work in the background, such as counting referrals and finding who has lapsed, goes on in the server.";
        await _engine.SettleAsync(cancellation);
        return null;
    }

    public ValueTask DisposeAsync() => _engine?.DisposeAsync() ?? _gateways!.DisposeAsync();

    private static async Task<ImportTarget> OpenAsync(Database database, CancellationToken cancellation) => new(await database.StartEngineAsync(cancellation));

    private static async Task<ImportTarget> OpenAsync(IReadOnlyList<Uri> addresses, ServerSettings settings, CancellationToken cancellation)
    {
        var timeZone = settings.TimeZone;
        try
        {
            var target = new ImportTarget(await GatewayStreams.ConnectAsync(addresses, new() { Key = settings.Key }, cancellation: cancellation));
            if (timeZone is null || timeZone == target.Policy.Program.Policy.TimeZone) return target;
            await target.DisposeAsync();
            throw new UsageException($"The setting TimeZone is {timeZone}, but the server counts in {target.Policy.Program.Policy.TimeZone}; leave it out, or name the server's");
        }
        catch (Exception absent) when (absent is EngineUnavailableException or EngineOverloadedException)
        {
            throw new UsageException($"{absent.Message} Start the server, or name the address at which it serves with --gateway", absent);
        }
    }

    private static Uri[] AddressesOf(ParseResult line, string[] urls)
    {
        foreach (var option in new Option[] { SettingsReader.DatabaseOption, SettingsReader.TimeZoneOption })
            if (line.GetResult(option) is { Implicit: false }) throw new UsageException($"{option.Name}: is the server's where --gateway is given; leave out one of the two");
        var addresses = Array.ConvertAll(urls, GatewayAddress.Of);
        return addresses.Distinct().Count() == addresses.Length ? addresses : throw new UsageException("--gateway: names the same address twice; name each once");
    }
}
