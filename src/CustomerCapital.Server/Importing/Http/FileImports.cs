using System.Security.Cryptography;
using CustomerCapital.Engine;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Server.Importing.Http;

/// <summary>The imports that this process has taken, as many as are let in. They end with the process. Thread-safe.</summary>
internal sealed class FileImports(ImportLimits limits, ICustomerCapital capital, TimeProvider time, ILogger<FileImports> logger) : IHostedService
{
    private static readonly TimeSpan CleaningInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, FileImport> _imports = [];
    private readonly string _process = RandomNumberGenerator.GetHexString(8, lowercase: true);
    private ITimer? _cleaning;
    private int _receiving;

    /// <summary>How much is taken.</summary>
    public ImportLimits Limits { get; } = OptionLimits.Check(limits);

    /// <summary>The engine into which files are imported.</summary>
    public ICustomerCapital Capital => capital;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Where faults of the program are written.</summary>
    public ILogger Logger => logger;

    /// <summary>Lets in what may run at once.</summary>
    public Admission Running { get; } = new(limits.RunningLimit, long.MaxValue, time);

    /// <summary>Makes room for one more import; its file is received meanwhile.</summary>
    /// <returns>Gives the room back, unless an import was added.</returns>
    /// <exception cref="ProblemException">As many are open as are taken: 429.</exception>
    public ImportPlace Enter()
    {
        lock (_lock)
        {
            if (_receiving + _imports.Values.Count(import => import.IsOpen) >= Limits.OpenLimit) throw ImportProblems.TooMany(Limits.OpenLimit);
            _receiving++;
            return new(this);
        }
    }

    /// <summary>An id for the next import, which tells the process too.</summary>
    public string NewId() => $"{_process}-{RandomNumberGenerator.GetHexString(24, lowercase: true)}";

    /// <summary>An import.</summary>
    /// <exception cref="ProblemException">This process has none of this id: 404.</exception>
    public FileImport Find(string id)
    {
        lock (_lock) return _imports.GetValueOrDefault(id) ?? throw (id.StartsWith(_process + "-", StringComparison.Ordinal) ? ImportProblems.Gone(id) : ImportProblems.Elsewhere(id));
    }

    /// <summary>All of them, the latest first.</summary>
    public IReadOnlyList<ImportView> List()
    {
        lock (_lock) return [.. _imports.Values.Select(import => import.View()).OrderByDescending(view => view.ReceivedAt)];
    }

    /// <summary>Stops an import and forgets it. What was recorded stays.</summary>
    /// <exception cref="ProblemException">This process has none of this id: 404.</exception>
    public async Task DeleteAsync(string id)
    {
        FileImport import;
        lock (_lock)
        {
            import = Find(id);
            _imports.Remove(id);
        }

        await import.DisposeAsync();
    }

    /// <summary>Removes imports that nobody has confirmed in time, and those that ended long ago.</summary>
    public async Task CleanAsync()
    {
        List<FileImport> leaving;
        lock (_lock)
        {
            var ended = _imports.Values.Where(import => !import.IsOpen).OrderByDescending(import => import.ChangedAt);
            var oldest = time.GetUtcNow() - Limits.KeptFor;
            leaving =
            [
                .. ended.Where((import, place) => place >= Limits.EndedLimit || import.ChangedAt <= oldest),
                .. _imports.Values.Where(import => import.State == ImportState.AwaitingConfirmation && import.ChangedAt <= oldest),
            ];
            foreach (var import in leaving) _imports.Remove(import.Id);
        }

        foreach (var import in leaving) await import.DisposeAsync();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _cleaning = time.CreateTimer(_ => _ = CleanAsync(), null, CleaningInterval, CleaningInterval);
        return Task.CompletedTask;
    }

    /// <summary>Stops every import after the customers in hand.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_cleaning is not null) await _cleaning.DisposeAsync();
        List<FileImport> leaving;
        lock (_lock)
        {
            leaving = [.. _imports.Values];
            _imports.Clear();
        }

        await Task.WhenAll(leaving.Select(import => import.DisposeAsync().AsTask())).WaitAsync(cancellationToken);
    }

    private void Leave(FileImport? import)
    {
        lock (_lock)
        {
            _receiving--;
            if (import is not null) _imports.Add(import.Id, import);
        }
    }

    /// <summary>The room of an import whose file is being received.</summary>
    internal sealed class ImportPlace(FileImports imports) : IDisposable
    {
        private FileImport? _import;

        /// <summary>Gives the room to an import.</summary>
        public void Take(FileImport import) => _import = import;

        public void Dispose() => imports.Leave(_import);
    }
}
