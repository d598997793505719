using System.Buffers;
using System.IO.Pipelines;
using CustomerCapital.Engine.Commands;

namespace CustomerCapital.Gateway.Commands;

/// <summary>Reads a stream of commands in batches: as many whole lines as have arrived. Never holds more than one batch and one line.</summary>
/// <remarks>
/// A line that is too long ends the reading, however it arrives: where it would end is not known before it has been held. Lines are parsed once
/// there is room for them; until then the stream stands still, and with it the sender.
/// </remarks>
internal sealed class LineReader(PipeReader body, HeldContent content)
{
    public const string TooLong = "A line has at most 1,048,576 bytes; this one and those after it were not read.";

    private const int BatchLimit = 1_000;

    private bool _ended;

    /// <summary>Number of the last line that was begun.</summary>
    public long Number { get; private set; }

    /// <summary>Whether reading ended at a line that is too long.</summary>
    public bool LineTooLong { get; private set; }

    /// <summary>Ends the reading, also one that is under way.</summary>
    public void Stop() => body.CancelPendingRead();

    /// <summary>The next lines that are not blank; none at the end.</summary>
    public async Task<LineBatch> ReadAsync(CancellationToken cancellation)
    {
        while (!_ended)
        {
            var read = await body.ReadAsync(cancellation);
            _ended = read.IsCanceled;
            var rest = read.Buffer;
            if (_ended || (!IsWhole(read) && rest.Length <= CommandLine.Limit))
            {
                body.AdvanceTo(rest.Start, rest.End);
                continue;
            }

            var batch = new LineBatch([], content, read.Buffer.Length);
            await content.HoldLinesAsync(batch.Size, cancellation);
            try
            {
                rest = Parse(batch.Lines, read);
            }
            catch
            {
                batch.Dispose();
                throw;
            }

            body.AdvanceTo(rest.Start, batch.Lines.Count < BatchLimit ? rest.End : rest.Start);
            if (batch.Lines.Count > 0) return batch;
            batch.Dispose();
        }

        return LineBatch.None;
    }

    private static bool IsWhole(ReadResult read) => read.IsCompleted || read.Buffer.PositionOf((byte)'\n') is not null;

    /// <returns>What is left for the next reading.</returns>
    private ReadOnlySequence<byte> Parse(List<CommandLine> batch, ReadResult read)
    {
        var rest = read.Buffer;
        while (batch.Count < BatchLimit && !_ended && rest.PositionOf((byte)'\n') is { } end)
        {
            Take(batch, rest.Slice(0, end));
            rest = rest.Slice(rest.GetPosition(1, end));
        }

        if (_ended || rest.PositionOf((byte)'\n') is not null || (!read.IsCompleted && rest.Length <= CommandLine.Limit)) return rest;
        if (!rest.IsEmpty) Take(batch, rest);
        _ended = true;
        return rest.Slice(rest.End);
    }

    private void Take(List<CommandLine> batch, ReadOnlySequence<byte> line)
    {
        Number++;
        if (line.Length > CommandLine.Limit) (LineTooLong, _ended) = (true, true);
        else if (!IsBlank(line)) batch.Add(CommandLine.Parse(Number, line));
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
            if (part.Span.ContainsAnyExcept(" \t\r"u8)) return false;
        return true;
    }
}

/// <summary>Lines that were read together, and the room that they take until it is disposed.</summary>
internal sealed record LineBatch(List<CommandLine> Lines, HeldContent? Content, long Size) : IDisposable
{
    /// <summary>No lines: the stream has ended.</summary>
    public static readonly LineBatch None = new([], null, 0);

    public void Dispose() => Content?.ReleaseLines(Size);
}
