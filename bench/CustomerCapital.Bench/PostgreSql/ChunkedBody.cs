using System.Buffers.Text;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>Takes the frames of HTTP's chunks off a body, as it arrives.</summary>
internal sealed class ChunkedBody
{
    private readonly List<byte> _frame = [];
    private int _left;

    /// <summary>Whether the last chunk has come.</summary>
    public bool Ended { get; private set; }

    /// <summary>Moves what is content to the front.</summary>
    /// <returns>How many bytes that is.</returns>
    public int Strip(Span<byte> received)
    {
        var (from, to) = (0, 0);
        while (from < received.Length)
        {
            if (_left > 0)
            {
                var count = Math.Min(_left, received.Length - from);
                received.Slice(from, count).CopyTo(received[to..]);
                (from, to, _left) = (from + count, to + count, _left - count);
            }
            else
            {
                Frame(received[from++]);
            }
        }

        return to;
    }

    /// <summary>A frame is a line with the length of what follows; an empty one ends the chunk before.</summary>
    private void Frame(byte next)
    {
        if (next is not (byte)'\n' and not (byte)'\r') _frame.Add(next);
        if (next != '\n' || _frame.Count == 0) return;
        if (!Utf8Parser.TryParse(_frame.ToArray(), out _left, out _, 'x')) throw new InvalidOperationException("Not a chunk.");
        Ended = _left == 0;
        _frame.Clear();
    }
}
