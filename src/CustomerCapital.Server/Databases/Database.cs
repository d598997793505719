using System.CommandLine;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.PostgreSql;
using CustomerCapital.Ledger.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerCapital.Server.Databases;

/// <summary>Which database, and in which time zone a new one counts: options of every command.</summary>
internal sealed class Database
{
    public const string Default = "sqlite:customercapital.db";

    private const string Memory = "memory:";
    private const string Sqlite = "sqlite:";
    private const string PostgreSql = "postgres:";

    public static readonly Option<string> DatabaseOption = new("--database", "-d")
    {
        Description = "sqlite:PATH, postgres:CONNECTION-STRING, or memory: for one that ends with the program",
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
        // The name is not repeated: what was mistyped may hold a password.
        if (name != Memory && RestOf(name, Sqlite) is null && RestOf(name, PostgreSql) is null)
            throw new UsageException("--database: name it as sqlite:PATH, postgres:CONNECTION-STRING or memory:");
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
    public async Task<InProcessHost> StartReaderAsync() => await StartAsync(
        RestOf(_name, PostgreSql) is { } connection ? await PostgreSqlLedger.OpenToReadAsync(connection)
        : RestOf(_name, Sqlite) is { } path ? SqliteLedger.OpenToRead(path) : new InMemoryLedger(),
        background: false, readOnly: _name != Memory, null);

    /// <summary>Opens it to write, as a bare ledger.</summary>
    public ILedger OpenLedger() =>
        RestOf(_name, PostgreSql) is { } connection ? PostgreSqlLedger.Open(connection)
        : RestOf(_name, Sqlite) is { } path ? SqliteLedger.Open(path) : new InMemoryLedger();

    /// <summary>The name as it may be shown: without a password.</summary>
    public override string ToString() => RestOf(_name, PostgreSql) is { } connection ? PostgreSqlLedger.NameOf(connection) : _name;

    private static string? RestOf(string name, string kind) => name.StartsWith(kind, StringComparison.Ordinal) && name.Length > kind.Length ? name[kind.Length..] : null;

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
