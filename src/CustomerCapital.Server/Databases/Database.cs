using System.CommandLine;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerCapital.Server.Databases;

/// <summary>Which database, and in which time zone a new one counts: options of every command.</summary>
internal sealed class Database
{
    public const string Default = "sqlite:customercapital.db";

    public static readonly Option<string> DatabaseOption = new("--database", "-d")
    {
        Description = "sqlite:PATH, or memory: for one that ends with the program",
        DefaultValueFactory = _ => Default,
        HelpName = "DATABASE",
    };

    public static readonly Option<string?> TimeZoneOption = new("--time-zone")
    {
        Description = "IANA time zone whose months and days count, such as Europe/Berlin; fixed when the ledger is made [default: the ledger's, UTC for a new one]",
        HelpName = "ZONE",
    };

    private readonly string _name;
    private readonly string? _timeZone;

    private Database(string name, string? timeZone) => (_name, _timeZone) = (name, timeZone);

    /// <summary>What the command line names.</summary>
    public static Database Of(ParseResult line, string? whenAbsent = null)
    {
        var name = line.GetResult(DatabaseOption) is { Implicit: false } || whenAbsent is null ? line.GetValue(DatabaseOption)! : whenAbsent;
        var zone = line.GetValue(TimeZoneOption);
        if (name != "memory:" && !(name.StartsWith("sqlite:", StringComparison.Ordinal) && name.Length > "sqlite:".Length))
            throw new UsageException($"--database {name}: name it as sqlite:PATH or memory:");
        if (zone is not null && !ProgramCalendar.Knows(zone)) throw new UsageException($"--time-zone {zone}: not a known IANA time zone; write it like Europe/Berlin or UTC");
        return new(name, zone);
    }

    /// <summary>Opens it to write, completes its schema and starts an engine over it.</summary>
    /// <param name="background">Whether due work is done in the background.</param>
    /// <param name="logger">Where the engine reports failures of background work; null for nowhere.</param>
    public Task<InProcessHost> StartEngineAsync(bool background, ILogger? logger = null) =>
        StartEngineAsync(OpenLedger(), background, logger);

    /// <summary>Starts an engine over a ledger that <see cref="OpenLedger"/> has opened.</summary>
    public Task<InProcessHost> StartEngineAsync(ILedger ledger, bool background, ILogger? logger = null) => StartAsync(ledger, background, readOnly: false, logger);

    /// <summary>Opens it to read; others may write to it meanwhile.</summary>
    public Task<InProcessHost> StartReaderAsync() =>
        StartAsync(_name == "memory:" ? new InMemoryLedger() : SqliteLedger.OpenToRead(Path), background: false, readOnly: _name != "memory:", null);

    /// <summary>Opens it to write, as a bare ledger.</summary>
    public ILedger OpenLedger() => _name == "memory:" ? new InMemoryLedger() : SqliteLedger.Open(Path);

    public override string ToString() => _name;

    private string Path => _name["sqlite:".Length..];

    private async Task<InProcessHost> StartAsync(ILedger ledger, bool background, bool readOnly, ILogger? logger)
    {
        try
        {
            var options = new InProcessHostOptions { TimeZone = _timeZone, BackgroundWork = background, ReadOnly = readOnly };
            return await InProcessHost.StartAsync(ledger, options, TimeProvider.System, logger ?? NullLogger.Instance);
        }
        catch
        {
            await ledger.DisposeAsync();
            throw;
        }
    }
}
