using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace CustomerCapital.Gateway.Requests;

/// <summary>Answers of a line of JSON for each of what they list.</summary>
internal static class JsonLines
{
    /// <summary>Writes a line; whoever writes flushes now and then.</summary>
    public static void WriteLine<T>(this PipeWriter writer, T line)
    {
        using (var json = new Utf8JsonWriter(writer, new() { Encoder = GatewayJson.Options.Encoder })) JsonSerializer.Serialize(json, line, GatewayJson.Of<T>());
        writer.Write("\n"u8);
    }

    /// <summary>Writes lines, and has them sent.</summary>
    public static async Task WriteLinesAsync<T>(this PipeWriter writer, IEnumerable<T> lines, CancellationToken cancellation)
    {
        foreach (var line in lines) writer.WriteLine(line);
        await writer.FlushAsync(cancellation);
    }
}
