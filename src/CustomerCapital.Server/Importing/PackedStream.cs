using System.Buffers.Binary;
using System.IO.Compression;

namespace CustomerCapital.Server.Importing;

/// <summary>Unpacks gzip and checks at the end that all of it was there: the framework's stream takes a file that was cut off for a whole one.</summary>
internal sealed class PackedStream : Stream
{
    private readonly string _path;
    private readonly GZipStream _unpacked;
    private readonly uint _expected;
    private readonly long _limit;
    private long _read;

    /// <summary>Takes over a packed file, at its start.</summary>
    /// <param name="path">What messages call it.</param>
    /// <param name="packed">The file.</param>
    /// <param name="limit">Most bytes that may come out of it.</param>
    /// <exception cref="UsageException">The file is not gzip.</exception>
    public PackedStream(string path, Stream packed, long limit)
    {
        (_path, _unpacked, _limit) = (path, new GZipStream(packed, CompressionMode.Decompress), limit);
        Span<byte> ends = stackalloc byte[4];
        if (packed.Length < 18 || packed.ReadByte() != 0x1F || packed.ReadByte() != 0x8B) throw new UsageException($"{path} is not a gzip file; leave .gz off the name of a plain one");
        packed.Position = packed.Length - 4;
        packed.ReadExactly(ends);
        packed.Position = 0;
        _expected = BinaryPrimitives.ReadUInt32LittleEndian(ends);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The size is not known before the end.");

    public override long Position
    {
        get => throw new NotSupportedException("A packed file is read from start to end.");
        set => throw new NotSupportedException("A packed file is read from start to end.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="UsageException">The file is damaged, ends before what it says it holds, or holds more than is taken.</exception>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            var read = _unpacked.Read(buffer);
            _read += read;
            if (_read > _limit) throw new UsageException($"{_path} has more than {_limit:N0} bytes when it is unpacked; divide it, or import it with customercapital import");
            if (read == 0 && buffer.Length > 0 && unchecked((uint)_read) != _expected)
                throw new UsageException($"{_path} was cut off, or is several packed files in one; copy it again, or unpack it first");
            return read;
        }
        catch (InvalidDataException damaged)
        {
            throw new UsageException($"{_path} is damaged and cannot be unpacked; copy it again", damaged);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A packed file is read from start to end.");

    public override void SetLength(long value) => throw new NotSupportedException("A packed file is only read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A packed file is only read.");

    protected override void Dispose(bool disposing)
    {
        if (disposing) _unpacked.Dispose();
        base.Dispose(disposing);
    }
}
