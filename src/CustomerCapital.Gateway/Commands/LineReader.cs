using System.Buffers;
using System.IO.Pipelines;
using CustomerCapital.Engine.Commands;

namespace CustomerCapital.Gateway.Commands;

/// <summary>Reads a stream of commands in batches: as many whole lines as have arrived. Never holds more than one batch and one line.</summary>
internal sealed class LineReader(PipeReader body)
{
    public const string TooLong = "A line has at most 1,048,576 bytes; the lines after this one were not read.";

    private const int BatchLimit = 1_000;

    private bool _ended;

    /// <summary>Number of the last line that was begun.</summary>
    public long Number { get; private set; }

    /// <summary>Whether reading ended at a line that is too long.</summary>
    public bool LineTooLong { get; private set; }

    /// <summary>The next lines that are not blank; none at the end.</summary>
    public async Task<List<CommandLine>> ReadAsync(CancellationToken cancellation)
    {
        var batch = new List<CommandLine>();
        while (batch.Count == 0 && !_ended)
        {
            var read = await body.ReadAsync(cancellation);
            var rest = read.Buffer;
            while (batch.Count < BatchLimit && rest.PositionOf((byte)'\n') is { } end)
            {
                Add(batch, rest.Slice(0, end));
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (rest.Length > CommandLine.Limit && rest.PositionOf((byte)'\n') is null)
            {
                (LineTooLong, _ended) = (true, true);
                Number++;
            }
            else if (read.IsCompleted && rest.PositionOf((byte)'\n') is null)
            {
                Add(batch, rest);
                rest = rest.Slice(rest.End);
                _ended = true;
            }

            body.AdvanceTo(rest.Start, batch.Count < BatchLimit ? rest.End : rest.Start);
        }

        return batch;
    }

    private void Add(List<CommandLine> batch, ReadOnlySequence<byte> line)
    {
        if (line.Length > CommandLine.Limit)
        {
            Number++;
            batch.Add(new(Number, null, new("", "A line has at most 1,048,576 bytes.")));
            return;
        }

        if (IsBlank(line))
        {
            if (!line.IsEmpty || !_ended) Number++;
            return;
        }

        batch.Add(CommandLine.Parse(++Number, line));
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
            if (part.Span.ContainsAnyExcept(" \t\r"u8)) return false;
        return true;
    }
}
