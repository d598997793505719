using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Unicode;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Exporting;

namespace CustomerCapital.Server.Importing;

/// <summary>Carries out the commands of an NDJSON file in batches, each customer's in order; lines of an export are restored, where <c>restore</c> is given.</summary>
internal sealed class CommandImport(ICommands engine, LedgerRestore? restore, RejectedLines rejected)
{
    private const int BatchLimit = 1_000;
    private const int LineLimit = 64 << 20;
    private const string NotText = "is not UTF-8; convert the file first";

    private readonly List<(CommandLine Line, byte[] Utf8)> _batch = [];

    /// <summary>Lines that were not blank.</summary>
    public long Lines { get; private set; }

    /// <summary>Commands carried out now.</summary>
    public long Accepted { get; private set; }

    /// <summary>Commands carried out before, or with nothing to change.</summary>
    public long Known { get; private set; }

    /// <summary>Entries of an export appended.</summary>
    public long Restored => restore?.Appended ?? 0;

    public async Task RunAsync(Stream file, Action<long> advance, CancellationToken cancellation)
    {
        var reader = PipeReader.Create(file, new(bufferSize: 1 << 16));
        for (var (number, completed) = (0L, false); !completed;)
        {
            var read = await reader.ReadAsync(cancellation);
            var rest = read.Buffer;
            completed = read.IsCompleted;
            while (TryTakeLine(ref rest, completed, out var line))
            {
                await TakeAsync(++number, number == 1 && line.AsSpan().StartsWith("\uFEFF"u8) ? line[3..] : line);
                advance(1);
            }

            if (rest.Length > LineLimit) throw new UsageException($"line {number + 1} has more than {LineLimit:N0} bytes; nothing after it was imported");
            reader.AdvanceTo(rest.Start, rest.End);
        }

        await ExecuteAsync();
        if (restore is not null) await restore.CompleteAsync();
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, bool completed, out byte[] line)
    {
        var end = rest.PositionOf((byte)'\n');
        line = (end is { } newline ? rest.Slice(0, newline) : completed ? rest : rest.Slice(0, 0)).ToArray();
        if (end is null && !(completed && !rest.IsEmpty)) return false;
        rest = end is { } taken ? rest.Slice(rest.GetPosition(1, taken)) : rest.Slice(rest.End);
        return true;
    }

    private async Task TakeAsync(long number, byte[] utf8)
    {
        if (!utf8.AsSpan().ContainsAnyExcept(" \t\r"u8)) return;
        Lines++;
        var isText = Utf8.IsValid(utf8);
        if (ExportLine.IsOne(utf8)) await RestoreAsync(number, isText ? utf8 : throw new UsageException($"line {number}: this line of an export {NotText}; nothing after it was restored"));
        else if (isText) _batch.Add((CommandLine.Parse(number, new ReadOnlySequence<byte>(utf8)), utf8));
        else _batch.Add((new(number, null, new("", $"The line {NotText}.")), utf8));
        if (_batch.Count == BatchLimit) await ExecuteAsync();
    }

    private async Task RestoreAsync(long number, byte[] utf8)
    {
        if (restore is null) throw new UsageException($"line {number}: this is a line of an export, which is restored into a database and not through a gateway; nothing after it was imported");
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
