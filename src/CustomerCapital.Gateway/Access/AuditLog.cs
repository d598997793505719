using CustomerCapital.Domain.Audit;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.Gateway.Access;

/// <summary>Writes the audit log. What is done to the program is written down one by one, before it is done and when it is; what tills record, and who was turned away, is counted.</summary>
/// <remarks>A count waits <see cref="Every"/> at most, and is what a crash can lose: of what tills record the ledger's entries themselves say what and when.</remarks>
internal sealed partial class AuditLog(ICustomerCapital capital, TimeProvider time, ILogger<AuditLog> logger) : BackgroundService
{
    /// <summary>So often counts are written down.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <summary>Different counts that wait at most; beyond them the address is left out.</summary>
    public const int MostCounts = 10_000;

    private readonly Lock _counting = new();
    private Dictionary<AuditRecord, long> _counts = [];

    /// <summary>Writes a record down, durably.</summary>
    /// <exception cref="EngineUnavailableException">Whether it is written down is not known.</exception>
    public Task WriteAsync(AuditRecord record) => WriteAsync([record]);

    /// <summary>Counts something that happens often.</summary>
    /// <param name="record">What is counted, its <see cref="AuditRecord.Count"/> left as it is.</param>
    /// <param name="times">How often it happened; nothing is counted where it never did.</param>
    public void Count(AuditRecord record, long times = 1)
    {
        if (times <= 0) return;
        lock (_counting)
        {
            if (_counts.Count >= MostCounts && !_counts.ContainsKey(record)) record = record with { Address = null, Target = null };
            _counts[record] = _counts.GetValueOrDefault(record) + times;
        }
    }

    /// <summary>Writes down what was counted.</summary>
    public async Task FlushAsync()
    {
        Dictionary<AuditRecord, long> counts;
        lock (_counting) (counts, _counts) = (_counts, []);
        try
        {
            await WriteAsync([.. counts.Select(counted => counted.Key with { Count = counted.Value })]);
        }
        catch (Exception passing) when (passing is EngineUnavailableException or EngineOverloadedException or Ledger.LedgerUnavailableException)
        {
            foreach (var (record, times) in counts) Count(record, times);
            LogPutOff(passing);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await FlushAsync();
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }

        await FlushAsync();
    }

    private async Task WriteAsync(IReadOnlyList<AuditRecord> records)
    {
        if (records.Count == 0) return;
        var commands = records.Select(record => new RecordAudit { RecordId = Guid.CreateVersion7().ToString("n"), Record = record }).ToList();
        foreach (var chunk in commands.Chunk(500))
        {
            foreach (var outcome in await capital.Customer(AuditChain.Actor).ExecuteAsync(chunk))
                if (outcome.Status is not (OutcomeStatus.Accepted or OutcomeStatus.Duplicate)) throw new InvalidOperationException($"The audit log does not take a record: {outcome.Message}");
        }
    }

    [LoggerMessage(2012, LogLevel.Information, "Counts of the audit log could not be written down; they are written down later")]
    private partial void LogPutOff(Exception passing);
}
