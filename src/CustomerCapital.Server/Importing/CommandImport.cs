using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Exporting;

namespace CustomerCapital.Server.Importing;

/// <summary>Carries out the commands of an NDJSON file in batches, each customer's in order; lines of an export are restored.</summary>
internal sealed class CommandImport(ICustomerCapital engine, LedgerRestore restore, RejectedLines rejected)
{
    private const int BatchLimit = 1_000;

    private readonly List<(CommandLine Line, byte[] Utf8)> _batch = [];

    /// <summary>Lines that were not blank.</summary>
    public long Lines { get; private set; }

    /// <summary>Commands carried out now.</summary>
    public long Accepted { get; private set; }

    /// <summary>Commands carried out before, or with nothing to change.</summary>
    public long Known { get; private set; }

    /// <summary>Entries of an export appended.</summary>
    public long Restored => restore.Appended;

    public async Task RunAsync(Stream file, Action<long> advance, CancellationToken cancellation)
    {
        using var reader = new StreamReader(file, bufferSize: 1 << 16);
        for (var number = 1L; await reader.ReadLineAsync(cancellation) is { } text; number++)
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            Lines++;
            var utf8 = System.Text.Encoding.UTF8.GetBytes(text);
            if (ExportLine.IsOne(utf8)) await RestoreAsync(number, utf8);
            else _batch.Add((CommandLine.Parse(number, new ReadOnlySequence<byte>(utf8)), utf8));
            if (_batch.Count == BatchLimit) await ExecuteAsync();
            advance(1);
        }

        await ExecuteAsync();
        await restore.CompleteAsync();
    }

    private async Task RestoreAsync(long number, byte[] utf8)
    {
        try
        {
            await restore.TakeAsync(ExportLine.Parse(utf8));
        }
        catch (JsonException malformed)
        {
            throw new UsageException($"line {number}: this line of an export cannot be read ({malformed.Message}); nothing after it was restored", malformed);
        }
        catch (RestoreConflictException conflict)
        {
            throw new UsageException($"line {number}: {conflict.Message}", conflict);
        }
    }

    private async Task ExecuteAsync()
    {
        var outcomes = await CommandBatch.ExecuteAsync(engine, _batch.ConvertAll(waiting => waiting.Line));
        for (var i = 0; i < outcomes.Length; i++)
        {
            switch (outcomes[i].Outcome)
            {
                case null when outcomes[i].FailureCode == CommandBatch.UnreadableCode:
                    rejected.Add(outcomes[i].Number, outcomes[i].FailureCode, outcomes[i].FailureMessage, _batch[i].Utf8);
                    break;
                case null when outcomes[i].Failure is { } fault:
                    ExceptionDispatchInfo.Throw(fault);
                    break;
                case null:
                    throw new EngineUnavailableException($"line {outcomes[i].Number}: {outcomes[i].FailureMessage} Run the import again to complete it.");
                case { Status: OutcomeStatus.Accepted }:
                    Accepted++;
                    break;
                case { Status: OutcomeStatus.Duplicate or OutcomeStatus.Unchanged }:
                    Known++;
                    break;
                case { } refused:
                    rejected.Add(outcomes[i].Number, refused.Code, refused.Message, _batch[i].Utf8);
                    break;
            }
        }

        _batch.Clear();
    }
}
