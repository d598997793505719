using System.CommandLine;
using System.Security.Cryptography;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Partitioning;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerCapital.Server.Databases;

/// <summary>Which database or databases, and in which time zone new ones count: options of every command.</summary>
internal sealed class Database
{
    public const string Default = "sqlite:customercapital.db";

    public static readonly Option<string[]> DatabaseOption = new("--database", "-d")
    {
        Description = "sqlite:PATH, postgres:CONNECTION-STRING, or memory: for one that ends with the program; several, always in the same order, divide the customers among them",
        DefaultValueFactory = _ => [Default],
        HelpName = "DATABASE",
    };

    public static readonly Option<string?> TimeZoneOption = new("--time-zone")
    {
        Description = "IANA time zone whose months and days count, such as Europe/Berlin; fixed when the ledger is made [default: the ledger's, UTC for a new one]",
        HelpName = "ZONE",
    };

    public static readonly Option<string[]> ReplicaOption = new("--replica")
    {
        Description = "postgres:CONNECTION-STRING of a standby from which lists and counts of customers are read; may be behind. One for each --database, in their order",
        DefaultValueFactory = _ => [],
        HelpName = "DATABASE",
    };

    private readonly IReadOnlyList<DatabaseName> _names;
    private readonly IReadOnlyList<DatabaseName> _replicas;
    private readonly string? _timeZone;

    private Database(IReadOnlyList<DatabaseName> names, IReadOnlyList<DatabaseName> replicas, string? timeZone) => (_names, _replicas, _timeZone) = (names, replicas, timeZone);

    /// <summary>What the command line names.</summary>
    public static Database Of(ParseResult line, string? whenAbsent = null)
    {
        string[] named = line.GetResult(DatabaseOption) is { Implicit: false } || whenAbsent is null ? line.GetValue(DatabaseOption)! : [whenAbsent];
        var names = Array.ConvertAll(named, DatabaseName.Parse);
        var zone = line.GetValue(TimeZoneOption);
        if (names.Length > 1 && names.Any(name => name.IsMemory)) throw new UsageException("--database memory: stands alone; several databases must be files or on servers");
        for (var at = 1; at < names.Length; at++)
            if (names[..at].Any(names[at].IsSameAs)) throw new UsageException($"--database {names[at]}: is named twice; name each database of a ledger once, always in the same order");
        if (zone is not null && !ProgramCalendar.Knows(zone)) throw new UsageException($"--time-zone {zone}: not a known IANA time zone; write it like Europe/Berlin or UTC");
        var replicas = Array.ConvertAll(line.GetResult(ReplicaOption) is null ? [] : line.GetValue(ReplicaOption)!, DatabaseName.Parse);
        if (replicas.Length > 0 && replicas.Length != names.Length)
            throw new UsageException($"--replica: name one for each --database, in their order; there are {names.Length} databases and {replicas.Length} replicas");
        return new(names, replicas, zone);
    }

    /// <summary>Opens it to write, completes its schema and starts an engine over it.</summary>
    /// <param name="background">Whether due work is done in the background.</param>
    /// <param name="logger">Where the engine reports failures of background work; null for nowhere.</param>
    public async Task<InProcessHost> StartEngineAsync(bool background, ILogger? logger = null) =>
        await StartEngineAsync(await OpenLedgerAsync(), background, logger);

    /// <summary>Starts an engine over a ledger that <see cref="OpenLedgerAsync"/> has opened.</summary>
    public async Task<InProcessHost> StartEngineAsync(ILedger ledger, bool background, ILogger? logger = null)
    {
        var replica = _replicas.Count == 0 ? null : await OpenAsync(_replicas, name => Task.FromResult(name.OpenReplica()), partitions => PartitionedLedger.OfReadersAsync(partitions));
        return await StartAsync(ledger, background, readOnly: false, logger, replica);
    }

    /// <summary>Lets a role serve from every database.</summary>
    public async Task GrantAsync(string role, CancellationToken cancellation)
    {
        foreach (var name in _names) await name.GrantAsync(role, cancellation);
    }

    /// <summary>Opens it to read; others may write to it meanwhile.</summary>
    public async Task<InProcessHost> StartReaderAsync() => await StartAsync(
        await OpenAsync(_names, name => name.OpenToReadAsync(), partitions => PartitionedLedger.OfReadersAsync(partitions)), background: false, readOnly: !_names[0].IsMemory, null);

    /// <summary>Opens it to write, as a bare ledger.</summary>
    public Task<ILedger> OpenLedgerAsync() => OpenAsync(
        _names, name => Task.FromResult(name.Open()), partitions => Task.FromResult(new PartitionedLedger(partitions, RandomNumberGenerator.GetHexString(32, lowercase: true))));

    /// <summary>The names as they may be shown: without passwords.</summary>
    public override string ToString() => string.Join(", ", _names);

    /// <summary>Opens what is named, as one ledger; where one of several cannot be opened, the others are closed again.</summary>
    private static async Task<ILedger> OpenAsync(
        IReadOnlyList<DatabaseName> names, Func<DatabaseName, Task<ILedger>> open, Func<IReadOnlyList<Partition>, Task<PartitionedLedger>> together)
    {
        if (names is [var only]) return await open(only);
        var opened = new List<Partition>();
        try
        {
            foreach (var name in names) opened.Add(new(name.ToString(), await open(name)));
            return await together(opened);
        }
        catch
        {
            foreach (var partition in opened) await partition.Ledger.DisposeAsync();
            throw;
        }
    }

    private async Task<InProcessHost> StartAsync(ILedger ledger, bool background, bool readOnly, ILogger? logger, ILedger? replica = null)
    {
        try
        {
            var options = new InProcessHostOptions { TimeZone = _timeZone, BackgroundWork = background, ReadOnly = readOnly };
            return await InProcessHost.StartAsync(ledger, options, TimeProvider.System, logger ?? NullLogger.Instance, replica);
        }
        catch
        {
            if (replica is not null) await replica.DisposeAsync();
            await ledger.DisposeAsync();
            throw;
        }
    }
}
