using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Faults.Tests.Loads;
using CustomerCapital.Faults.Tests.Processes;
using CustomerCapital.Faults.Tests.Proofs;

namespace CustomerCapital.Faults.Tests;

/// <summary>One fault's run: engines, load, what the client knows, and the proof in the end.</summary>
internal sealed class FaultRun(string name, FaultOptions options, Action<string> say) : IAsyncDisposable
{
    /// <summary>Commands before the load is measured.</summary>
    private const int WarmUp = 500;

    /// <summary>Acknowledged commands that are sent again in the end, those first that were unknown at some time.</summary>
    private const int Repeats = 4_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("customercapital-faults-");
    private readonly List<ServingProcess> _engines = [];
    private readonly List<EngineClient> _clients = [];
    private readonly List<string> _notes = [];
    private Load? _load;
    private double _perSecond;
    private TimeSpan? _service;
    private int _probes;

    public FaultOptions Options => options;

    public Journal Journal { get; } = new();

    public TimeSpan Beat => TimeSpan.FromSeconds(options.Seconds);

    public string File(string file) => Path.Combine(_folder.FullName, file);

    /// <summary>Progress, for who watches.</summary>
    public void Say(string what) => say($"  {name}: {what}");

    /// <summary>Something measured that has no column.</summary>
    public void Note(string what) => _notes.Add(what);

    /// <summary>Starts the program over a database, to be driven by the load that comes next.</summary>
    /// <param name="database">As the command line names it.</param>
    /// <param name="shell">Sets up the process before the program takes its place.</param>
    /// <param name="hear">Is told every line that it writes.</param>
    /// <param name="settings">More of its options.</param>
    public async Task<EngineProcess> StartEngineAsync(string database, string shell = "", Action<string>? hear = null, params IReadOnlyList<string> settings)
    {
        var engine = new EngineProcess(database, EngineProcess.FreeUrl(), settings) { Hear = hear ?? (_ => { }) };
        Keep(engine);
        if (!await engine.StartAsync(shell)) throw new InvalidOperationException($"The engine did not start: {string.Join('\n', engine.Said)}");
        Drive(engine.Url);
        return engine;
    }

    /// <summary>Ends a process with the run, and quotes what it said where the run fails.</summary>
    public void Keep(ServingProcess process) => _engines.Add(process);

    /// <summary>Drives the engine at an address, too; at the next ones where it is lost.</summary>
    public void Drive(params string[] urls) => _clients.Add(new(Journal, EngineClient.LongPatience, urls));

    /// <summary>What the engine answers at a path.</summary>
    public Task<JsonElement> GetAsync(string path) => _clients[0].GetAsync(path);

    /// <summary>Asks the engine for something that must succeed.</summary>
    public Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body) => _clients[0].SendAsync(method, path, body);

    /// <summary>Sends commands as streams, each until it is answered, and measures them as the load.</summary>
    public async Task StreamAsync(IReadOnlyList<Intent> intents)
    {
        var watch = Stopwatch.StartNew();
        await SendAgainAsync(intents);
        _perSecond = intents.Count / watch.Elapsed.TotalSeconds;
    }

    /// <summary>The row of a run that has a proof of its own.</summary>
    public FaultRow RowOf(int missing, int doubled, string verified, IReadOnlyList<string> broken) =>
        new(name, _perSecond, Journal.Acknowledged, Journal.Intents.Count(intent => intent.WasUnknown), missing, doubled, verified, _service, _notes,
            [.. Journal.Broken.Take(10), .. broken.Count > 0 ? Faults() : [], .. broken.Take(20)]);

    /// <summary>Puts load on every engine, and measures it.</summary>
    public async Task LoadAsync()
    {
        await Rewards.SetUpAsync(_clients[0]);
        _load = new(_clients, Journal, "", options.Seed);
        for (var begun = Stopwatch.GetTimestamp(); Journal.Acknowledged < WarmUp; await Task.Delay(TimeSpan.FromMilliseconds(50)))
            if (Stopwatch.GetElapsedTime(begun) > TimeSpan.FromMinutes(3)) throw new InvalidOperationException($"Only {Journal.Acknowledged} commands were acknowledged in the first three minutes. {Said()}");
        var (before, watch) = (Journal.Acknowledged, Stopwatch.StartNew());
        await Task.Delay(Beat);
        _perSecond = (Journal.Acknowledged - before) / watch.Elapsed.TotalSeconds;
        Say($"{_perSecond:N0} commands/s");
    }

    /// <summary>Waits until the fault is felt: a command is asked to come again. One that nobody feels proves nothing.</summary>
    public async Task UntilRefusedAsync()
    {
        for (var (waits, begun) = (Journal.Waits, Stopwatch.GetTimestamp()); Journal.Waits == waits; await Task.Delay(TimeSpan.FromMilliseconds(20)))
            if (Stopwatch.GetElapsedTime(begun) > TimeSpan.FromMinutes(1)) throw new InvalidOperationException($"The fault was not felt within a minute. {Said()}");
    }

    /// <summary>Waits until a new command is acknowledged, sent again and again under one id.</summary>
    /// <param name="since">A timestamp of when the fault ended, or of the kill.</param>
    public async Task ResumeAsync(long since)
    {
        var id = $"probe-{++_probes}";
        var probe = Journal.Add(new("probe", "purchase", "purchase:" + id, $"\"purchaseId\":\"{id}\",\"amount\":\"1.00\"", Orders: 1, Cents: 100) { Points = 100 });
        while (!await _clients[0].PostAsync(probe))
        {
            if (Stopwatch.GetElapsedTime(since) > TimeSpan.FromMinutes(2)) throw new InvalidOperationException($"Service did not resume within two minutes. {Said()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        var service = Stopwatch.GetElapsedTime(since);
        Served(service);
        Say($"service after {service.TotalSeconds:0.00} s, {Journal.Acknowledged:N0} acknowledged");
    }

    /// <summary>Service was back after a time; of several the longest goes into the table.</summary>
    public void Served(TimeSpan after)
    {
        if (_service is null || after > _service) _service = after;
    }

    /// <summary>Ends the load, sends again whatever was not answered until it is, and repeats what was.</summary>
    public async Task SettleAsync()
    {
        await _load!.DisposeAsync();
        await SendAgainAsync([.. Journal.Intents.Where(intent => intent.Receipt is null)]);
        var repeats = Journal.Intents.Where(intent => intent.Receipt is not null).OrderByDescending(intent => intent.WasUnknown).Take(Repeats).ToList();
        Say($"sends {repeats.Count:N0} acknowledged commands again");
        await SendAgainAsync(repeats);
    }

    /// <summary>Holds the ledger against what the client knows.</summary>
    /// <param name="database">As the command line names it.</param>
    /// <param name="compareAsync">What else is held against the journal, in which nothing is open any more.</param>
    public Task<FaultRow> ProveAsync(string database, Func<Task>? compareAsync = null) => ProveAsync([database], compareAsync);

    /// <inheritdoc cref="ProveAsync(string, Func{Task})"/>
    public async Task<FaultRow> ProveAsync(IReadOnlyList<string> databases, Func<Task>? compareAsync = null)
    {
        await SettleAsync();
        if (compareAsync is not null) await compareAsync();
        Say("exports, counts and verifies");
        var proof = await Proof.OfAsync(databases, File("export.ndjson"), Journal, Say);
        Note(proof.Rewards);
        return new(name, _perSecond, Journal.Acknowledged, Journal.Intents.Count(intent => intent.WasUnknown), proof.Missing, proof.Doubled, proof.Verified, _service, _notes,
            [.. Journal.Broken.Take(10), .. Journal.Broken.Count > 0 ? Faults() : [], .. proof.Broken.Take(20)]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines) await engine.DisposeAsync();
        foreach (var client in _clients) client.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>The beginning of what the engines said last.</summary>
    private string Said() => string.Join(Environment.NewLine, _engines.SelectMany(engine => engine.Said).TakeLast(5).Select(line => line.Length > 600 ? line[..600] : line));

    /// <summary>The faults that the engines logged, for who looks into a broken promise.</summary>
    private IEnumerable<string> Faults() => _engines.SelectMany(engine => engine.Faults).TakeLast(5).Select(line => $"logged: {(line.Length > 3_000 ? line[..3_000] : line)}");

    private async Task SendAgainAsync(IReadOnlyList<Intent> intents)
    {
        foreach (var chunk in intents.Chunk(1_000))
        {
            var since = Stopwatch.GetTimestamp();
            while (!await _clients[0].StreamAsync(chunk))
            {
                if (Stopwatch.GetElapsedTime(since) > TimeSpan.FromMinutes(1)) throw new InvalidOperationException($"Commands that were sent again were not answered within a minute. {Said()}");
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }
    }
}
