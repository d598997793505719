using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CustomerCapital.Ledger.Encoding;

/// <summary>A writer of JSON with its bytes, of which each thread keeps one: to make one anew for each state and each entry cost more than most of what is written.</summary>
internal sealed class JsonBuffer
{
    /// <summary>Larger ones are not kept.</summary>
    private const int KeptLimit = 1 << 16;

    [ThreadStatic]
    private static JsonBuffer? _kept;

    private readonly ArrayBufferWriter<byte> _bytes = new(1_024);

    private JsonBuffer() => Writer = new(_bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>What to write with.</summary>
    public Utf8JsonWriter Writer { get; }

    /// <summary>An empty one, which is the caller's own until it ends.</summary>
    public static JsonBuffer Take()
    {
        var buffer = _kept ?? new();
        _kept = null;
        return buffer;
    }

    /// <summary>What was written. The buffer is not the caller's any more.</summary>
    public byte[] End(bool inShorthand = false)
    {
        Writer.Flush();
        var written = inShorthand ? Shorthand.Of(_bytes.WrittenSpan) : _bytes.WrittenSpan.ToArray();
        if (_bytes.Capacity > KeptLimit) return written;
        _bytes.ResetWrittenCount();
        Writer.Reset();
        _kept = this;
        return written;
    }
}
