using System.Globalization;
using CustomerCapital.Bench.PostgreSql;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger.PostgreSql;

namespace CustomerCapital.Bench.Speed;

/// <summary>One of the builds that are compared, and what was measured of it.</summary>
/// <param name="name">By which its databases are called.</param>
/// <param name="program">Path or name of the program.</param>
/// <param name="cluster">Its database server.</param>
/// <param name="folder">For sockets and files.</param>
internal sealed class SpeedSide(string name, string program, PostgreSqlCluster cluster, TemporaryFolder folder)
{
    private const int Streams = 4;
    private const int Connections = 64;
    private const int EachBought = 10;

    private int _servers;

    public string Name => name;

    public List<SpeedMeasurement> Streamed { get; } = [];

    public List<SpeedMeasurement> Posted { get; } = [];

    /// <summary>Posts of customers that are read from the ledger first.</summary>
    public List<SpeedMeasurement> Cold { get; } = [];

    /// <summary>Posts of customers chosen likewise on a ledger that was empty.</summary>
    public List<SpeedMeasurement> Fresh { get; } = [];

    /// <summary>Bytes alive in the server for each customer whose grain is active.</summary>
    public double BytesOfCustomer { get; private set; }

    /// <summary>Bytes of it that are the customer's state, read here from the ledger. 0 for another build, whose ledger this one may not understand.</summary>
    public double BytesOfState { get; private set; }

    /// <summary>Bytes of the database per purchase, in PostgreSQL and in SQLite.</summary>
    public (double PostgreSql, double Sqlite) BytesOfPurchase { get; private set; }

    /// <summary>Bytes of each table and index of PostgreSQL per purchase, the largest first.</summary>
    public IReadOnlyList<(string Relation, double Bytes)> BytesOfRelations { get; private set; } = [];

    /// <summary>Processor time of a purchase from streams into SQLite, in microseconds.</summary>
    public double SqliteCost { get; private set; }

    /// <summary>Bytes of a table or an index per purchase; 0 where there is none of that name.</summary>
    public double BytesOf(string relation) => BytesOfRelations.FirstOrDefault(one => one.Relation == relation).Bytes;

    /// <summary>Starts a server over a database, such as "postgres:...".</summary>
    public async Task<SpeedServer> StartAsync(string database)
    {
        var (url, socket) = (ServerProcess.FreeUrl(), folder.File(string.Create(CultureInfo.InvariantCulture, $"{name}-{_servers++}.sock")));
        var process = ServerProcess.StartProgram(program, ManagedMemory.EnvironmentOf(socket), "serve", "--url", url, "--database", database);
        await process.WaitForAsync("Serving");
        return new(url, process, new(socket));
    }

    /// <summary>Starts a server over PostgreSQL, in which everybody has bought once, and looks at what its customers take.</summary>
    public async Task<SpeedServer> StartFilledAsync(int customers)
    {
        var server = await StartAsync("postgres:" + cluster.ConnectionStringOf(name));
        var few = customers / 10;
        await StreamLoad.OneAsync(server.Url, (line, customer) => customer < few ? PurchaseMaker.WriteFirst(line, customer) : 0, _ => { });
        var before = server.Memory.Alive();
        await StreamLoad.OneAsync(server.Url, (line, customer) => customer < customers - few ? PurchaseMaker.WriteFirst(line, customer + few) : 0, _ => { });
        BytesOfCustomer = (double)(server.Memory.Alive() - before) / (customers - few);
        if (name == "this") BytesOfState = await MeasureStatesAsync(cluster.ConnectionStringOf(name));
        return server;
    }

    /// <summary>One measurement of streams and one of single posts.</summary>
    public async Task MeasureAsync(SpeedServer server, TimeSpan duration, Func<PurchaseMaker> maker)
    {
        Streamed.Add(await SpeedMeasurement.OfAsync(cluster, server.Process, server.Memory, () => StreamLoad.RunAsync(server.Url, duration, [.. Enumerable.Range(0, Streams).Select(_ => maker())])));
        Posted.Add(await PostAsync(server, duration, maker()));
    }

    /// <summary>Single posts.</summary>
    public Task<SpeedMeasurement> PostAsync(SpeedServer server, TimeSpan duration, PurchaseMaker maker) =>
        SpeedMeasurement.OfAsync(cluster, server.Process, server.Memory, () => Task.Run(() => PostLoad.Run(server.Url, Connections, duration, maker)));

    /// <summary>Loads ten purchases of each customer into PostgreSQL and SQLite, and sees how large each becomes.</summary>
    /// <param name="database">Of PostgreSQL, which keeps them.</param>
    /// <param name="customers">How many.</param>
    public async Task LoadAsync(string database, int customers)
    {
        using (var server = await StartAsync("postgres:" + cluster.ConnectionStringOf(database))) await HistoryLoad.FillAsync(server.Url, customers, EachBought);
        await cluster.RunInAsync(database, "Vacuum");
        var size = (long)(await cluster.RunInAsync(database, "SelectDatabaseSize"))! - (long)(await cluster.RunInAsync("template1", "SelectDatabaseSize"))!;
        BytesOfRelations = [.. ((string)(await cluster.RunInAsync(database, "SelectRelationSizes"))!).Split('\n').Select(line => line.Split(' ')).Select(
            words => (words[0], double.Parse(words[1], CultureInfo.InvariantCulture) / customers / EachBought))];
        var file = folder.File(name + "-size.db");
        using (var server = await StartAsync("sqlite:" + file))
        {
            var before = ProcessFile.TimeOf(server.Process.Id);
            await HistoryLoad.FillAsync(server.Url, customers, EachBought);
            SqliteCost = (ProcessFile.TimeOf(server.Process.Id) - before).TotalMicroseconds / customers / EachBought;
        }

        // The log beside the file is written into it at the next end of a program that has it open.
        using (var migrate = ServerProcess.StartProgram(program, new Dictionary<string, string>(), "migrate", "--database", "sqlite:" + file)) await migrate.EndAsync();
        BytesOfPurchase = ((double)size / customers / EachBought, (double)new FileInfo(file).Length / customers / EachBought);
        File.Delete(file);
    }

    private static async Task<double> MeasureStatesAsync(string connectionString)
    {
        await using var ledger = await PostgreSqlLedger.OpenToReadAsync(connectionString);
        var ids = await ledger.ReadKeysAsync(ActorKind.Customer, null, 1_000);
        await ReadAsync(1); // what the first read leaves behind is not of states
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var states = await ReadAsync(ids.Count);
        var alive = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(states);
        return (double)alive / ids.Count;

        async Task<List<ActorState>> ReadAsync(int count)
        {
            var read = new List<ActorState>(count);
            foreach (var id in ids.Take(count)) read.Add((await ledger.RecallAsync(new(new(ActorKind.Customer, id), WithRow: true, []))).Row!.State);
            return read;
        }
    }
}

/// <summary>A server that is measured.</summary>
/// <param name="Url">Where it answers.</param>
/// <param name="Process">The process.</param>
/// <param name="Memory">What it says of its memory.</param>
internal sealed record SpeedServer(string Url, ServerProcess Process, ManagedMemory Memory) : IDisposable
{
    public void Dispose()
    {
        Memory.Dispose();
        Process.Dispose();
    }
}
