using System.Security.Cryptography;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Partitioning;
using CustomerCapital.Server.Settings;

namespace CustomerCapital.Server.Databases;

/// <summary>The database of a ledger, or the several that divide its customers, as the settings name them.</summary>
internal sealed class Database
{
    public const string Default = "sqlite:customercapital.db";

    /// <summary>How often databases are opened to be read, of which customers move from one to another at that moment.</summary>
    private const int MostOpenings = 100;

    private static readonly TimeSpan ReopenAfter = TimeSpan.FromMilliseconds(50);

    private readonly IReadOnlyList<DatabaseName> _names;
    private readonly IReadOnlyList<DatabaseName> _replicas;
    private readonly short? _writer;

    private Database(IReadOnlyList<DatabaseName> names, IReadOnlyList<DatabaseName> replicas, ServerSettings settings) =>
        (_names, _replicas, _writer, TimeZone) = (names, replicas, settings.Writer, settings.TimeZone);

    /// <summary>The first, in which policy and control state are kept.</summary>
    public DatabaseName First => _names[0];

    /// <summary>Among how many its customers are divided.</summary>
    public int Partitions => _names.Count;

    /// <summary>Whether several processes can serve from it, as a cluster.</summary>
    public bool IsShared => _names.All(name => name.IsShared);

    /// <summary>Whether what it holds is there after the program has ended.</summary>
    public bool IsKept => First.Kind != DatabaseKind.Memory;

    /// <summary>IANA zone wanted of a new ledger; null for the ledger's, UTC for a new one.</summary>
    public string? TimeZone { get; }

    /// <summary>What the settings name.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="whenAbsent">The database where they name none.</param>
    /// <exception cref="UsageException">They cannot be understood, or do not go together.</exception>
    public static Database Of(ServerSettings settings, string whenAbsent = Default)
    {
        var names = Array.ConvertAll(settings.Database is [] ? [whenAbsent] : settings.Database, DatabaseName.Parse);
        if (names.Length > 1 && names.Any(name => name.Kind == DatabaseKind.Memory)) throw new UsageException("--database memory: stands alone; several databases must be files or on servers");
        if (names.Length > PartitionedLedger.MostPartitions) throw new UsageException($"--database: a ledger has at most {PartitionedLedger.MostPartitions} databases; {names.Length} are named");
        for (var at = 1; at < names.Length; at++)
            if (names[..at].Any(names[at].IsSameAs)) throw new UsageException($"--database {names[at]}: is named twice; name each database of a ledger once, always in the same order");
        if (settings.TimeZone is { } zone && !ProgramCalendar.Knows(zone)) throw new UsageException($"--time-zone {zone}: not a known IANA time zone; write it like Europe/Berlin or UTC");
        var replicas = Array.ConvertAll(settings.Replica, DatabaseName.Parse);
        if (replicas.Length > 0 && replicas.Length != names.Length)
            throw new UsageException($"--replica: name one for each --database, in their order; there are {names.Length} databases and {replicas.Length} replicas");
        return new(names, replicas, settings);
    }

    /// <summary>Opens it to write, as a bare ledger.</summary>
    public Task<ILedger> OpenLedgerAsync(CancellationToken cancellation) => OpenAsync(
        _names, name => name.OpenAsync(_writer, cancellation), partitions => Task.FromResult(new PartitionedLedger(partitions, RandomNumberGenerator.GetHexString(32, lowercase: true))));

    /// <summary>Opens the replicas; null where none is named.</summary>
    public async Task<ILedger?> OpenReplicaAsync() =>
        _replicas.Count == 0 ? null : await ReopeningAsync(() => OpenAsync(_replicas, name => Task.FromResult(name.OpenReplica()), partitions => PartitionedLedger.OfReadersAsync(partitions, isOfOneMoment: false)));

    /// <summary>Makes or completes the tables, and puts the default policy in force where there is none.</summary>
    /// <param name="ledger">As <see cref="OpenLedgerAsync"/> has opened it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The scripts applied now, and the policy.</returns>
    /// <exception cref="LedgerSchemaException">The ledger counts in another time zone and holds customers already, or was made by a newer version.</exception>
    public async Task<(IReadOnlyList<string> Applied, PolicyActor Policy)> CompleteAsync(ILedger ledger, CancellationToken cancellation)
    {
        await PartitionedLedger.RefusePartitionAsync(ledger, cancellation);
        var applied = await ledger.MigrateAsync(cancellation);
        var policy = await PolicyActor.LoadAsync(ledger, TimeZone);
        if (await ledger.CountMissingAsync(policy.Program.Calendar, cancellation)) applied = [.. applied, "counters"];
        return ([.. applied, .. await First.MigrateClusterAsync(cancellation)], policy);
    }

    /// <summary>Opens it to write, completes its tables and starts an engine without a server over it.</summary>
    public async Task<InProcessHost> StartEngineAsync(CancellationToken cancellation) => await StartAsync(await OpenLedgerAsync(cancellation), readOnly: false);

    /// <summary>Opens it to read, as a bare ledger; others may write to it meanwhile.</summary>
    /// <exception cref="LedgerUnavailableException">Customers are being moved, and whoever did that was stopped.</exception>
    public Task<ILedger> OpenReaderAsync() => ReopeningAsync(() => OpenAsync(_names, name => name.OpenToReadAsync(), partitions => PartitionedLedger.OfReadersAsync(partitions)));

    /// <summary>Opens databases again, of which customers move from one to another at that moment.</summary>
    private static async Task<ILedger> ReopeningAsync(Func<Task<ILedger>> open)
    {
        for (var opened = 1; ; opened++)
        {
            try
            {
                return await open();
            }
            catch (PlaceOutdatedException) when (opened < MostOpenings)
            {
                await Task.Delay(ReopenAfter, TimeProvider.System);
            }
            catch (PlaceOutdatedException moving)
            {
                throw new LedgerUnavailableException("Customers are being moved into a database that was added, and that stands still; go on with it first, with: grow", moving);
            }
        }
    }

    /// <summary>Opens it to read, and starts an engine without a server over it.</summary>
    public async Task<InProcessHost> StartReaderAsync() => await StartAsync(await OpenReaderAsync(), readOnly: First.Kind != DatabaseKind.Memory);

    /// <summary>Lets a role serve from every database.</summary>
    public async Task GrantAsync(string role, CancellationToken cancellation)
    {
        foreach (var name in _names) await name.GrantAsync(role, withCluster: name == First, cancellation);
    }

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

    private async Task<InProcessHost> StartAsync(ILedger ledger, bool readOnly)
    {
        try
        {
            return await InProcessHost.StartAsync(ledger, new() { TimeZone = TimeZone, ReadOnly = readOnly }, TimeProvider.System);
        }
        catch
        {
            await ledger.DisposeAsync();
            throw;
        }
    }
}
