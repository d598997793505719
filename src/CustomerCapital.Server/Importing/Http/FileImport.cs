using CustomerCapital.Engine;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Server.Importing.Control;
using CustomerCapital.Server.Importing.Formats;
using CustomerCapital.Server.Importing.Rows;

namespace CustomerCapital.Server.Importing.Http;

/// <summary>One import: examined by itself, recorded when it is confirmed. Thread-safe. It ends with its process; what was recorded stays.</summary>
internal sealed partial class FileImport : IAsyncDisposable
{
    private const int CustomersAtOnce = 32;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancelled = new();
    private readonly ICustomerCapital _capital;
    private readonly Admission _running;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ImportFormat _format;
    private readonly ImportFormat _said;
    private readonly IReadOnlySet<Doubt> _accepted;
    private readonly bool _confirmed;
    private readonly FileStream _rejectedRows = TemporaryFile.Create(bufferSize: 0);
    private readonly RejectedFile _rejected;
    private readonly PurchaseImport _import;
    private readonly long _bytes;
    private readonly DateTimeOffset _receivedAt;
    private ReceivedFile? _received;
    private PurchaseFile? _file;
    private RowSpool? _spool;
    private Task _work = Task.CompletedTask;
    private ImportState _state = ImportState.Examining;
    private ImportFailure? _failure;
    private ControlSums? _sums;
    private IReadOnlyList<DoubtReport> _doubts = [];
    private bool _began;
    private long _read;
    private long _examined;

    /// <summary>Takes over a file that was opened.</summary>
    public FileImport(string id, ReceivedFile received, PurchaseFile file, ImportFormat format, ImportFormat said, IReadOnlySet<Doubt> accepted, bool confirmed, FileImports imports)
    {
        Id = id;
        (_received, _file, _format, _said, _accepted, _confirmed) = (received, file, format, said, accepted, confirmed);
        (_capital, _running, _time, _logger) = (imports.Capital, imports.Running, imports.Time, imports.Logger);
        (_bytes, _receivedAt) = (received.Size, _time.GetUtcNow());
        ChangedAt = _receivedAt;
        _rejected = new(_rejectedRows);
        _rejected.Begin(file.Plan);
        _import = new(_capital, _capital.Policy, _rejected, format) { CustomersAtOnce = CustomersAtOnce, Patience = imports.Limits.Patience };
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>When its state was last another.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Whether it holds rows, or may do so.</summary>
    public bool IsOpen => State is ImportState.Examining or ImportState.AwaitingConfirmation or ImportState.Recording;

    /// <summary>Where it stands.</summary>
    public ImportState State
    {
        get { lock (_lock) return _state; }
    }

    /// <summary>Completes when it has nothing more to do, unless it is confirmed.</summary>
    public Task Worked
    {
        get { lock (_lock) return _work; }
    }

    /// <summary>Begins to examine it.</summary>
    public void Start() => _work = RunAsync(ExamineAsync);

    /// <summary>It as callers see it.</summary>
    public ImportView View()
    {
        lock (_lock)
        {
            var (examined, summary) = (_sums is not null, _import.Summary);
            var totals = examined ? _import.Totals() : null;
            var progress = totals is null
                ? new ImportProgress(Interlocked.Read(ref _read), Interlocked.Read(ref _examined), 0, 0, 0, _rejected.Count)
                : new ImportProgress(summary.Rows, Interlocked.Read(ref _examined), totals.Recorded.Rows, totals.Known.Rows, summary.Skipped, totals.Rejected.Rows);
            return new(
                Id, _state, _format.Name is "" or ImportFormats.None ? null : _format.Name, _receivedAt, _bytes, progress, _sums, _doubts,
                examined ? _import.Reasons() : [], _began ? totals : null, _failure);
        }
    }

    /// <summary>Records what awaits confirmation. Confirmed once more, it is what it is.</summary>
    /// <param name="accepted">Doubts that are meant so, besides those of the beginning.</param>
    /// <exception cref="ProblemException">It cannot be confirmed now, or doubts are left.</exception>
    public void Confirm(IReadOnlySet<Doubt> accepted)
    {
        lock (_lock)
        {
            switch (_state)
            {
                case ImportState.Examining:
                    throw ImportProblems.NotExamined();
                case ImportState.Refused or ImportState.Failed:
                    throw ImportProblems.Ended(_state);
                case ImportState.AwaitingConfirmation:
                    IReadOnlyList<DoubtReport> doubts = [.. _doubts.Select(doubt => doubt with { Accepted = doubt.Accepted || accepted.Any(name => name.Name() == doubt.Name) })];
                    if (doubts.Any(doubt => !doubt.Accepted)) throw ImportProblems.DoubtsLeft([.. doubts.Where(doubt => !doubt.Accepted).Select(doubt => doubt.Name)]);
                    _doubts = doubts;
                    Become(ImportState.Recording);
                    _work = RunAsync(RecordAsync);
                    break;
            }
        }
    }

    /// <summary>The rejected rows as CSV.</summary>
    /// <exception cref="ProblemException">More are being rejected.</exception>
    public Stream OpenRejected()
    {
        lock (_lock)
        {
            if (_state is ImportState.Examining or ImportState.Recording) throw ImportProblems.Running();
            return new FileReading(_rejectedRows.SafeFileHandle, _rejectedRows.Length);
        }
    }

    /// <summary>Stops it after the customers in hand, and removes what it holds. What was recorded stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _cancelled.CancelAsync();
        await Worked;
        Release();
        _rejected.Dispose();
        await _rejectedRows.DisposeAsync();
        _cancelled.Dispose();
    }

    private async Task ExamineAsync(CancellationToken cancellation)
    {
        _spool = _import.Sort(_file!, _received!.Input.ExpectedBytes, count => Interlocked.Add(ref _read, count), cancellation);
        var examination = _import.Examine(_spool, _file!.SplitDecimals, count => Interlocked.Add(ref _examined, count), cancellation);
        _rejected.Flush();
        var sums = ControlSums.Of(_file, _format, _said, _import.Summary, examination, _rejected, await _capital.Policy.GetAsync());
        var doubts = DoubtReport.Of(examination, _accepted);
        ReleaseFile();
        lock (_lock)
        {
            (_sums, _doubts) = (sums, doubts);
            if (!_confirmed || doubts.Any(doubt => !doubt.Accepted))
            {
                Become(ImportState.AwaitingConfirmation);
                return;
            }

            Become(ImportState.Recording);
        }

        await RecordAsync(cancellation);
    }

    private async Task RecordAsync(CancellationToken cancellation)
    {
        lock (_lock) _began = true;
        try
        {
            await _import.RecordAsync(_spool!, _ => { }, cancellation);
        }
        finally
        {
            _rejected.Flush();
        }

        Release();
        lock (_lock) Become(ImportState.Completed);
    }

    /// <summary>Does a part of the work when it is its turn, and says how that ended where it did not end well.</summary>
    private async Task RunAsync(Func<CancellationToken, Task> work)
    {
        var cancellation = _cancelled.Token;
        // Not on the request that began it.
        await Task.Yield();
        try
        {
            if (!await _running.TryEnterAsync(1, 0, Timeout.InfiniteTimeSpan, cancellation)) return;
            try
            {
                await Task.Run(() => work(cancellation), cancellation);
            }
            finally
            {
                _running.Leave(1, 0);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Whoever cancels it removes it.
        }
        catch (UsageException refused)
        {
            Fail(ImportState.Refused, new(ImportProblems.RefusedCode, ImportProblems.Sentence(refused.Message), false));
        }
        catch (Exception unavailable) when (unavailable is EngineUnavailableException or LedgerUnavailableException or LedgerSchemaException or LedgerOverloadedException)
        {
            Fail(ImportState.Failed, new("unavailable", $"{ImportProblems.Sentence(unavailable.Message)} Send the file again: what was recorded of it is known, and changes nothing.", true));
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            Fail(ImportState.Failed, new("no_room", $"The gateway cannot keep its temporary files ({full.Message}). Make room, and send the file again: what was recorded of it is known, and changes nothing.", true));
        }
        catch (Exception fault)
        {
            LogFault(fault, Id);
            Fail(ImportState.Failed, new("fault", "A fault of this program, which its log describes. Send the file again: what was recorded of it is known, and changes nothing.", true));
        }
    }

    private void Fail(ImportState state, ImportFailure failure)
    {
        Release();
        lock (_lock)
        {
            _failure = failure;
            Become(state);
        }
    }

    private void Become(ImportState state) => (_state, ChangedAt) = (state, _time.GetUtcNow());

    private void Release()
    {
        ReleaseFile();
        _spool?.Dispose();
        _spool = null;
    }

    private void ReleaseFile()
    {
        _file?.Dispose();
        _received?.Dispose();
        (_file, _received) = (null, null);
    }

    [LoggerMessage(4001, LogLevel.Error, "Import {ImportId} failed")]
    private partial void LogFault(Exception fault, string importId);
}
