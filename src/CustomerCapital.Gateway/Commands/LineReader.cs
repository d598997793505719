using System.Buffers;
using System.IO.Pipelines;
using CustomerCapital.Engine.Commands;

namespace CustomerCapital.Gateway.Commands;

/// <summary>Reads a stream of commands in batches: as many whole lines as have arrived. Never holds more than one batch and one line.</summary>
/// <remarks>A line that is too long ends the reading, however it arrives: where it would end is not known before it has been held.</remarks>
internal sealed class LineReader(PipeReader body)
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
    public async Task<List<CommandLine>> ReadAsync(CancellationToken cancellation)
    {
        var batch = new List<CommandLine>();
        while (batch.Count == 0 && !_ended)
        {
            var read = await body.ReadAsync(cancellation);
            var rest = read.Buffer;
            _ended |= read.IsCanceled;
            while (batch.Count < BatchLimit && !_ended && rest.PositionOf((byte)'\n') is { } end)
            {
                Take(batch, rest.Slice(0, end));
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (!_ended && rest.PositionOf((byte)'\n') is null)
            {
                if (read.IsCompleted || rest.Length > CommandLine.Limit)
                {
                    if (!rest.IsEmpty) Take(batch, rest);
                    rest = rest.Slice(rest.End);
                    _ended = true;
                }
            }

            body.AdvanceTo(rest.Start, batch.Count < BatchLimit ? rest.End : rest.Start);
        }

        return batch;
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
