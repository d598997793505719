using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace CustomerCapital.Faults.Tests.Wire;

/// <summary>Reads just enough of what a client sends to PostgreSQL to know when it commits entries. One connection's; one thread at a time.</summary>
internal sealed class FrontendMessages
{
    private static readonly byte[] Begin = "BEGIN"u8.ToArray();
    private static readonly byte[] Commit = "COMMIT"u8.ToArray();
    private static readonly byte[] Write = "INSERT INTO entries"u8.ToArray();

    private readonly Dictionary<string, Meaning> _prepared = [];
    private bool _started;
    private bool _inTransaction;
    private bool _wrote;

    private enum Meaning
    {
        Other,
        Begin,
        Commit,
        Write,
    }

    /// <summary>How many answers of the kind "ready for query" the server owes for what went by.</summary>
    public int Owed { get; private set; }

    /// <summary>Takes the next whole message off a buffer.</summary>
    /// <returns>False where there is none.</returns>
    public bool TryTake(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> message, out bool commits)
    {
        (message, commits) = (default, false);
        var header = _started ? 5 : 4;
        if (buffer.Length < header) return false;
        Span<byte> first = stackalloc byte[header];
        buffer.Slice(0, header).CopyTo(first);
        var length = BinaryPrimitives.ReadInt32BigEndian(first[^4..]) + (header - 4);
        if (buffer.Length < length) return false;
        message = buffer.Slice(0, length);
        buffer = buffer.Slice(length);
        if (_started) commits = See((char)first[0], message.Slice(header).ToArray());
        else _started = true;
        return true;
    }

    /// <summary>A statement in the simple protocol ends with its own answer; in the extended one, Sync does.</summary>
    private bool See(char type, byte[] body)
    {
        switch (type)
        {
            case 'Q':
                Owed++;
                return Run(MeaningOf(body));
            case 'P':
                var (name, rest) = Split(body);
                _prepared[name] = MeaningOf(rest);
                return false;
            case 'B':
                return Run(_prepared.GetValueOrDefault(Split(Split(body).Remaining).Text));
            case 'S':
                Owed++;
                // Without BEGIN, the statements before a Sync are a transaction of their own, which it ends.
                return !_inTransaction && End();
            default:
                return false;
        }
    }

    private bool Run(Meaning meaning)
    {
        if (meaning == Meaning.Begin) (_inTransaction, _wrote) = (true, false);
        if (meaning == Meaning.Write) _wrote = true;
        if (meaning != Meaning.Commit) return false;
        _inTransaction = false;
        return End();
    }

    private bool End()
    {
        var wrote = _wrote;
        _wrote = false;
        return wrote;
    }

    private static Meaning MeaningOf(ReadOnlySpan<byte> sql)
    {
        if (sql.StartsWith(Begin)) return Meaning.Begin;
        if (sql.StartsWith(Commit)) return Meaning.Commit;
        return sql.IndexOf(Write) >= 0 ? Meaning.Write : Meaning.Other;
    }

    private static (string Text, byte[] Remaining) Split(byte[] body)
    {
        var end = Array.IndexOf(body, (byte)0);
        return (Encoding.UTF8.GetString(body, 0, end), body[(end + 1)..]);
    }
}
