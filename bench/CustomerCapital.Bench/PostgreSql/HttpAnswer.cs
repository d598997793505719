using System.Buffers.Text;
using System.Text;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>As much of HTTP/1.1 as it takes to see that a small answer has arrived whole, and was a success.</summary>
internal static class HttpAnswer
{
    /// <summary>Whether all of an answer is there, nothing being asked for before it has come.</summary>
    /// <exception cref="InvalidOperationException">It is no success.</exception>
    public static bool IsWhole(ReadOnlySpan<byte> received)
    {
        var headEnd = received.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0) return false;
        var head = received[..headEnd];
        var body = received[(headEnd + 4)..];
        if (!head.StartsWith("HTTP/1.1 20"u8)) throw new InvalidOperationException("Not a success: " + Encoding.UTF8.GetString(received));
        var lengthAt = head.IndexOf("Content-Length: "u8);
        if (lengthAt < 0) return body.EndsWith("0\r\n\r\n"u8) && (body.Length == 5 || body.EndsWith("\r\n0\r\n\r\n"u8));
        return Utf8Parser.TryParse(head[(lengthAt + 16)..], out int length, out _) && body.Length >= length;
    }
}
